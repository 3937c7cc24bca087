/** The directory document (docs/policy.md): who we accept mail for, and where it goes on to. */
import * as z from 'zod';

const Hosts = z.union([z.string(), z.array(z.string()).min(1)]);

/** `mailbox`: our POP3 mailbox of that address; `mx`: by the MX of the domain; `smtp`: `host:port`, or several in order of preference. */
export const RouteSetting = z.union([z.enum(['mailbox', 'mx']), z.strictObject({ smtp: Hosts })]);
export type RouteSetting = z.infer<typeof RouteSetting>;

export const RecipientSetting = z.union([
  z.string(),
  z.strictObject({ name: z.string(), route: RouteSetting.optional(), aliases: z.array(z.string()).optional() }),
]);
export type RecipientSetting = z.infer<typeof RecipientSetting>;

export const DomainSetting = z.strictObject({
  name: z.string(),
  route: RouteSetting,
  /** What becomes of a recipient that is not listed; the default is `reject` (550 5.1.1). */
  unknown: z.enum(['reject', 'accept']).optional(),
  recipients: z.array(RecipientSetting).optional(),
});
export type DomainSetting = z.infer<typeof DomainSetting>;

export const DirectoryDocument = z.strictObject({
  v: z.literal(1),
  domains: z.array(DomainSetting),
  groups: z.array(z.strictObject({ name: z.string(), members: z.array(z.string()) })).optional(),
  /**
   * `password` is a reference, never the password itself: `file:secrets/alice`, relative to the data directory, or in AWS `secret:alice`,
   * a name in the secret of the mailboxes.
   */
  mailboxes: z.array(z.strictObject({ address: z.string(), password: z.string() })).optional(),
});
export type DirectoryDocument = z.infer<typeof DirectoryDocument>;

/** Where one recipient's mail goes on to, worked out from a RouteSetting. */
export const Route = z.union([
  z.strictObject({ mailbox: z.string() }),
  z.strictObject({ smtp: z.array(z.string()) }),
  z.strictObject({ mx: z.literal(true) }),
]);
export type Route = z.infer<typeof Route>;
