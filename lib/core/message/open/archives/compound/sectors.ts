/** Sectors of a compound file and the chains that they form ([MS-CFB] sections 2.1 to 2.5). Nothing is copied before it is asked for. */

export interface Layout {
  file: Buffer;
  sectorSize: number;
  /** The sectors of the FAT, in which stands what follows each sector. */
  fat: readonly number[];
  /** Something led behind the end of the file, in a circle, or nowhere. */
  damaged: boolean;
}

/** From here on a number is no sector but a sign: free, the end of a chain, part of a table (section 2.1). */
const SIGN = 0xfffffffa;
const headerSize = 512;
const miniSectorSize = 64;

/** Undefined where the header is none. */
export function readLayout(bytes: Uint8Array): Layout | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shift = file.length >= headerSize ? file.readUInt16LE(30) : 0;
  if (shift !== 9 && shift !== 12) return undefined;
  const layout: Layout = { file, sectorSize: 1 << shift, fat: [], damaged: false };
  layout.fat = fatSectors(layout);
  return layout;
}

/** The first 109 stand in the header (section 2.2), the rest in a chain of their own (section 2.5). */
function fatSectors(layout: Layout): number[] {
  const { file, sectorSize } = layout;
  const sectors: number[] = [];
  const take = (from: number, to: number): void => {
    for (let at = from; at + 4 <= to; at += 4) {
      const sector = file.readUInt32LE(at);
      if (sector >= SIGN || sectors.length >= sectorsIn(layout)) continue;
      if (!isWhole(layout, sector)) layout.damaged = true;
      sectors.push(sector);
    }
  };
  take(76, headerSize);
  const seen = new Set<number>();
  let next = file.readUInt32LE(68);
  while (next < SIGN && isWhole(layout, next) && !seen.has(next)) {
    seen.add(next);
    const last = offsetOf(layout, next) + sectorSize - 4;
    take(offsetOf(layout, next), last);
    next = file.readUInt32LE(last);
  }
  if (next < SIGN) layout.damaged = true;
  return sectors;
}

function sectorsIn({ file, sectorSize }: Layout): number {
  return Math.ceil(file.length / sectorSize);
}

export function offsetOf(layout: Layout, sector: number): number {
  return (sector + 1) * layout.sectorSize;
}

function isWhole(layout: Layout, sector: number): boolean {
  return offsetOf(layout, sector + 1) <= layout.file.length;
}

/** At most `most` sectors by a table that stands in other sectors; a circle ends where it would begin again. */
function follow(layout: Layout, table: readonly number[], start: number, most: number): number[] {
  const sectors: number[] = [];
  const seen = new Set<number>();
  let next: number | undefined = start;
  while (next !== undefined && next < SIGN && sectors.length < most && !seen.has(next)) {
    seen.add(next);
    sectors.push(next);
    next = numberIn(layout, table, next);
  }
  const ended = sectors.length === most || (next !== undefined && next >= SIGN);
  if (!ended) layout.damaged = true;
  return sectors;
}

/** Undefined behind the end of the table or the file. */
function numberIn(layout: Layout, table: readonly number[], index: number): number | undefined {
  const perSector = layout.sectorSize / 4;
  const sector = table[Math.floor(index / perSector)];
  const at = sector === undefined ? Infinity : offsetOf(layout, sector) + (index % perSector) * 4;
  return at + 4 <= layout.file.length ? layout.file.readUInt32LE(at) : undefined;
}

/** At most `most` sectors from `start`. */
export function chain(layout: Layout, start: number, most: number): number[] {
  return follow(layout, layout.fat, start, most);
}

/** The first `size` bytes of the chain from `start`; fewer where it is cut. */
export function readChain(layout: Layout, start: number, size: number): Buffer {
  const sectors = chain(layout, start, Math.ceil(size / layout.sectorSize));
  const offsets = sectors.map((sector) => offsetOf(layout, sector));
  return join(layout, offsets, layout.sectorSize, size);
}

/** Pieces that lie one behind the other are one, and a stream of one piece is not copied. */
function join(layout: Layout, offsets: readonly number[], pieceSize: number, size: number): Buffer {
  const { file } = layout;
  const pieces: Buffer[] = [];
  let from = 0;
  let to = 0;
  for (const at of offsets) {
    if (at !== to) {
      pieces.push(file.subarray(from, to));
      from = at;
    }
    to = at + pieceSize;
    // What would come after a piece that is not there is not the next byte of the stream.
    if (to > file.length) break;
  }
  const last = file.subarray(from, to);
  const joined = pieces.length > 1 ? Buffer.concat([...pieces, last]) : last;
  return joined.subarray(0, size);
}

/** Small streams lie in the root's stream, in sectors of 64 bytes with a table of their own (sections 2.4, 2.6.3). */
export class MiniStream {
  readonly #layout: Layout;
  readonly #stream: readonly number[];
  readonly #fat: readonly number[];

  constructor(layout: Layout, root: { start: number; size: number }) {
    this.#layout = layout;
    this.#stream = chain(layout, root.start, Math.ceil(Math.min(root.size, layout.file.length) / layout.sectorSize));
    this.#fat = chain(layout, layout.file.readUInt32LE(60), sectorsIn(layout));
  }

  read(start: number, size: number): Buffer {
    const sectors = follow(this.#layout, this.#fat, start, Math.ceil(size / miniSectorSize));
    const offsets = sectors.map((sector) => this.#offsetOf(sector));
    return join(this.#layout, offsets, miniSectorSize, size);
  }

  #offsetOf(miniSector: number): number {
    const { file, sectorSize } = this.#layout;
    const at = miniSector * miniSectorSize;
    const sector = this.#stream[Math.floor(at / sectorSize)];
    return sector === undefined ? file.length : offsetOf(this.#layout, sector) + (at % sectorSize);
  }
}
