/** The content of one zip entry, with a limit on what comes out: declared sizes are only claims. */
import { constants, crc32, inflateRawSync, zstdDecompressSync } from 'node:zlib';

import type { ZipEntry } from './directory.ts';

export type Content =
  | { is: 'whole'; bytes: Uint8Array }
  /** Fewer or other bytes than the entry's size and checksum promise. */
  | { is: 'damaged'; bytes: Uint8Array }
  | { is: 'too large' }
  | { is: 'unsupported' };

const STORED = 0;
const DEFLATED = 8;
const ZSTD = 93;

/** Undoes what node:zlib can (section 4.4.5); the rest of the methods is `unsupported` here. */
export function contentOf(file: Uint8Array, entry: ZipEntry, limit: number): Content {
  const packed = file.subarray(entry.dataStart, entry.dataEnd);
  switch (entry.method) {
    case STORED:
      return packed.length > limit ? { is: 'too large' } : checked(packed, entry);
    case DEFLATED:
      return unpack(entry, () => inflateRawSync(packed, { ...syncFlush, maxOutputLength: atLeastOne(limit) }));
    case ZSTD:
      return unpack(entry, () => zstdDecompressSync(packed, { maxOutputLength: atLeastOne(limit) }));
    default:
      return { is: 'unsupported' };
  }
}

/** What a cut stream holds is handed out rather than refused: it is still content. */
const syncFlush = { finishFlush: constants.Z_SYNC_FLUSH };

/** zlib refuses a limit of 0; an empty entry costs nothing anyway. */
function atLeastOne(limit: number): number {
  return Math.max(1, limit);
}

function unpack(entry: ZipEntry, work: () => Uint8Array): Content {
  try {
    return checked(work(), entry);
  } catch (error) {
    if (error instanceof RangeError) return { is: 'too large' };
    return { is: 'damaged', bytes: new Uint8Array() };
  }
}

function checked(bytes: Uint8Array, entry: ZipEntry): Content {
  const whole = bytes.length === entry.size && crc32(bytes) === entry.crc;
  return { is: whole ? 'whole' : 'damaged', bytes };
}
