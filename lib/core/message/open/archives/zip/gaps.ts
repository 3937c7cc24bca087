/** Entries that stand in a zip outside of its directory: programs that read from the front find them, others do not. */
import { isEncrypted, type ZipDirectory, type ZipEntry } from './directory.ts';
import { decodeName } from './names.ts';

const localMark = Buffer.from('PK\x03\x04', 'latin1');
const knownMethods = new Set([0, 1, 6, 8, 9, 12, 14, 93, 95, 98, 99]);
const maxName = 1024;
/** Beyond this many there is no doubt any more; each one found costs an inflation. */
export const maxHidden = 100;

/** All local headers between, before and behind what the directory accounts for. */
export function hiddenEntries(bytes: Uint8Array, directory: ZipDirectory | undefined): ZipEntry[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: ZipEntry[] = [];
  for (const [from, to] of gaps(file.length, directory)) {
    for (let at = file.indexOf(localMark, from); at >= 0 && at < to && found.length < maxHidden;) {
      const entry = readLocal(file, at, to);
      if (entry) found.push(entry);
      // One that runs to the end of the gap did not say its size: others may follow it.
      at = file.indexOf(localMark, entry && entry.dataEnd < to ? entry.dataEnd : at + 4);
    }
  }
  return found;
}

function gaps(length: number, directory: ZipDirectory | undefined): [number, number][] {
  if (directory === undefined) return [[0, length]];
  const taken = directory.entries.map((entry): [number, number] => [entry.start, entry.dataEnd]);
  taken.push([directory.start, directory.end]);
  taken.sort((a, b) => a[0] - b[0]);
  const free: [number, number][] = [];
  let at = 0;
  for (const [start, end] of taken) {
    if (start - at >= 30) free.push([at, start]);
    at = Math.max(at, end);
  }
  if (length - at >= 30) free.push([at, length]);
  return free;
}

/** Undefined where four bytes only look like the mark. */
function readLocal(file: Buffer, at: number, end: number): ZipEntry | undefined {
  if (at + 30 > end) return undefined;
  const flags = file.readUInt16LE(at + 6);
  const method = file.readUInt16LE(at + 8);
  const nameLength = file.readUInt16LE(at + 26);
  const dataStart = at + 30 + nameLength + file.readUInt16LE(at + 28);
  const plausible = file.readUInt8(at + 4) <= 63 && knownMethods.has(method) && nameLength > 0 && nameLength <= maxName;
  if (!plausible || dataStart > end) return undefined;
  const said = file.readUInt32LE(at + 18);
  // Size unknown (bit 3): as far as the gap goes; deflate knows its own end.
  const dataEnd = said === 0 || dataStart + said > end ? end : dataStart + said;
  return {
    names: [decodeName(file.subarray(at + 30, at + 30 + nameLength))],
    method,
    flags,
    encrypted: isEncrypted(flags),
    crc: file.readUInt32LE(at + 14),
    compressedSize: dataEnd - dataStart,
    size: file.readUInt32LE(at + 22),
    start: at,
    dataStart,
    dataEnd,
  };
}
