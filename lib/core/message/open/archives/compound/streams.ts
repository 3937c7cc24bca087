/** The content of a compound file's streams, and what those say who look for files in them. */
import type { Compound, CompoundEntry } from './directory.ts';
import { MiniStream, readChain } from './sectors.ts';

export type ReadStream = (entry: CompoundEntry, most?: number) => Buffer;

export interface Found {
  names: string[];
  bytes: Uint8Array;
  /** False: the file ends before the stream does. */
  whole: boolean;
}

/** Each knows its own kind of file by the names in it, and finds nothing in others. */
export type Finder = (entries: readonly CompoundEntry[], read: ReadStream) => Iterable<Found>;

/** Whole streams, or their first `most` bytes; a shorter answer means that the file is cut. */
export function streamsOf({ entries, layout }: Compound): ReadStream {
  const cutoff = layout.file.readUInt32LE(56);
  const root = entries.find((entry) => entry.kind === 'root');
  let mini: MiniStream | undefined;
  return (entry, most = entry.size) => {
    const size = Math.min(entry.size, most, layout.file.length);
    if (entry.size >= cutoff || !root) return readChain(layout, entry.start, size);
    mini ??= new MiniStream(layout, root);
    return mini.read(entry.start, size);
  };
}
