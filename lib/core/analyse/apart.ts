/**
 * One scan whose stages run in several processes: one opens the message, others open it anew and examine it, and what they said becomes the
 * same evidence as if one process had done it all.
 */
import { createHash } from 'node:crypto';

import type { Examination, ExaminerName, Finding, FindingCodes } from '../findings/finding.ts';
import { type Trouble, troubleFinding } from '../findings/trouble.ts';
import type { Opened } from '../message/open/opened.ts';
import type { Evidence } from './evidence.ts';

export const apartCodes = {
  OPENED_DIFFERENTLY:
    'A process that examined the message found other parts in it than the one that opened it: what it examined is not what is judged.',
} satisfies FindingCodes;

/** What the process that opened it hands on. */
export interface Opening {
  scan: number;
  opened: Opened;
  summary: Evidence['summary'];
}

/** What a process that runs these examiners answered, or what became of it. */
export type ApartAnswer = { examiners: readonly ExaminerName[] } & (
  | { kind: 'examined'; digest: string; examinations: Examination[] }
  /** It could not run: the message is innocent of it. */
  | { kind: 'unavailable' }
  /** This message ended it. */
  | { kind: Trouble; text: string }
);

/** Equal for equal parts, names and types; the bytes of parts are in it by their hashes. */
export function digestOf(opened: Opened): string {
  return createHash('sha256').update(JSON.stringify(opened)).digest('base64url');
}

export function unite({ scan, opened, summary }: Opening, answers: readonly ApartAnswer[]): Evidence {
  const digest = digestOf(opened);
  const strayed = answers.flatMap((answer) =>
    answer.kind === 'examined' && answer.digest !== digest ? [openedDifferently(answer.examiners)] : [],
  );
  return {
    v: 1,
    id: opened.id,
    scan,
    opened: { ...opened, defects: [...opened.defects, ...strayed] },
    examinations: answers.flatMap((answer) => answer.examiners.map((examiner) => of(examiner, answer, opened.id))),
    summary,
  };
}

/** An examiner of which its process says nothing has failed. */
function of(examiner: ExaminerName, answer: ApartAnswer, id: string): Examination {
  const nothing: Examination = {
    v: 1,
    id,
    examiner,
    version: 'unknown',
    outcome: 'unavailable',
    examined: 0,
    findings: [],
    truncated: false,
    ms: 0,
  };
  const failed = (trouble: Trouble, text: string): Examination => ({
    ...nothing,
    outcome: 'failed',
    findings: [troubleFinding(examiner, trouble, text)],
  });
  switch (answer.kind) {
    case 'examined':
      return answer.examinations.find((one) => one.examiner === examiner) ?? failed('failed', 'it said nothing');
    case 'unavailable':
      return nothing;
    case 'failed':
    case 'timed out':
      return failed(answer.kind, answer.text);
  }
}

function openedDifferently(examiners: readonly ExaminerName[]): Finding {
  return { code: 'OPENED_DIFFERENTLY', layer: 'attachments', verdict: 'unscannable', evidence: examiners.join(', ') };
}
