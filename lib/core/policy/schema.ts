/** The policy document (docs/policy.md): scopes, and in each any part of a Policy. */
import * as z from 'zod';

import { evidenceLimit, examinerNames, FindingCode } from '../analyse/finding.ts';
import { typeClasses } from '../message/open/opened.ts';

export const fates = ['discard', 'quarantine', 'redirect', 'deliver'] as const;
/** What happens to one recipient's copy; the list is from strict to lenient. */
export const Fate = z.enum(fates);
export type Fate = z.infer<typeof Fate>;

export const Edit = z.union([
  z.strictObject({
    header: z.strictObject({ name: z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,75}$/), value: z.string().max(998) }),
  }),
  z.strictObject({ subject: z.string().min(1).max(100) }),
  z.strictObject({ banner: z.string().min(1).max(2000) }),
  z.strictObject({ strip: z.literal(true) }),
  z.strictObject({ folder: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/) }),
]);
export type Edit = z.infer<typeof Edit>;

export const Action = z.union([
  Fate,
  z.strictObject({
    fate: Fate,
    edits: z.array(Edit).optional(),
    redirectTo: z.string().optional(),
    copyTo: z.string().optional(),
  }),
]);
export type Action = z.infer<typeof Action>;

/** Keys are the verdicts that can be acted on (not `note`) or finding codes. */
export const Outcomes = z.partialRecord(
  z.union([z.enum(['infected', 'suspicious', 'encrypted', 'unscannable', 'failed']), FindingCode]),
  Action,
);
export type Outcomes = z.infer<typeof Outcomes>;

export const AttachmentRule = z.strictObject({
  name: z.string().optional(),
  type: z.string().optional(),
  class: z.enum(typeClasses).optional(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  insideArchive: z.boolean().optional(),
  minSize: z.number().nonnegative().optional(),
  except: z.array(z.string()).optional(),
  action: Action,
});
export type AttachmentRule = z.infer<typeof AttachmentRule>;

export const Entry = z.strictObject({
  address: z.string().optional(),
  domain: z.string().optional(),
  network: z.string().optional(),
  action: Action.optional(),
  owner: z.string(),
  reason: z.string().max(evidenceLimit),
  expires: z.iso.date().optional(),
  lastHit: z.number().optional(),
});
export type Entry = z.infer<typeof Entry>;

export const NotifyRule = z.strictObject({
  sms: z.array(z.string().regex(/^\+[1-9][0-9]{6,14}$/)),
  text: z.string().min(1).max(500),
  quiet: z
    .string()
    .regex(/^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$/)
    .optional(),
});
export type NotifyRule = z.infer<typeof NotifyRule>;

export const Threshold = z.strictObject({ points: z.number().min(-100).max(1000), action: Action });

export const Policy = z.strictObject({
  examiners: z.record(z.enum(examinerNames), z.enum(['on', 'off'])),
  antivirus: Outcomes,
  attachments: z.object({ rules: z.array(AttachmentRule) }).catchall(Action),
  wire: Outcomes,
  authentication: Outcomes,
  spam: z.object({ atLeast: z.array(Threshold) }).catchall(Action),
  lists: z.strictObject({ allow: z.array(Entry), block: z.array(Entry) }),
  quarantine: z.strictObject({
    days: z.number().int().min(1).max(365),
    userMayRelease: z.boolean(),
    digest: z.boolean(),
  }),
  notify: z.array(NotifyRule),
  zone: z.string(),
  locale: z.string(),
});
export type Policy = z.infer<typeof Policy>;
