/** Facts that examiners state. They never name an action: only `decide` does. */
import * as z from 'zod';

export const layers = ['antivirus', 'attachments', 'wire', 'authentication', 'spam', 'lists'] as const;
export type Layer = (typeof layers)[number];

export const verdicts = ['infected', 'suspicious', 'encrypted', 'unscannable', 'failed', 'note'] as const;
export type Verdict = (typeof verdicts)[number];

export const evidenceLimit = 200;

export const FindingCode = z.string().regex(/^[A-Z][A-Z0-9_]{1,63}$/);

export const Finding = z.strictObject({
  /** Upper case, e.g. `SPF_FAIL`; every code stands in docs/findings.md. */
  code: FindingCode,
  layer: z.enum(layers),
  verdict: z.enum(verdicts),
  /** What this adds to the score: positive speaks for spam, negative against it. */
  points: z.number().optional(),
  /** `n` of the part that it is about; absent: the whole message. */
  part: z.number().optional(),
  /** What was seen, at most `evidenceLimit` characters, never a body. */
  evidence: z.string().max(evidenceLimit).optional(),
});
export type Finding = z.infer<typeof Finding>;

/** What each code of a room means, in a sentence; docs/findings.md is tested against these lists. */
export type FindingCodes = Readonly<Record<string, string>>;

export const examinerNames = [
  'antivirus/clamav',
  'antivirus/yara',
  'antivirus/documents',
  'attachments',
  'authentication',
  'wire',
  'spam',
] as const;
export type ExaminerName = (typeof examinerNames)[number];

export const Examination = z.strictObject({
  v: z.literal(1),
  id: z.string(),
  examiner: z.enum(examinerNames),
  version: z.string(),
  /** `unavailable`: its engine is not there, the message waits. `failed`: this message broke it. */
  outcome: z.enum(['examined', 'failed', 'unavailable']),
  /** How many parts it looked at. */
  examined: z.number(),
  findings: z.array(Finding),
  /** Findings beyond the limit were left out. */
  truncated: z.boolean(),
  ms: z.number(),
});
export type Examination = z.infer<typeof Examination>;

/** Cuts evidence to its limit and takes out what would break a log line. */
export function evidenceOf(text: string): string {
  const printable = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
  return printable.length <= evidenceLimit ? printable : `${printable.slice(0, evidenceLimit - 1)}…`;
}
