/**
 * The entries of a zip as its central directory lists them (APPNOTE 6.3.10 section 4.3), compared with their local headers.
 * The zip may stand behind anything (a program, a picture) and before anything; `gaps.ts` finds what the directory keeps quiet about.
 */
import { decodeName, extraField, unicodePath } from './names.ts';

export interface ZipEntry {
  /** The directory's name, then others that a program could show: the Unicode path, the local header's. */
  names: string[];
  method: number;
  flags: number;
  encrypted: boolean;
  crc: number;
  compressedSize: number;
  size: number;
  /** Where local header, content and what follows it begin, in the file as a whole. */
  start: number;
  dataStart: number;
  dataEnd: number;
  /** What its two headers disagree about, or that the local one is not there. */
  trouble?: 'names' | 'content' | 'missing';
}

export interface ZipDirectory {
  entries: ZipEntry[];
  /** Where the directory begins, and where its end record ends. */
  start: number;
  end: number;
  /** The directory is not what its end record says: cut, or with a wrong count. */
  damaged: boolean;
  /** There are more entries than were asked for. */
  more: boolean;
  /** A volume of several (section 8.5). */
  split: boolean;
}

const endSize = 22;
const maxComment = 0xffff;
const endMark = Buffer.from('PK\x05\x06', 'latin1');
/** Comments may hold false end records; more than this many is an attack on our time. */
const maxCandidates = 32;

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const LOCATOR64 = 0x07064b50;
const END64 = 0x06064b50;
const unknown32 = 0xffffffff;

/** Undefined where no end record leads to a directory: not a zip, or one that lost its end. */
export function readZipDirectory(bytes: Uint8Array, maxEntries: number): ZipDirectory | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const startsAsZip = file.length >= 4 && file.readUInt32LE(0) === LOCAL;
  // Programs search the comment's length from the end; a zip with more behind it than that is still opened by some.
  const floor = startsAsZip ? 0 : Math.max(0, file.length - endSize - maxComment);
  let at = file.length - endSize;
  for (let tried = 0; tried < maxCandidates && at >= floor; tried++, at--) {
    at = file.lastIndexOf(endMark, at);
    if (at < floor) return undefined;
    const found = readFromEnd(file, at, maxEntries);
    if (found) return found;
  }
  return undefined;
}

interface EndRecord {
  count: number;
  size: number;
  offset: number;
  /** Where the directory must end. */
  limit: number;
  split: boolean;
}

function readFromEnd(file: Buffer, at: number, maxEntries: number): ZipDirectory | undefined {
  const record = readEnd64(file, at) ?? readEnd(file, at);
  const start = directoryStart(file, record);
  if (start === undefined) return undefined;
  // Offsets count from the zip's own beginning, which is not the file's where something stands before it (section 4.4.24).
  const base = start - record.offset;
  const entries: ZipEntry[] = [];
  let next = start;
  while (entries.length < maxEntries && next + 46 <= record.limit && file.readUInt32LE(next) === CENTRAL) {
    const end = next + 46 + file.readUInt16LE(next + 28) + file.readUInt16LE(next + 30) + file.readUInt16LE(next + 32);
    if (end > record.limit) break;
    entries.push(readCentral(file, next, base));
    next = end;
  }
  const more = entries.length === maxEntries && next < record.limit;
  const damaged = !more && (next !== record.limit || entries.length !== record.count);
  return { entries, start, end: at + endSize + file.readUInt16LE(at + 20), damaged, more, split: record.split };
}

function readEnd(file: Buffer, at: number): EndRecord {
  return {
    count: file.readUInt16LE(at + 10),
    size: file.readUInt32LE(at + 12),
    offset: file.readUInt32LE(at + 16),
    limit: at,
    split: file.readUInt16LE(at + 4) !== 0 && file.readUInt16LE(at + 4) !== 0xffff,
  };
}

/** Zip64 (sections 4.3.14, 4.3.15). Its record stands just before its locator, wherever the locator says that it is. */
function readEnd64(file: Buffer, at: number): EndRecord | undefined {
  const record = at - 20 - 56;
  if (record < 0 || file.readUInt32LE(at - 20) !== LOCATOR64 || file.readUInt32LE(record) !== END64) return undefined;
  return {
    count: Number(file.readBigUInt64LE(record + 32)),
    size: Number(file.readBigUInt64LE(record + 40)),
    offset: Number(file.readBigUInt64LE(record + 48)),
    limit: record,
    split: file.readUInt32LE(record + 16) !== 0,
  };
}

