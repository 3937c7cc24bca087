/** All findings of one scan in one order, an examiner's absence among them (promise 2: silence is never "clean"). */
import type { Evidence } from '../analyse/evidence.ts';
import { layers, type Examination, type ExaminerName, type Finding } from '../findings/finding.ts';
import { layerOf, troubleCode } from '../findings/trouble.ts';

export interface Stated {
  finding: Finding;
  /** Who stated it; absent for what `open` found odd, which no policy can switch off. */
  examiner?: ExaminerName;
}

/** Sorted, so that a decision does not depend on which examiner was faster. */
export function gather(evidence: Evidence): Stated[] {
  const defects = evidence.opened.defects.map((finding): Stated => ({ finding }));
  const examined = evidence.examinations.flatMap((examination) =>
    [...examination.findings, ...troubles(examination)].map((finding): Stated => ({
      finding,
      examiner: examination.examiner,
    })),
  );
  return [...defects, ...examined].sort((a, b) => compare(a.finding, b.finding));
}

function troubles({ examiner, outcome, findings, truncated }: Examination): Finding[] {
  const trouble = (code: string, verdict: Finding['verdict']): Finding => ({
    code,
    layer: layerOf(examiner),
    verdict,
    evidence: examiner,
  });
  const said = findings.some(({ verdict }) => verdict === 'failed' || verdict === 'unscannable');
  return [
    ...(outcome === 'unavailable' ? [trouble('ENGINE_UNAVAILABLE', 'failed')] : []),
    ...(outcome === 'failed' && !said ? [trouble(troubleCode(examiner, 'failed'), 'failed')] : []),
    ...(truncated ? [trouble('FINDINGS_TRUNCATED', 'unscannable')] : []),
  ];
}

function compare(a: Finding, b: Finding): number {
  return (
    layers.indexOf(a.layer) - layers.indexOf(b.layer) ||
    order(a.code, b.code) ||
    order(a.verdict, b.verdict) ||
    (a.part ?? -1) - (b.part ?? -1)
  );
}

const order = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
