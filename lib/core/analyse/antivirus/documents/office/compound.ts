/** Reads a compound file ([MS-CFB]): storages and streams with their paths. Every chain and tree is bounded by the file's own size. */
import { Buffer } from 'node:buffer';

import { TooComplex, Unreadable } from '../codes.ts';

export interface CompoundEntry {
  /** Names from the root, e.g. `Macros/VBA/ThisDocument`; an entry that hangs nowhere has its name alone. */
  path: string;
  name: string;
  kind: 'storage' | 'stream';
  /** As written in the registry, lower case: `0002ce02-0000-0000-c000-000000000046`. */
  clsid: string;
  size: number;
  /** At most `limit` bytes of a stream. */
  content(limit: number): Buffer;
}

export const compoundMagic = Buffer.from('d0cf11e0a1b11ae1', 'hex');

/** An honest document has dozens. */
const maxEntries = 10_000;
/** What is read of one file in all: ten thousand names for one stream of many megabytes are an attack. */
const maxRead = 128 * 1024 * 1024;
const endOfChain = 0xfffffffa;
const noStream = 0xffffffff;
const entrySize = 128;

interface Container {
  file: Buffer;
  sectorSize: number;
  fat: readonly number[];
  miniFat: readonly number[];
  miniStream: Buffer;
  miniCutoff: number;
  /** Bytes that may still be read. */
  left: number;
}

interface RawEntry {
  name: string;
  kind: number;
  left: number;
  right: number;
  child: number;
  clsid: string;
  start: number;
  size: number;
}

export function readCompound(file: Buffer): CompoundEntry[] {
  if (file.length < 512 || !file.subarray(0, 8).equals(compoundMagic)) throw new Unreadable('no compound file');
  const shift = file.readUInt16LE(30);
  if (shift !== 9 && shift !== 12) throw new Unreadable('sector size');
  const sectorSize = 2 ** shift;
  const fat = readFat(file, sectorSize);
  const readSectors = (start: number, limit: number): Buffer =>
    followChain(file, fat, start, sectorSize, sectorSize, limit);
  const directory = readSectors(file.readUInt32LE(48), maxEntries * entrySize);
  const entries = Array.from({ length: Math.floor(directory.length / entrySize) }, (_, index) =>
    readEntry(directory.subarray(index * entrySize, (index + 1) * entrySize)),
  );
  const root = entries.find(({ kind }) => kind === 5);
  if (!root) throw new Unreadable('no root storage');
  const miniStream = readSectors(root.start, Math.min(root.size, file.length));
  const miniFat = numbersOf(readSectors(file.readUInt32LE(60), file.length));
  const container = { file, sectorSize, fat, miniFat, miniStream, miniCutoff: file.readUInt32LE(56), left: maxRead };
  return entriesOf(entries, container);
}

/** Section 2.3 and 2.5: 109 sector numbers of the FAT in the header, the rest in a chain of their own. */
function readFat(file: Buffer, sectorSize: number): number[] {
  const most = Math.ceil(file.length / sectorSize);
  const fat: number[] = [];
  const take = (numbers: readonly number[]): void => {
    for (const sector of numbers) {
      const at = (sector + 1) * sectorSize;
      if (sector < endOfChain && fat.length < most + sectorSize && at < file.length) {
        fat.push(...numbersOf(file.subarray(at, at + sectorSize)));
      }
    }
  };
  take(numbersOf(file.subarray(76, 512)));
  let next = file.readUInt32LE(68);
  for (let seen = 0; next < endOfChain && seen <= most; seen++) {
    const sector = numbersOf(file.subarray((next + 1) * sectorSize, (next + 2) * sectorSize));
    take(sector.slice(0, -1));
    next = sector.at(-1) ?? endOfChain;
  }
  return fat;
}

function numbersOf(bytes: Buffer): number[] {
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) => bytes.readUInt32LE(index * 4));
}

/** Joins a chain of sectors until its end, `limit`, or more sectors than there are. */
function followChain(
  from: Buffer,
  table: readonly number[],
  start: number,
  sectorSize: number,
  offset: number,
  limit: number,
): Buffer {
  const pieces: Buffer[] = [];
  let length = 0;
  for (let sector = start, seen = 0; sector < endOfChain && length < limit && seen <= table.length; seen++) {
    const at = sector * sectorSize + offset;
    if (at >= from.length) break;
    const piece = from.subarray(at, at + sectorSize);
    pieces.push(piece);
    length += piece.length;
    sector = table[sector] ?? noStream;
  }
  return Buffer.concat(pieces).subarray(0, limit);
}

function readEntry(bytes: Buffer): RawEntry {
  const nameLength = Math.max(0, Math.min(64, bytes.readUInt16LE(64)) - 2);
  return {
    name: bytes.toString('utf16le', 0, nameLength),
    kind: bytes.readUInt8(66),
    left: bytes.readUInt32LE(68),
    right: bytes.readUInt32LE(72),
    child: bytes.readUInt32LE(76),
    clsid: clsidText(bytes.subarray(80, 96)),
    start: bytes.readUInt32LE(116),
    size: bytes.readUInt32LE(120),
  };
}

export function clsidText(bytes: Buffer): string {
  const part = (from: number, to: number): string => bytes.subarray(from, to).toString('hex');
  const swapped = (from: number, to: number): string =>
    Buffer.from([...bytes.subarray(from, to)].toReversed()).toString('hex');
  return [swapped(0, 4), swapped(4, 6), swapped(6, 8), part(8, 10), part(10, 16)].join('-');
}

/** Walks the tree of siblings and children from the root; what the walk does not reach comes by its name alone. */
function entriesOf(entries: readonly RawEntry[], container: Container): CompoundEntry[] {
  const paths = new Map<number, string>();
  const waiting: { index: number; under: string }[] = [
    { index: entries.findIndex(({ kind }) => kind === 5), under: '' },
  ];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { index, under } = next;
    const entry = entries[index];
    if (!entry || paths.has(index)) continue;
    const path = entry.kind === 5 ? '' : `${under}${entry.name}`;
    paths.set(index, path);
    waiting.push({ index: entry.left, under }, { index: entry.right, under });
    waiting.push({ index: entry.child, under: path === '' ? '' : `${path}/` });
  }
  return entries.flatMap((entry, index): CompoundEntry[] => {
    if (entry.kind !== 1 && entry.kind !== 2 && entry.kind !== 5) return [];
    const path = paths.get(index) ?? entry.name;
    const kind = entry.kind === 2 ? 'stream' : 'storage';
    const { name, clsid, size } = entry;
    return [{ path, name, kind, clsid, size, content: (limit) => contentOf(entry, container, limit) }];
  });
}

const miniSectorSize = 64;

function contentOf(entry: RawEntry, container: Container, limit: number): Buffer {
  const most = Math.min(entry.size, limit);
  if (entry.kind !== 2 || most <= 0) return Buffer.alloc(0);
  const { file, fat, sectorSize, miniStream, miniFat, miniCutoff } = container;
  const content =
    entry.size < miniCutoff
      ? followChain(miniStream, miniFat, entry.start, miniSectorSize, 0, most)
      : followChain(file, fat, entry.start, sectorSize, sectorSize, most);
  container.left -= content.length;
  if (container.left < 0) throw new TooComplex('streams');
  return content;
}
