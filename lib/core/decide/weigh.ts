/** All claims together: the strictest fate wins, edits add up. */
import { fates, type Edit, type Fate } from '../policy/schema.ts';
import type { Claim } from './claim.ts';
import type { Reason } from './decision.ts';

export interface Weighed {
  fate: Fate;
  /** In the order of the claims, each once; none where the copy goes nowhere. */
  edits: Edit[];
  redirectTo?: string;
  because: Reason[];
  overruled: Reason[];
}

/** Among redirects the first claim's target is taken. */
export function weigh(claims: readonly Claim[]): Weighed {
  const fate = strictest(claims.map(({ reason }) => reason.fate));
  const redirectTo =
    fate === 'redirect' ? claims.find(({ reason }) => reason.fate === 'redirect')?.redirectTo : undefined;
  const goesOn = fate === 'deliver' || fate === 'redirect';
  const wins = (claim: Claim): boolean =>
    (claim.reason.fate === fate && claim.redirectTo === redirectTo) || (goesOn && claim.edits.length > 0);
  return {
    fate,
    edits: goesOn ? distinctEdits(claims.flatMap(({ edits }) => edits)) : [],
    ...(redirectTo !== undefined && { redirectTo }),
    because: claims.filter(wins).map(({ reason }) => reason),
    overruled: claims.filter((claim) => !wins(claim)).map(({ reason }) => reason),
  };
}

const strictest = (asked: readonly Fate[]): Fate => fates.find((fate) => asked.includes(fate)) ?? 'deliver';

function distinctEdits(edits: readonly Edit[]): Edit[] {
  return [...new Map(edits.map((edit) => [JSON.stringify(edit), edit])).values()];
}
