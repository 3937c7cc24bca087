/** From findings to claims by the outcomes of their layer: a code's own entry beats that of the verdict. */
import { layers, type ExaminerName, type Finding } from '../findings/finding.ts';
import type { EffectivePolicy } from '../policy/effective.ts';
import type { Action } from '../policy/schema.ts';
import { claim, type Claim } from './claim.ts';
import type { Stated } from './gather.ts';

export function outcomeClaims(findings: readonly Finding[], { policy, origin }: EffectivePolicy): Claim[] {
  return findings.flatMap(({ layer, code, verdict, part }) => {
    const outcomes = layer === 'lists' ? {} : (policy[layer] as Partial<Record<string, Action>>);
    const key = [code, verdict].find((key) => Object.hasOwn(outcomes, key));
    const action = key === undefined ? undefined : outcomes[key];
    if (key === undefined || action === undefined) return [];
    const rule = `${layer}.${key}`;
    return [claim({ layer, code, part, scope: origin(rule), rule }, action)];
  });
}

export interface Heard {
  findings: Finding[];
  /** What somebody found whom this recipient has switched off; each is shown as overruled. */
  unheard: Claim[];
}

/** Leaves out what examiners found that are off for this recipient. */
export function hear(stated: readonly Stated[], { policy, origin }: EffectivePolicy): Heard {
  const isOff = ({ examiner }: Stated): boolean => examiner !== undefined && policy.examiners[examiner] === 'off';
  return {
    findings: stated.filter((one) => !isOff(one)).map(({ finding }) => finding),
    unheard: stated
      .filter(isOff)
      .filter(counts)
      .map(({ finding, examiner }) => unheardClaim(finding, examiner, origin)),
  };
}

/** A note without points would have changed nothing. */
const counts = ({ finding }: Stated): boolean => finding.verdict !== 'note' || (finding.points ?? 0) !== 0;

function unheardClaim(
  { layer, code, part }: Finding,
  examiner: ExaminerName | undefined,
  origin: EffectivePolicy['origin'],
): Claim {
  const path = `examiners.${examiner}`;
  return claim({ layer, code, part, scope: origin(path), rule: `${path} off` }, 'deliver');
}

export const byLayer = (a: Claim, b: Claim): number => layers.indexOf(a.reason.layer) - layers.indexOf(b.reason.layer);