/** By its size before the end record, as it is where something was put in front; else by the offset as written. */
function directoryStart(file: Buffer, record: EndRecord): number | undefined {
  const bySize = record.limit - record.size;
  if (record.size === 0 && record.count === 0) return record.limit;
  if (isCentral(file, bySize, record.limit)) return bySize;
  return isCentral(file, record.offset, record.limit) ? record.offset : undefined;
}

function isCentral(file: Buffer, at: number, limit: number): boolean {
  return at >= 0 && at + 46 <= limit && file.readUInt32LE(at) === CENTRAL;
}

function readCentral(file: Buffer, at: number, base: number): ZipEntry {
  const nameEnd = at + 46 + file.readUInt16LE(at + 28);
  const name = file.subarray(at + 46, nameEnd);
  const extra = file.subarray(nameEnd, nameEnd + file.readUInt16LE(at + 30));
  const [size, compressedSize, offset] = sizes64(
    [file.readUInt32LE(at + 24), file.readUInt32LE(at + 20), file.readUInt32LE(at + 42)],
    extra,
  );
  const flags = file.readUInt16LE(at + 8);
  const shown = unicodePath(extra);
  const entry: ZipEntry = {
    names: [decodeName(name)],
    method: file.readUInt16LE(at + 10),
    flags,
    encrypted: isEncrypted(flags),
    crc: file.readUInt32LE(at + 16),
    compressedSize,
    size,
    start: base + offset,
    dataStart: base + offset,
    dataEnd: base + offset,
  };
  if (shown !== undefined && shown !== entry.names[0]) entry.names.push(shown);
  compareLocal(file, entry, name);
  return entry;
}

/** Each value that is all ones stands in the zip64 extra field instead, in this order (section 4.5.3). */
function sizes64(values: [number, number, number], extra: Buffer): [number, number, number] {
  const field = extraField(extra, 1);
  if (field === undefined) return values;
  let at = 0;
  return values.map((value) => {
    if (value !== unknown32 || at + 8 > field.length) return value;
    at += 8;
    return Number(field.readBigUInt64LE(at - 8));
  }) as [number, number, number];
}

function compareLocal(file: Buffer, entry: ZipEntry, centralName: Buffer): void {
  const { start } = entry;
  if (start < 0 || start + 30 > file.length || file.readUInt32LE(start) !== LOCAL) {
    entry.trouble = 'missing';
    return;
  }
  const nameEnd = start + 30 + file.readUInt16LE(start + 26);
  const name = file.subarray(start + 30, nameEnd);
  entry.dataStart = nameEnd + file.readUInt16LE(start + 28);
  entry.dataEnd = Math.min(file.length, entry.dataStart + entry.compressedSize);
  if (entry.dataStart + entry.compressedSize > file.length) entry.trouble = 'missing';
  else if (contentDiffers(file, entry)) entry.trouble = 'content';
  else if (!name.equals(centralName)) entry.trouble = 'names';
  if (!name.equals(centralName)) entry.names.push(decodeName(name));
}

/** A program that reads from the front obeys the local header, others the directory: they must find the same bytes. */
function contentDiffers(file: Buffer, entry: ZipEntry): boolean {
  const flags = file.readUInt16LE(entry.start + 6);
  const size = file.readUInt32LE(entry.start + 18);
  // Bit 3: the size follows the data (section 4.4.4); some writers leave it 0 without that bit.
  const sizeSaid = (flags & 8) === 0 && size !== 0 && size !== unknown32;
  return (
    file.readUInt16LE(entry.start + 8) !== entry.method ||
    isEncrypted(flags) !== entry.encrypted ||
    (sizeSaid && size !== entry.compressedSize)
  );
}

/** Bit 0: the content is encrypted; bit 13: the directory is (section 7.3). */
export function isEncrypted(flags: number): boolean {
  return (flags & 0x2001) !== 0;
}
