/** What opening one message's archives may cost, shared by all of them: a bomb of many small archives is still a bomb. */
import type { Finding } from '../../../findings/finding.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Part } from '../opened.ts';

/** An honest archive within an archive within a message is depth 2; 42.zip has 6. */
export const maxDepth = 10;
/** Counts directories too: their listing costs the same. */
export const maxEntries = 10_000;
/** Five times the largest message, and held in memory all at once. */
export const maxBytes = 200 * 1024 * 1024;
/** Deflate reaches 1032:1, text 10:1; what lies between is blank pictures and bombs. */
export const maxRatio = 200;
/** Below this size no ratio is dangerous, and a blank bitmap or an empty spreadsheet is honest. */
export const ratioFloor = 10 * 1024 * 1024;
export const maxMilliseconds = 20_000;

/** Spent by every call of `expand`; one for a whole message. */
export interface Budget {
  entriesLeft: number;
  bytesLeft: number;
  /** Set by the caller before each call: how many archives lie around this one. */
  depth: number;
  /** Bytes of the outermost archives, and what came out of all of them: the ratio is theirs. */
  bytesIn: number;
  bytesOut: number;
  /** By `clock`, milliseconds. */
  readonly deadline: number;
  readonly clock: Clock;
}

export interface ExpandedEntry {
  /** Every name that a reader could show for it, as decoded; paths as they stand in the archive. */
  names: string[];
  bytes: Uint8Array | undefined;
  status: Part['status'];
  origin: 'archive' | 'embedded';
  /** Of the content; as the archive claims it where the content could not be had. */
  size: number;
}

export interface Expansion {
  entries: ExpandedEntry[];
  /** Without `part`: it is the archive's, which the caller knows. */
  defects: Finding[];
  /** The names of the limits that were reached. */
  limits: string[];
}

export function newBudget(clock: Clock): Budget {
  const deadline = clock() + maxMilliseconds;
  return { entriesLeft: maxEntries, bytesLeft: maxBytes, depth: 0, bytesIn: 0, bytesOut: 0, deadline, clock };
}

/** How many bytes the next entry may still yield. */
export function allowance(budget: Budget): number {
  const byRatio = Math.max(ratioFloor, budget.bytesIn * maxRatio) - budget.bytesOut;
  return Math.max(0, Math.min(budget.bytesLeft, byRatio));
}

export function spend(budget: Budget, bytes: number): void {
  budget.bytesLeft -= bytes;
  budget.bytesOut += bytes;
}
