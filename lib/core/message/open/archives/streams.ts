/** Opens what packs a single file: gzip and Zstandard by node:zlib, LZ4 by ourselves. */
import { constants, gunzipSync, inflateRawSync, zstdDecompressSync } from 'node:zlib';

import type { Gathering } from './expansion.ts';
import { unlz4 } from './lz4.ts';

/** What is in it is called what it is called, less the ending of the packing. */
export function innerNames(names: readonly string[]): string[] {
  const endings = /\.(?:gz|z|bz2|bz|xz|lzma|lz4|lz|zst)$/i;
  const tars = /\.(?:tgz|taz|tbz2?|txz|tlz|tzst)$/i;
  return [...new Set(names.map((name) => name.replace(tars, '.tar').replace(endings, '')))];
}

/** RFC 1952. Several members after one another are one file (section 2.2). */
export function gunzip(bytes: Uint8Array, names: readonly string[], into: Gathering): void {
  const known = gzipName(bytes);
  const inner = innerNames(names);
  const all = known === undefined || inner.includes(known) ? inner : [known, ...inner];
  unpack(all, into, {
    whole: (maxOutputLength) => gunzipSync(bytes, { maxOutputLength }),
    part: (maxOutputLength) =>
      inflateRawSync(bytes.subarray(gzipHeaderEnd(bytes)), { maxOutputLength, finishFlush: constants.Z_SYNC_FLUSH }),
  });
}

/** RFC 8878. */
export function unzstd(bytes: Uint8Array, names: readonly string[], into: Gathering): void {
  unpack(innerNames(names), into, {
    whole: (maxOutputLength) => zstdDecompressSync(bytes, { maxOutputLength }),
    part: (maxOutputLength) => zstdDecompressSync(bytes, { maxOutputLength, finishFlush: constants.ZSTD_e_flush }),
  });
}

export function openLz4(bytes: Uint8Array, names: readonly string[], into: Gathering): void {
  unpack(innerNames(names), into, {
    whole: (limit) => {
      const { bytes: content, whole } = unlz4(bytes, limit);
      if (!whole) throw new Error('the LZ4 frame is not whole');
      return content;
    },
    part: (limit) => unlz4(bytes, limit).bytes,
  });
}

interface Unpacking {
  whole: (limit: number) => Uint8Array;
  /** What can be had of a stream that is cut or fails its checksum. */
  part: (limit: number) => Uint8Array;
}

function unpack(names: string[], into: Gathering, how: Unpacking): void {
  if (!into.admit()) return;
  const limit = Math.max(1, into.allowance);
  try {
    return into.opened(names, how.whole(limit));
  } catch (error) {
    if (error instanceof RangeError) return overflow(names, into);
    into.defect('ARCHIVE_DAMAGED', error instanceof Error ? error.message : String(error));
  }
  try {
    into.truncated(names, how.part(limit));
  } catch (error) {
    if (error instanceof RangeError) return overflow(names, into);
    into.closed(names, 'unopened', 0);
  }
}

function overflow(names: string[], into: Gathering): void {
  into.overflow();
  into.closed(names, 'unopened', 0);
}

const EXTRA = 4;
const NAME = 8;
const COMMENT = 16;
const HEADER_CRC = 2;

/** RFC 1952 section 2.3.1: where the optional fields end. */
function gzipHeaderEnd(bytes: Uint8Array): number {
  const flags = bytes[3] ?? 0;
  let at = nameStart(bytes);
  if ((flags & NAME) !== 0) at = afterNul(bytes, at);
  if ((flags & COMMENT) !== 0) at = afterNul(bytes, at);
  return at + ((flags & HEADER_CRC) !== 0 ? 2 : 0);
}

function gzipName(bytes: Uint8Array): string | undefined {
  if (((bytes[3] ?? 0) & NAME) === 0) return undefined;
  const start = nameStart(bytes);
  // ISO 8859-1 by the RFC, UTF-8 by what people do.
  const name = Buffer.from(bytes.subarray(start, afterNul(bytes, start) - 1));
  return name.length === 0 ? undefined : name.toString(name.includes(0xfffd) ? 'latin1' : 'utf8');
}

function nameStart(bytes: Uint8Array): number {
  const hasExtra = ((bytes[3] ?? 0) & EXTRA) !== 0;
  return 10 + (hasExtra ? 2 + (bytes[10] ?? 0) + (bytes[11] ?? 0) * 256 : 0);
}

function afterNul(bytes: Uint8Array, start: number): number {
  const nul = bytes.indexOf(0, start);
  return nul < 0 ? bytes.length : nul + 1;
}
