/** A policy document: scopes from platform to recipient, each setting any part of a Policy. */
import * as z from 'zod';

import { examinerNames } from '../findings/finding.ts';
import { Outcomes, PartialAttachmentPolicy, PartialSpamPolicy, Policy } from './schema.ts';

export const scopeKinds = ['platform', 'organisation', 'domain', 'group', 'recipient'] as const;
export type ScopeKind = (typeof scopeKinds)[number];

const shape = Policy.shape;

export const Scope = z.strictObject({
  kind: z.enum(scopeKinds).describe('For whom: everybody, or those whom the name names.'),
  name: z.string().optional().describe('The domain, group or address; absent for platform and organisation.'),
  locked: z
    .array(z.string())
    .optional()
    .describe('Settings such as antivirus.infected, or whole sections, that no scope below may set.'),
  examiners: z
    .partialRecord(z.enum(examinerNames), z.enum(['on', 'off']))
    .optional()
    .describe('Which examiners are heard.'),
  antivirus: Outcomes.optional().describe('What becomes of malware and of what could not be looked into.'),
  attachments: PartialAttachmentPolicy.optional().describe('What becomes of files by name, type or class.'),
  wire: Outcomes.optional().describe('What becomes of mail whose client behaved oddly.'),
  authentication: Outcomes.optional().describe('What becomes of mail by SPF, DKIM, DMARC and ARC.'),
  spam: PartialSpamPolicy.optional().describe('What becomes of mail by its score.'),
  lists: shape.lists.partial().optional().describe('Senders and networks to allow or to block.'),
  quarantine: shape.quarantine.partial().optional().describe('How held mail is kept.'),
  notify: shape.notify.optional(),
  zone: shape.zone.optional(),
  locale: shape.locale.optional(),
});
export type Scope = z.infer<typeof Scope>;

export const PolicyDocument = z.strictObject({
  v: z.literal(1).describe('The version of this format.'),
  scopes: z.array(Scope).describe('For each setting the nearest scope that sets it wins.'),
});
export type PolicyDocument = z.infer<typeof PolicyDocument>;
