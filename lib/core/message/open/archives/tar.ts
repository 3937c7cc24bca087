/** Opens a tar by itself: libarchive loses names that are not ASCII, and the format is plain (POSIX pax and ustar, GNU long names). */
import type { Gathering } from './expansion.ts';

const block = 512;
/** Names longer than this are no names. */
const maxName = 65_536;

interface TarEntry {
  names: string[];
  size: number;
  kind: string;
  dataStart: number;
}

/** What headers in front of an entry say about it, overruling its own. */
interface Ahead {
  name?: string;
  size?: number;
}

export function untar(bytes: Uint8Array, into: Gathering): void {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let ahead: Ahead = {};
  let seen = 0;
  for (let at = 0; at + block <= file.length && !into.stopped;) {
    // Two empty blocks end it, but some readers go on behind them; so do we.
    if (isEmpty(file, at)) {
      at += block;
      continue;
    }
    const entry = readHeader(file, at, ahead);
    if (entry === undefined) return into.defect('ARCHIVE_DAMAGED', 'a tar header is broken');
    seen += 1;
    at = entry.dataStart + Math.ceil(entry.size / block) * block;
    const content = file.subarray(entry.dataStart, entry.dataStart + entry.size);
    if (isAhead(entry.kind)) ahead = { ...ahead, ...readAhead(entry.kind, content) };
    else {
      take(entry, content, into);
      ahead = {};
    }
  }
  if (file.length % block !== 0 && !into.stopped) into.defect('ARCHIVE_DAMAGED', 'the tar ends within a block');
  if (seen === 0) into.defect('ARCHIVE_EMPTY');
}

function take(entry: TarEntry, content: Buffer, into: Gathering): void {
  if (!into.admit() || !holdsContent.has(entry.kind)) return;
  if (entry.kind === 'S') into.defect('ARCHIVE_UNSUPPORTED', `${entry.names[0]}: sparse`);
  if (content.length > into.allowance) {
    into.overflow();
    return into.closed(entry.names, 'unopened', entry.size);
  }
  if (content.length === entry.size) return into.opened(entry.names, content);
  into.defect('ARCHIVE_DAMAGED', `${entry.names[0]} is cut`);
  into.truncated(entry.names, content);
}

/** Regular, contiguous and sparse files; links and devices have none. Unknown kinds are read as regular files (POSIX). */
const holdsContent = {
  has: (kind: string) => !'123456gxLKNV'.includes(kind),
};

function isAhead(kind: string): boolean {
  return kind === 'L' || kind === 'x' || kind === 'g' || kind === 'K';
}

function isEmpty(file: Buffer, at: number): boolean {
  return file.subarray(at, at + block).every((byte) => byte === 0);
}

function readHeader(file: Buffer, at: number, ahead: Ahead): TarEntry | undefined {
  const header = file.subarray(at, at + block);
  if (!checksumFits(header)) return undefined;
  const own = text(header, 0, 100);
  const prefix = text(header, 257, 262) === 'ustar' && header[262] === 0 ? text(header, 345, 500) : '';
  const name = prefix === '' ? own : `${prefix}/${own}`;
  const size = ahead.size ?? readNumber(header, 124, 136);
  if (!Number.isSafeInteger(size) || size < 0) return undefined;
  const names = [ahead.name ?? name, name].filter((name) => name !== '');
  // The short name that stands beside a long one is its beginning and says nothing.
  const kept = ahead.name?.startsWith(name) ? [ahead.name] : [...new Set(names)];
  return { names: kept, size, kind: String.fromCharCode(header[156] || 0x30), dataStart: at + block };
}

/** The sum of all bytes, its own field taken as spaces; old writers summed signed bytes. */
function checksumFits(header: Buffer): boolean {
  let unsigned = 8 * 32;
  let signed = 8 * 32;
  for (let i = 0; i < block; i++) {
    if (i >= 148 && i < 156) continue;
    unsigned += header.readUInt8(i);
    signed += header.readInt8(i);
  }
  const said = readNumber(header, 148, 156);
  return said === unsigned || said === signed;
}

/** Octal text, or with the highest bit set a binary number (GNU). */
function readNumber(header: Buffer, start: number, end: number): number {
  if ((header.readUInt8(start) & 0x80) !== 0) return Number(BigInt(`0x${header.toString('hex', start + 1, end)}`));
  const digits = text(header, start, end).trim();
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

function text(header: Buffer, start: number, end: number): string {
  const nul = header.indexOf(0, start);
  return decode(header.subarray(start, nul < 0 ? end : Math.min(nul, end)));
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

/** GNU's long name, or pax records `LENGTH key=value\n` (POSIX pax, "extended header"). */
function readAhead(kind: string, content: Buffer): Ahead {
  if (kind === 'L') return { name: text(content.subarray(0, maxName), 0, Math.min(content.length, maxName)) };
  if (kind !== 'x') return {};
  const ahead: Ahead = {};
  for (let at = 0; at < Math.min(content.length, maxName);) {
    const length = Number.parseInt(content.toString('latin1', at, at + 12), 10);
    if (!(length > 0)) break;
    const record = decode(content.subarray(content.indexOf(0x20, at) + 1, at + length - 1));
    const equals = record.indexOf('=');
    if (record.slice(0, equals) === 'path') ahead.name = record.slice(equals + 1);
    if (record.slice(0, equals) === 'size') ahead.size = Number.parseInt(record.slice(equals + 1), 10);
    at += length;
  }
  return ahead;
}
