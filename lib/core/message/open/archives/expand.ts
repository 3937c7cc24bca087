/** Opens whatever holds other files, in memory and under the message's budget. What cannot be opened is said, never passed over. */
import type { PartType } from '../opened.ts';
import { maxDepth, type Budget, type Expansion } from './budget.ts';
import { openersOf, type Opener } from './expandable.ts';
import { Gathering } from './expansion.ts';
import type { Libarchive } from './libarchive.ts';
import { documentParts } from './ooxml.ts';
import { everything, unzip } from './zip/unzip.ts';

export interface ArchiveTools {
  /** A fresh instance of libarchive-wasm for each archive: core reads no file and compiles nothing. */
  libarchive: () => Promise<Libarchive>;
}

export type Expand = (
  bytes: Uint8Array,
  types: readonly PartType[],
  budget: Budget,
  names: readonly string[],
) => Promise<Expansion>;

export function createExpander(_tools: ArchiveTools): Expand {
  return async (bytes, types, budget) => {
    const into = new Gathering(budget);
    const openers = openersOf(types);
    if (openers.length === 0) return into;
    if (budget.depth === 0) budget.bytesIn += bytes.length;
    if (budget.depth >= maxDepth) into.limit('ARCHIVE_TOO_DEEP', 'archive depth');
    for (const opener of into.stopped ? [] : openers) await open(opener, bytes, into);
    return into;
  };
}

async function open(opener: Opener, bytes: Uint8Array, into: Gathering): Promise<void> {
  try {
    if (opener === 'zip') await unzip(bytes, into, everything, async () => ({ is: 'unsupported' }));
    if (opener === 'ooxml') await unzip(bytes, into, documentParts, async () => ({ is: 'unsupported' }));
  } catch (error) {
    into.defect('ARCHIVE_DAMAGED', error instanceof Error ? error.message : String(error));
  }
}
