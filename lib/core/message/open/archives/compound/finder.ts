/** What those say who look for files in a compound file. */
import type { Compound } from './compound.ts';

export interface Found {
  names: string[];
  bytes: Uint8Array;
  /** False: the file ends before the stream does. */
  whole: boolean;
}

/** Each knows its own kind of file by the names in it, and finds nothing in others. */
export type Finder = (compound: Compound) => Iterable<Found>;
