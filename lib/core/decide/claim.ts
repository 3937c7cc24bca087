/** What one rule of the policy asks for; `weigh` makes a decision of all claims together. */
import type { Layer } from '../findings/finding.ts';
import type { Action, Edit } from '../policy/schema.ts';
import type { Reason } from './decision.ts';

export interface Claim {
  reason: Reason;
  edits: readonly Edit[];
  redirectTo?: string;
}

export interface Ground {
  layer: Layer;
  code: string;
  part?: number | undefined;
  scope: string;
  rule: string;
}

export function claim({ layer, code, part, scope, rule }: Ground, action: Action): Claim {
  const { fate, edits = [], redirectTo } = typeof action === 'string' ? { fate: action } : action;
  const reason: Reason = { layer, code, ...(part !== undefined && { part }), scope, rule, fate };
  return { reason, edits, ...(redirectTo !== undefined && { redirectTo }) };
}

/** The same rule for the same code is one claim, about the first of its parts: reasons stay readable and bounded. */
export function distinct(claims: readonly Claim[]): Claim[] {
  const first = new Map<string, Claim>();
  for (const claim of claims) {
    const { layer, code, scope, rule } = claim.reason;
    const key = JSON.stringify([layer, code, scope, rule]);
    if (!first.has(key)) first.set(key, claim);
  }
  return [...first.values()];
}
