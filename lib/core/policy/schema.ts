/** The policy document (docs/policy.md): scopes, and in each any part of a Policy. */
import * as z from 'zod';

import { evidenceLimit, examinerNames, FindingCode } from '../findings/finding.ts';
import { typeClasses } from '../message/open/opened.ts';

export const fates = ['discard', 'quarantine', 'redirect', 'deliver'] as const;
/** What happens to one recipient's copy; the list is from strict to lenient. */
export const Fate = z.enum(fates);
export type Fate = z.infer<typeof Fate>;

/** What goes into a header section must not end a line of it. */
const oneLine = (max: number): z.ZodString =>
  z
    .string()
    .max(max)
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'write one line without control characters');

export const Edit = z.union([
  z.strictObject({
    header: z.strictObject({
      name: z
        .string()
        .regex(/^[A-Za-z][A-Za-z0-9-]{0,75}$/, 'write a name such as X-Filter, of letters, digits and hyphens'),
      value: oneLine(998),
    }),
  }),
  z.strictObject({ subject: oneLine(100).min(1) }),
  z.strictObject({ banner: z.string().min(1).max(2000) }),
  z.strictObject({ strip: z.literal(true) }),
  z.strictObject({
    folder: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'write a name of letters, digits, dots and hyphens'),
  }),
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

export const actionable = ['infected', 'suspicious', 'encrypted', 'unscannable', 'failed'] as const;

/** Keys are the verdicts that can be acted on (not `note`) or finding codes. */
export type Outcomes = { [key in (typeof actionable)[number] | Uppercase<string>]?: Action };
export const Outcomes: z.ZodType<Outcomes> = z.partialRecord(z.union([z.enum(actionable), FindingCode]), Action);

/** One pattern or several, of which one must match; `*` any characters, `?` exactly one. */
export const Globs = z.union([z.string(), z.array(z.string()).min(1)]);
export type Globs = z.infer<typeof Globs>;

/** All conditions given must hold for one and the same part. */
export const AttachmentRule = z.strictObject({
  name: Globs.optional(),
  type: z.string().optional(),
  class: z.enum(typeClasses).optional(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'write 64 hexadecimal digits in lower case')
    .optional(),
  insideArchive: z.boolean().optional(),
  minSize: z.number().nonnegative().optional(),
  /** The rule leaves a part alone all of whose names match one of these. */
  except: z.array(z.string()).optional(),
  action: Action,
});
export type AttachmentRule = z.infer<typeof AttachmentRule>;

export const Entry = z.strictObject({
  address: z.string().optional(),
  domain: z.string().optional(),
  network: z.string().optional(),
  action: Action.optional(),
  owner: z.string('write who answers for this entry'),
  reason: z.string('write why, for whoever finds this entry later').max(evidenceLimit),
  expires: z.iso.date('write a day such as 2027-12-31').optional(),
  lastHit: z.number().optional(),
});
export type Entry = z.infer<typeof Entry>;

/** What a notice may be about. */
export const noticeMoments = ['delivered', 'held'] as const;
export type NoticeMoment = (typeof noticeMoments)[number];
/** What its text may name, in braces. */
export const noticeFields = ['from', 'subject', 'time', 'recipient', 'score'] as const;

export const NotifyRule = z.strictObject({
  /** E.164. */
  sms: z
    .array(z.string().regex(/^\+[1-9][0-9]{6,14}$/, 'write + and the country code first, such as "+441632960001"'))
    .min(1),
  text: z.string().min(1).max(500),
  /** Absent: `delivered`. */
  when: z.array(z.enum(noticeMoments)).min(1).optional(),
  quiet: z
    .string()
    .regex(/^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$/, 'write two times such as "22:00-07:00"')
    .optional(),
  /** Texts to one number in one hour. */
  perHour: z.int().min(1).max(1000).optional(),
});
export type NotifyRule = z.infer<typeof NotifyRule>;

export const Threshold = z.strictObject({ points: z.number().min(-100).max(1000), action: Action });

/** Outcomes with a list beside them. Keys that are neither are refused by the reader of policies (core/config). */
const verdictShape = {
  infected: Action.optional(),
  suspicious: Action.optional(),
  encrypted: Action.optional(),
  unscannable: Action.optional(),
  failed: Action.optional(),
};
const withRules = z.object({ rules: z.array(AttachmentRule), ...verdictShape }).catchall(Action);
const withThresholds = z.object({ atLeast: z.array(Threshold), ...verdictShape }).catchall(Action);
type AttachmentPolicy = Outcomes & { rules: AttachmentRule[] };
type SpamPolicy = Outcomes & { atLeast: z.infer<typeof Threshold>[] };
const AttachmentPolicy: z.ZodType<AttachmentPolicy> = withRules;
const SpamPolicy: z.ZodType<SpamPolicy> = withThresholds;
export const PartialAttachmentPolicy: z.ZodType<Partial<AttachmentPolicy>> = withRules.partial();
export const PartialSpamPolicy: z.ZodType<Partial<SpamPolicy>> = withThresholds.partial();

export const Policy = z.strictObject({
  examiners: z.record(z.enum(examinerNames), z.enum(['on', 'off'])),
  antivirus: Outcomes,
  attachments: AttachmentPolicy,
  wire: Outcomes,
  authentication: Outcomes,
  spam: SpamPolicy,
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
