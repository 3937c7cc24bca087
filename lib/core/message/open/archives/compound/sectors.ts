/** Sectors of a compound file and the chains that they form ([MS-CFB] sections 2.1 to 2.5). */

export interface Layout {
  file: Buffer;
  sectorSize: number;
  /** The next sector of each sector. */
  fat: number[];
  /** A sector of the tables or the directory lies behind the end of the file. */
  cut: boolean;
}

/** From here on a number is no sector but a sign. */
const ENDING = 0xfffffffa;
const miniSectorSize = 64;

/** Undefined where the header is none. */
export function readLayout(bytes: Uint8Array): Layout | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shift = file.length >= 512 ? file.readUInt16LE(30) : 0;
  if (shift !== 9 && shift !== 12) return undefined;
  const layout: Layout = { file, sectorSize: 1 << shift, fat: [], cut: false };
  layout.fat = numbersIn(layout, fatSectors(layout));
  return layout;
}

function numbersIn(layout: Layout, sectors: readonly number[]): number[] {
  const numbers: number[] = [];
  for (const sector of sectors) {
    const at = offsetOf(layout, sector);
    if (at + layout.sectorSize > layout.file.length) {
      layout.cut = true;
      break;
    }
    for (let i = 0; i < layout.sectorSize; i += 4) numbers.push(layout.file.readUInt32LE(at + i));
  }
  return numbers;
}

/** The first 109 stand in the header (section 2.2), the rest in a chain of their own (section 2.5.1). */
function fatSectors(layout: Layout): number[] {
  const { file, sectorSize } = layout;
  const most = Math.ceil(file.length / sectorSize);
  const sectors: number[] = [];
  const take = (from: number, to: number) => {
    for (let at = from; at + 4 <= to; at += 4) {
      const sector = file.readUInt32LE(at);
      if (sector < ENDING && sectors.length < most) sectors.push(sector);
    }
  };
  take(76, 512);
  const perSector = sectorSize / 4 - 1;
  let next = file.readUInt32LE(68);
  for (let i = 0; next < ENDING && i * perSector < most; i++) {
    const at = offsetOf(layout, next);
    if (at + sectorSize > file.length) break;
    take(at, at + sectorSize - 4);
    next = file.readUInt32LE(at + sectorSize - 4);
  }
  return sectors;
}

/** At most `most` sectors; a loop ends where it would begin again. */
export function chain(fat: readonly number[], start: number, most: number): number[] {
  const sectors: number[] = [];
  const seen = new Set<number>();
  for (let next = start; next < ENDING && sectors.length < most && !seen.has(next); next = fat[next] ?? ENDING) {
    seen.add(next);
    sectors.push(next);
  }
  return sectors;
}

export function offsetOf(layout: Layout, sector: number): number {
  return (sector + 1) * layout.sectorSize;
}

/** The first `size` bytes of the chain from `start`; fewer where it is cut. */
export function readChain(layout: Layout, start: number, size: number): Buffer {
  const sectors = chain(layout.fat, start, Math.ceil(size / layout.sectorSize));
  const pieces = sectors.map((sector) => {
    const at = offsetOf(layout, sector);
    return layout.file.subarray(at, at + layout.sectorSize);
  });
  return Buffer.concat(pieces).subarray(0, size);
}

/** Small streams lie in the root's stream, in sectors of 64 bytes with a table of their own (sections 2.4, 2.6.3). */
export class MiniStream {
  readonly #stream: Buffer;
  readonly #fat: number[];

  constructor(layout: Layout, root: { start: number; size: number }) {
    const { file } = layout;
    this.#stream = readChain(layout, root.start, Math.min(root.size, file.length));
    const sectors = chain(layout.fat, file.readUInt32LE(60), Math.ceil(file.length / layout.sectorSize));
    this.#fat = numbersIn(layout, sectors);
  }

  read(start: number, size: number): Buffer {
    const sectors = chain(this.#fat, start, Math.ceil(size / miniSectorSize));
    const pieces = sectors.map((sector) =>
      this.#stream.subarray(sector * miniSectorSize, (sector + 1) * miniSectorSize),
    );
    return Buffer.concat(pieces).subarray(0, size);
  }
}
