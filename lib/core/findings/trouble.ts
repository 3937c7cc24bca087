/** An examiner that could not do its work, as a finding (promise 2: silence is never "clean"). */
import { evidenceOf, layers, type ExaminerName, type Finding, type Layer } from './finding.ts';

/** This message broke it, or takes it too long. */
export type Trouble = 'failed' | 'timed out';

/** `ANTIVIRUS_CLAMAV_FAILED`, `SPAM_TIMED_OUT` and their like, one pair for every examiner. */
export function troubleCode(examiner: ExaminerName, trouble: Trouble): string {
  return `${examiner.toUpperCase().replace('/', '_')}_${trouble === 'failed' ? 'FAILED' : 'TIMED_OUT'}`;
}

export function troubleFinding(examiner: ExaminerName, trouble: Trouble, text: string): Finding {
  return {
    code: troubleCode(examiner, trouble),
    layer: layerOf(examiner),
    verdict: trouble === 'failed' ? 'failed' : 'unscannable',
    evidence: evidenceOf(text),
  };
}

/** `antivirus/clamav` belongs to `antivirus`; the others are named like their layer. */
export const layerOf = (examiner: ExaminerName): Layer =>
  layers.find((layer) => layer === examiner.split('/')[0]) ?? 'antivirus';
