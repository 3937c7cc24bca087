/** The directory document (docs/policy.md): who we accept mail for, and where it goes on to. */
import * as z from 'zod';

import { aDomain, aHost, aLocal, anAddress, aPasswordReference } from './patterns.ts';

const Hosts = z.union([aHost, z.array(aHost).min(1)]);

/** `mailbox`: our POP3 mailbox of that address; `mx`: by the MX of the domain; `smtp`: `host:port`, or several in order of preference. */
export const RouteSetting = z.union([
  z.enum(['mailbox', 'mx']),
  z.strictObject({ smtp: Hosts.describe('host:port (port 25 if absent), or several in order of preference.') }),
]);
export type RouteSetting = z.infer<typeof RouteSetting>;

export const RecipientSetting = z.union([
  aLocal,
  z.strictObject({
    name: aLocal.describe('The part before the @.'),
    route: RouteSetting.optional().describe("A route of this recipient's own."),
    aliases: z.array(aLocal).optional().describe('Other names of this recipient, before the @.'),
  }),
]);
export type RecipientSetting = z.infer<typeof RecipientSetting>;

export const DomainSetting = z.strictObject({
  name: aDomain.describe('In Unicode or in ASCII (xn--): both are the same.'),
  route: RouteSetting.describe(
    "mailbox: a POP3 mailbox here; mx: by the domain's MX; smtp: to these hosts in order of preference.",
  ),
  unknown: z
    .enum(['reject', 'accept'])
    .optional()
    .describe('What becomes of a recipient that is not listed; the default is reject (550 5.1.1).'),
  recipients: z.array(RecipientSetting).optional().describe('Names before the @, without regard to case.'),
});
export type DomainSetting = z.infer<typeof DomainSetting>;

export const DirectoryDocument = z.strictObject({
  v: z.literal(1).describe('The version of this format.'),
  domains: z.array(DomainSetting).meta({ minItems: 1 }).describe('The domains to accept mail for.'),
  groups: z
    .array(
      z.strictObject({
        name: z.string().describe('What a scope of the policy calls it.'),
        members: z.array(anAddress).describe('Addresses of recipients that are listed under their domain.'),
      }),
    )
    .optional()
    .describe('Who shares a scope of the policy; the first group listed wins.'),
  mailboxes: z
    .array(
      z.strictObject({
        address: anAddress.describe('Whose mailbox it is.'),
        password: aPasswordReference.describe(
          'A reference, never the password itself: file:secrets/alice, relative to the data directory, or in AWS secret:alice, a name in the secret of the mailboxes.',
        ),
      }),
    )
    .optional()
    .describe('The POP3 mailboxes here.'),
});
export type DirectoryDocument = z.infer<typeof DirectoryDocument>;

/** Where one recipient's mail goes on to, worked out from a RouteSetting. */
export const Route = z.union([
  z.strictObject({ mailbox: z.string() }),
  z.strictObject({ smtp: z.array(z.string()) }),
  z.strictObject({ mx: z.literal(true) }),
]);
export type Route = z.infer<typeof Route>;
