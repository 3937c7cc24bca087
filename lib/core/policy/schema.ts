/** The policy document (docs/policy.md): scopes, and in each any part of a Policy. */
import * as z from 'zod';

import { evidenceLimit, examinerNames, FindingCode } from '../findings/finding.ts';
import { typeClasses } from '../message/open/opened.ts';
import { aDomain, anAddress, looksLike } from './patterns.ts';

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
    header: z
      .strictObject({
        name: z
          .string()
          .regex(/^[A-Za-z][A-Za-z0-9-]{0,75}$/, 'write a name such as X-Filter, of letters, digits and hyphens')
          .describe('A header name such as X-Filter; fields of that name that came with the message are left out.'),
        value: oneLine(998).describe('{score} is replaced by the score.'),
      })
      .describe('Adds a header field.'),
  }),
  z.strictObject({ subject: oneLine(100).min(1).describe('Puts this tag before the subject.') }),
  z.strictObject({
    banner: z
      .string()
      .min(1)
      .max(2000)
      .describe('A text on top of the first plain and the first HTML body; never in signed or encrypted mail.'),
  }),
  z.strictObject({ strip: z.literal(true) }),
  z.strictObject({
    folder: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,64}$/, 'write a name of letters, digits, dots and hyphens')
      .describe('Sends to name+folder@domain, for servers that file by plus-address.'),
  }),
]);
export type Edit = z.infer<typeof Edit>;

export const Action = z.union([
  Fate,
  z.strictObject({
    fate: Fate.describe('What happens to the copy; of several rules the strictest fate wins.'),
    edits: z.array(Edit).optional().describe('With deliver or redirect: what is changed in the message.'),
    redirectTo: anAddress.optional().describe('With redirect: the address that gets the message instead.'),
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
  name: Globs.optional().describe('A pattern, or several of which one must match: * any text, ? one character.'),
  type: looksLike(/[/*]/)
    .optional()
    .describe('A media type such as application/pdf or image/*, that the name, the content or the sender claims.'),
  class: z.enum(typeClasses).optional().describe('What kind of file it is.'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'write 64 hexadecimal digits in lower case')
    .optional()
    .describe('The hash of the content, in lower case.'),
  insideArchive: z.boolean().optional().describe('true: only inside archives; false: only outside; absent: both.'),
  minSize: z.number().nonnegative().optional().describe('Bytes, at least.'),
  except: z
    .array(z.string())
    .optional()
    .describe('Patterns: the rule leaves a part alone all of whose names match one of these.'),
  action: Action.describe('What the rule asks for.'),
});
export type AttachmentRule = z.infer<typeof AttachmentRule>;

export const Entry = z.strictObject({
  address: anAddress.optional().describe('The address in From or in the reverse-path.'),
  domain: aDomain.optional().describe('The domain of one of them, or a domain above it.'),
  network: z.string().optional().describe("The client's network, such as 192.0.2.0/24 or 2001:db8::/32."),
  action: Action.optional().describe('In block alone; absent: quarantine.'),
  owner: z.string('write who answers for this entry').describe('Who answers for this entry.'),
  reason: z
    .string('write why, for whoever finds this entry later')
    .max(evidenceLimit)
    .describe('Why it is there, for whoever finds it later.'),
  expires: z.iso
    .date('write a day such as 2027-12-31')
    .optional()
    .describe('The last day (UTC) on which it counts, such as 2027-12-31.'),
  lastHit: z.number().optional().describe('When it last counted; kept by the filter.'),
});
export type Entry = z.infer<typeof Entry>;

/** What a notice may be about. */
export const noticeMoments = ['delivered', 'held'] as const;
export type NoticeMoment = (typeof noticeMoments)[number];
/** What its text may name, in braces. */
export const noticeFields = ['from', 'subject', 'time', 'recipient', 'score'] as const;

export const NotifyRule = z.strictObject({
  sms: z
    .array(z.string().regex(/^\+[1-9][0-9]{6,14}$/, 'write + and the country code first, such as "+441632960001"'))
    .min(1)
    .describe('Telephone numbers in E.164 form.'),
  text: z
    .string()
    .min(1)
    .max(500)
    .meta({ pattern: `^(?![^]*\\{(?!(?:${noticeFields.join('|')})\\})[A-Za-z]+\\})` })
    .describe(`What is sent; replaced are ${noticeFields.map((field) => `{${field}}`).join(', ')}.`),
  when: z.array(z.enum(noticeMoments)).min(1).optional().describe('What is told of; absent: delivered.'),
  quiet: z
    .string()
    .regex(/^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$/, 'write two times such as "22:00-07:00"')
    .optional()
    .describe('From when to when nothing is sent, in the zone of the policy.'),
  perHour: z.int().min(1).max(1000).optional().describe('Most texts to one number in an hour; absent: 20.'),
});
export type NotifyRule = z.infer<typeof NotifyRule>;

export const Threshold = z.strictObject({
  points: z.number().min(-100).max(1000).describe('The score that is reached, in points.'),
  action: Action.describe('What is asked for from these points on.'),
});

/** Outcomes with a list beside them. Keys that are neither are refused by the reader of policies (core/config). */
const verdictShape = {
  infected: Action.optional(),
  suspicious: Action.optional(),
  encrypted: Action.optional(),
  unscannable: Action.optional(),
  failed: Action.optional(),
};
const rules = z.array(AttachmentRule).describe('Every rule that matches a part counts; replaced as a whole.');
const atLeast = z.array(Threshold).describe('Thresholds of the score in ascending order; replaced as a whole.');
const withRules = z.object({ rules, ...verdictShape }).catchall(Action);
const withThresholds = z.object({ atLeast, ...verdictShape }).catchall(Action);
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
  lists: z.strictObject({
    allow: z.array(Entry).describe('Takes away what spam asked for, if authentication agrees.'),
    block: z.array(Entry).describe('Believes what the message says of itself.'),
  }),
  quarantine: z.strictObject({
    days: z.number().int().min(1).max(365).describe('How long a held message is kept.'),
    userMayRelease: z.boolean().describe('Whether recipients may release their own held mail.'),
    digest: z.boolean().describe('Whether recipients get a list of what is held.'),
  }),
  notify: z.array(NotifyRule).describe('Text messages to telephones about mail that came.'),
  zone: z.string().describe('The time zone of times shown to people, such as Europe/Berlin.'),
  locale: z.string().describe('The language tag of texts written to people, such as en.'),
});
export type Policy = z.infer<typeof Policy>;
