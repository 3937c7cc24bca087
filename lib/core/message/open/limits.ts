/** What opening one message may cost beyond archives (those are in archives/budget.ts). A limit reached is `unscannable`, never "clean". */

export interface OpenLimits {
  /** Multiparts and messages within each other: honest mail, forwarded ten times, has about 20. */
  depth: number;
  /** Parts in all, entries of archives apart: a digest has some hundred. */
  parts: number;
  /** How often a message and those within it may be walked again in another way: honest mail needs none, one hostile message five. */
  readings: number;
}

export const openLimits: OpenLimits = { depth: 50, parts: 1000, readings: 20 };
