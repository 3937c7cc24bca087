/**
 * What is done at most once, and what is counted, among all workers. Both are forgotten some time after `expires` (epoch milliseconds),
 * never before.
 */
export interface Claims {
  /** True for the first who asks, and for nobody else until `expires`. Claimed before the deed: whoever dies in between leaves it undone. */
  claim(key: string, expires: number): Promise<boolean>;
  /** Counts one more under a key that is never used again after `expires`; how many there are then. */
  count(key: string, expires: number): Promise<number>;
}
