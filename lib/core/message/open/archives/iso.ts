/**
 * Opens a CD image (ECMA-119) with all names that a file has in it: the short one, Rock Ridge's and Joliet's. libarchive knows one tree
 * only and loses names that are not ASCII.
 */
import type { Gathering } from './expansion.ts';

const sector = 2048;
const firstDescriptor = 16;
/** More volume descriptors than any image has. */
const maxDescriptors = 64;
/** ECMA-119 section 6.8.2.1 allows 8, Rock Ridge more; paths must not grow without end. */
const maxFolders = 64;

interface Volume {
  blockSize: number;
  joliet: boolean;
  /** Position of the directory record of its root. */
  root: number;
}

interface IsoFile {
  start: number;
  size: number;
  names: Set<string>;
}

export function openIso(bytes: Uint8Array, into: Gathering): void {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const files = new Map<string, IsoFile>();
  for (const volume of volumesOf(file, into)) walk(file, volume, files, into);
  for (const entry of files.values()) take(file, entry, into);
  if (files.size === 0 && !into.stopped) into.defect('ARCHIVE_EMPTY');
}

/** Section 8: one sector each, until the terminator. UDF beside it has a tree of its own, which Windows prefers and we cannot read. */
function volumesOf(file: Buffer, into: Gathering): Volume[] {
  const volumes: Volume[] = [];
  for (let i = 0; i < maxDescriptors; i++) {
    const at = (firstDescriptor + i) * sector;
    if (at + sector > file.length) break;
    const mark = file.toString('latin1', at + 1, at + 6);
    if (mark === 'NSR02' || mark === 'NSR03') into.defect('ARCHIVE_UNSUPPORTED', 'a UDF file system');
    const type = file.readUInt8(at);
    if (mark !== 'CD001' || (type !== 1 && type !== 2)) continue;
    // Joliet: level 1 to 3 of UCS-2 (escape sequences %/@, %/C, %/E).
    const joliet = type === 2 && /^%\/[@CE]/.test(file.toString('latin1', at + 88, at + 91));
    volumes.push({ blockSize: file.readUInt16LE(at + 128) || sector, joliet, root: at + 156 });
  }
  return volumes;
}

interface Folder {
  at: number;
  size: number;
  path: string;
  depth: number;
}

function walk(file: Buffer, volume: Volume, files: Map<string, IsoFile>, into: Gathering): void {
  const waiting: Folder[] = [{ ...extent(file, volume, volume.root), path: '', depth: 0 }];
  const seen = new Set<number>();
  for (let folder = waiting.pop(); folder; folder = waiting.pop()) {
    if (seen.has(folder.at)) continue;
    seen.add(folder.at);
    if (folder.at + folder.size > file.length)
      into.defect('ARCHIVE_DAMAGED', `the folder ${folder.path || '/'} is cut`);
    if (folder.depth > maxFolders) return into.defect('ARCHIVE_DAMAGED', 'folders without end');
    for (const record of records(file, folder)) {
      if (!into.admit()) return;
      enter(file, volume, record, folder, waiting, files);
    }
  }
}

/** Section 9.1: records do not cross sectors; a length of 0 leads to the next one. The first two are the folder itself and its parent. */
function* records(file: Buffer, folder: Folder): Iterable<number> {
  const end = Math.min(folder.at + folder.size, file.length);
  for (let at = folder.at, n = 0; at + 33 < end;) {
    const length = file.readUInt8(at);
    if (length === 0) {
      at += sector - ((at - folder.at) % sector);
      continue;
    }
    if (length < 34 || at + length > end) return;
    if (n++ >= 2) yield at;
    at += length;
  }
}

const FOLDER = 2;

function enter(
  file: Buffer,
  volume: Volume,
  record: number,
  folder: Folder,
  waiting: Folder[],
  files: Map<string, IsoFile>,
): void {
  const { at, size } = extent(file, volume, record);
  const names = namesOf(file, volume, record).map((name) => folder.path + name);
  if ((file.readUInt8(record + 25) & FOLDER) !== 0) {
    waiting.push({ at, size, path: `${names[0]}/`, depth: folder.depth + 1 });
    return;
  }
  // Both trees lead to the same bytes; only an empty file has none to be known by.
  const key = size === 0 ? `${names[0]}` : `${at}:${size}`;
  const known = files.get(key) ?? { start: at, size, names: new Set<string>() };
  for (const name of names) known.names.add(name);
  files.set(key, known);
}

function extent(file: Buffer, volume: Volume, record: number): { at: number; size: number } {
  return { at: file.readUInt32LE(record + 2) * volume.blockSize, size: file.readUInt32LE(record + 10) };
}

/** The longest first: Rock Ridge's name is what Unix shows, Joliet's what Windows does. */
function namesOf(file: Buffer, volume: Volume, record: number): string[] {
  const length = file.readUInt8(record + 32);
  const identifier = file.subarray(record + 33, record + 33 + length);
  const short = volume.joliet
    ? Buffer.from(identifier)
        .subarray(0, length & ~1)
        .swap16()
        .toString('utf16le')
    : identifier.toString('latin1');
  const plain = short.replace(/;\d{0,5}$/, '').replace(/\.$/, '');
  const long = volume.joliet ? undefined : rockRidgeName(file, record, length);
  return long === undefined || long === plain ? [plain] : [long, plain];
}

/** IEEE P1282 section 4.1.4: NM entries in the area behind the identifier. */
function rockRidgeName(file: Buffer, record: number, length: number): string | undefined {
  const end = record + file.readUInt8(record);
  let at = record + 33 + length + ((length + 1) % 2);
  const pieces: Buffer[] = [];
  while (at + 4 <= end) {
    const size = file.readUInt8(at + 2);
    if (size < 4 || at + size > end) break;
    if (file.toString('latin1', at, at + 2) === 'NM' && size > 5) pieces.push(file.subarray(at + 5, at + size));
    at += size;
  }
  return pieces.length === 0 ? undefined : Buffer.concat(pieces).toString('utf8');
}

function take(file: Buffer, { start, size, names }: IsoFile, into: Gathering): void {
  if (into.stopped) return;
  const content = file.subarray(start, start + size);
  if (content.length > into.allowance) {
    into.overflow();
    return into.closed([...names], 'unopened', size);
  }
  if (content.length === size) return into.opened([...names], content);
  into.defect('ARCHIVE_DAMAGED', `${[...names][0]} is cut`);
  into.truncated([...names], content);
}
