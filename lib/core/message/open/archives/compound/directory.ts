/** The directory of a compound file (OLE2, [MS-CFB] sections 2.1 to 2.6): names and streams, every chain bounded against loops. */

export interface CompoundEntry {
  name: string;
  kind: 'storage' | 'stream' | 'root';
  /** The storage that holds it, by index; absent for the root and for what hangs nowhere. */
  parent?: number;
  start: number;
  size: number;
}

interface Layout {
  file: Buffer;
  sectorSize: number;
  fat: number[];
}

const ENDING = 0xfffffffa;
const entrySize = 128;

/** Names alone, at most `limit`: enough to tell what it is. */
export function compoundNames(bytes: Uint8Array, limit: number): string[] {
  return readEntries(bytes, limit).map((entry) => entry.name);
}

function readEntries(bytes: Uint8Array, limit: number): CompoundEntry[] {
  const layout = readLayout(bytes);
  if (!layout) return [];
  const perSector = layout.sectorSize / entrySize;
  const sectors = chain(layout, layout.file.readUInt32LE(48), Math.ceil(limit / perSector));
  return sectors
    .flatMap((sector) => Array.from({ length: perSector }, (_, i) => offsetOf(layout, sector) + i * entrySize))
    .filter((at) => at + entrySize <= layout.file.length)
    .map((at) => readEntry(layout.file, at))
    .filter((entry) => entry !== undefined);
}

function readLayout(bytes: Uint8Array): Layout | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shift = file.length >= 512 ? file.readUInt16LE(30) : 0;
  if (shift !== 9 && shift !== 12) return undefined;
  const layout: Layout = { file, sectorSize: 1 << shift, fat: [] };
  for (const sector of fatSectors(layout)) {
    const at = offsetOf(layout, sector);
    if (at + layout.sectorSize > file.length) break;
    for (let i = 0; i < layout.sectorSize; i += 4) layout.fat.push(file.readUInt32LE(at + i));
  }
  return layout;
}

/** The first 109 stand in the header (section 2.2), the rest in a chain of their own (section 2.5). */
function fatSectors(layout: Layout): number[] {
  const { file, sectorSize } = layout;
  const most = Math.ceil(file.length / sectorSize);
  const sectors: number[] = [];
  const take = (from: number, to: number) => {
    for (let at = from; at + 4 <= Math.min(to, file.length); at += 4) {
      const sector = file.readUInt32LE(at);
      if (sector < ENDING && sectors.length < most) sectors.push(sector);
    }
  };
  take(76, 512);
  let next = file.readUInt32LE(68);
  for (let i = 0; next < ENDING && i < most / (sectorSize / 4) + 1; i++) {
    const at = (next + 1) * sectorSize;
    if (at + sectorSize > file.length) break;
    take(at, at + sectorSize - 4);
    next = file.readUInt32LE(at + sectorSize - 4);
  }
  return sectors;
}

function chain(layout: Layout, start: number, most: number): number[] {
  const sectors: number[] = [];
  const seen = new Set<number>();
  for (let next = start; next < ENDING && sectors.length < most && !seen.has(next);) {
    seen.add(next);
    sectors.push(next);
    next = layout.fat[next] ?? ENDING;
  }
  return sectors;
}

function offsetOf(layout: Layout, sector: number): number {
  return (sector + 1) * layout.sectorSize;
}

const kinds = new Map([
  [1, 'storage'],
  [2, 'stream'],
  [5, 'root'],
] as const);

function readEntry(file: Buffer, at: number): CompoundEntry | undefined {
  const kind = kinds.get(file[at + 66] as 1 | 2 | 5);
  if (kind === undefined) return undefined;
  const length = Math.min(64, Math.max(2, file.readUInt16LE(at + 64))) - 2;
  const name = file.toString('utf16le', at, at + length);
  return { name, kind, start: file.readUInt32LE(at + 116), size: file.readUInt32LE(at + 120) };
}
