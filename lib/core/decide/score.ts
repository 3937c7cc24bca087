/** The score: the points of all layers, summed in hundredths so that the sum is exact and does not depend on their order. */
import { examinerNames, type Finding } from '../findings/finding.ts';
import type { EffectivePolicy } from '../policy/effective.ts';
import type { Action } from '../policy/schema.ts';
import { claim, type Claim } from './claim.ts';
import type { SpamVerdict } from './decision.ts';

/** No addend says more than the highest threshold that a policy can have. */
const mostPoints = 1000;

export function scoreOf(findings: readonly Finding[]): number {
  return findings.reduce((sum, { points = 0 }) => sum + hundredths(points), 0) / 100;
}

export function hundredths(points: number): number {
  if (Number.isNaN(points)) return 0;
  return Math.round(Math.max(-mostPoints, Math.min(mostPoints, points)) * 100);
}

/** Every threshold that was reached counts. */
export function thresholdClaims(score: number, { policy, origin }: EffectivePolicy): Claim[] {
  const scope = origin('spam.atLeast');
  return policy.spam.atLeast
    .filter(({ points }) => score >= points)
    .map(({ points, action }) =>
      claim({ layer: 'spam', code: 'SCORE', scope, rule: `spam.atLeast ${points}` }, action),
    );
}

/** `allowed`: an entry of lists.allow overrules what spam asks for. */
export function spamVerdict(score: number, { policy }: EffectivePolicy, allowed: boolean): SpamVerdict {
  const acting = policy.spam.atLeast.filter(({ action }) => acts(action)).map(({ points }) => points);
  const required = acting.length > 0 ? Math.min(...acting) : undefined;
  const off = examinerNames.filter((examiner) => policy.examiners[examiner] === 'off');
  return {
    flag: !allowed && required !== undefined && score >= required,
    ...(required !== undefined && { required }),
    ...(off.length > 0 && { off }),
  };
}

/** A threshold may also only say that mail is delivered. */
function acts(action: Action): boolean {
  const { fate, edits = [] } = typeof action === 'string' ? { fate: action } : action;
  return fate !== 'deliver' || edits.length > 0;
}
