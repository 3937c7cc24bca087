/** What would have become of a message without one of its findings: which of them really decided. */
import type { Evidence } from '../analyse/evidence.ts';
import type { Finding } from '../findings/finding.ts';
import type { Fate } from '../policy/schema.ts';
import { decide, type DecideInput } from './decide.ts';

export interface Counterfactual {
  /** The code of the finding, all of that code taken away together. */
  without: string;
  fate: Fate;
}

/** Codes beyond these would not be read by anybody. */
const mostCodes = 50;

/** Those findings alone without which the fate would be another. */
export function counterfactuals(input: DecideInput): Counterfactual[] {
  const { fate } = decide(input);
  const { opened, examinations } = input.evidence;
  const findings = [...opened.defects, ...examinations.flatMap(({ findings }) => findings)];
  const codes = new Set(findings.map(({ code }) => code));
  return [...codes]
    .sort()
    .slice(0, mostCodes)
    .map((code) => ({ without: code, fate: decide({ ...input, evidence: withoutCode(input.evidence, code) }).fate }))
    .filter((other) => other.fate !== fate);
}

function withoutCode(evidence: Evidence, code: string): Evidence {
  const others = (findings: readonly Finding[]): Finding[] => findings.filter((finding) => finding.code !== code);
  return {
    ...evidence,
    opened: { ...evidence.opened, defects: others(evidence.opened.defects) },
    examinations: evidence.examinations.map((one) => ({ ...one, findings: others(one.findings) })),
  };
}
