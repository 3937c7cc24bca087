/** What to do about a route: use it; use it as the only one who tries whether it is back; or leave it alone until then. */
export type CircuitState = 'closed' | 'probe' | { openUntil: number };

/**
 * Which routes are known to be away, so that a dead host does not cost every copy its whole time-out. `route` is the text of a decision's
 * route. `state` is asked before each attempt; whoever did attempt says how the connection went by `failed` or `succeeded`, and what
 * the other side answers over a connection is a success. Five failures with no success between them open a circuit for a minute; after
 * that one caller in each period is told to probe, and each period is twice as long as the one before, up to 15 minutes.
 */
export interface Circuits {
  state(route: string, now: number): Promise<CircuitState>;
  /** No connection came about. */
  failed(route: string, now: number): Promise<void>;
  succeeded(route: string): Promise<void>;
}

export const failuresToOpen = 5;
export const firstPeriod = 60_000;
export const longestPeriod = 15 * 60_000;

/** How long a circuit stays open after a probe, should that fail as well. */
export function nextPeriod(period: number): number {
  return Math.min(2 * period, longestPeriod);
}
