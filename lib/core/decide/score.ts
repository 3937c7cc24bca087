/** The score: the points of all layers, summed in hundredths so that the sum is exact and does not depend on their order. */
import type { Finding } from '../findings/finding.ts';
import type { EffectivePolicy } from '../policy/effective.ts';
import { claim, type Claim } from './claim.ts';

/** No addend says more than the highest threshold that a policy can have. */
const mostPoints = 1000;

export function scoreOf(findings: readonly Finding[]): number {
  return findings.reduce((sum, { points = 0 }) => sum + hundredths(points), 0) / 100;
}

function hundredths(points: number): number {
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
