/** Unpacks LZ4 frames (LZ4 Frame Format 1.6.1): node:zlib does not know them. Checksums are not verified; sizes are. */

export class TooLarge extends RangeError {
  override name = 'TooLarge';
}

export interface Unpacked {
  bytes: Uint8Array;
  /** The frame ended as it should. */
  whole: boolean;
}

const MAGIC = 0x184d2204;
const STORED = 0x80000000;
/** Matches reach back so far at most. */
const window = 65_536;

export function unlz4(bytes: Uint8Array, limit: number): Unpacked {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const output = new Output(limit);
  const end = readFrame(file, output);
  return { bytes: output.done(), whole: end === file.length };
}

/** Where the frame ends; undefined where the file does before it, or where it makes no sense. */
function readFrame(file: Buffer, output: Output): number | undefined {
  if (file.length < 7 || file.readUInt32LE(0) !== MAGIC) return undefined;
  const flags = file.readUInt8(4);
  const blockChecksum = (flags & 0x10) !== 0 ? 4 : 0;
  // Flags, block size, content size, dictionary, header checksum.
  let at = 6 + ((flags & 8) !== 0 ? 8 : 0) + ((flags & 1) !== 0 ? 4 : 0) + 1;
  for (;;) {
    if (at + 4 > file.length) return undefined;
    const word = file.readUInt32LE(at);
    at += 4;
    if (word === 0) break;
    const size = word % STORED;
    const block = file.subarray(at, at + size);
    if (word >= STORED) output.append(block);
    else if (!readBlock(block, output)) return undefined;
    if (block.length < size) return undefined;
    at += size + blockChecksum;
  }
  return at + ((flags & 4) !== 0 ? 4 : 0);
}

/** Sequences of literals and a match (LZ4 Block Format). */
function readBlock(block: Buffer, output: Output): boolean {
  for (let at = 0; at < block.length;) {
    const token = block[at++] ?? 0;
    const literals = readLength(block, at, token >> 4);
    output.append(block.subarray(literals.end, literals.end + literals.value));
    at = literals.end + literals.value;
    // The last sequence has literals only.
    if (at >= block.length) return at === block.length;
    if (at + 2 > block.length) return false;
    const distance = block.readUInt16LE(at);
    const match = readLength(block, at + 2, token & 15);
    if (!output.repeat(distance, match.value + 4)) return false;
    at = match.end;
  }
  return true;
}

function readLength(block: Buffer, start: number, nibble: number): { value: number; end: number } {
  if (nibble < 15) return { value: nibble, end: start };
  let value = nibble;
  let at = start;
  for (; at < block.length && block[at] === 255; at++) value += 255;
  return { value: value + (block[at] ?? 0), end: at + 1 };
}

/** Grows by doubling, up to its limit. */
class Output {
  #buffer = Buffer.alloc(window);
  #length = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  append(bytes: Buffer): void {
    this.#reserve(bytes.length);
    bytes.copy(this.#buffer, this.#length);
    this.#length += bytes.length;
  }

  /** Byte by byte: a match may overlap what it makes. */
  repeat(distance: number, count: number): boolean {
    if (distance === 0 || distance > this.#length) return false;
    this.#reserve(count);
    for (let i = 0; i < count; i++) {
      this.#buffer[this.#length] = this.#buffer[this.#length - distance] ?? 0;
      this.#length += 1;
    }
    return true;
  }

  done(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed > this.#limit) throw new TooLarge(`more than ${this.#limit} bytes`);
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.alloc(Math.max(needed, Math.min(this.#limit, this.#buffer.length * 2)));
    this.#buffer.copy(grown);
    this.#buffer = grown;
  }
}
