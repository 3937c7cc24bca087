/** MAPI property lists as they stand in TNEF ([MS-OXTNEF] section 2.1.3.4). */
import { Buffer } from 'node:buffer';

export interface Property {
  id: number;
  type: number;
  value: Buffer;
}

/** Value types of [MS-OXCDATA] section 2.11.1; those of variable length are counted, sized and padded to four. */
const sizes = new Map([
  [0x0002, 4],
  [0x0003, 4],
  [0x0004, 4],
  [0x0005, 8],
  [0x0006, 8],
  [0x0007, 8],
  [0x000a, 4],
  [0x000b, 4],
  [0x0014, 8],
  [0x0040, 8],
  [0x0048, 16],
]);
const variable = new Set([0x000d, 0x001e, 0x001f, 0x0102]);
const multiple = 0x1000;
/** Properties with names carry them between tag and value. */
const firstNamed = 0x8000;

const maxProperties = 2000;

/** What can be read before the first thing that cannot; `complete` says whether that is all. */
export function readProperties(bytes: Buffer): { properties: Property[]; complete: boolean } {
  const properties: Property[] = [];
  const reader = new Reader(bytes);
  const count = reader.uint32();
  for (let index = 0; index < count && index < maxProperties && !reader.failed; index++) {
    const type = reader.uint16();
    const id = reader.uint16();
    if (id >= firstNamed) skipName(reader);
    for (const value of readValues(reader, type)) if (!reader.failed) properties.push({ id, type, value });
  }
  return { properties, complete: !reader.failed && count <= maxProperties };
}

function skipName(reader: Reader): void {
  reader.take(16);
  if (reader.uint32() === 0) reader.take(4);
  else reader.padded(reader.uint32());
}

function readValues(reader: Reader, type: number): Buffer[] {
  const base = type & ~multiple;
  const isVariable = variable.has(base);
  const count = isVariable || (type & multiple) !== 0 ? reader.uint32() : 1;
  const size = sizes.get(base);
  if (!isVariable && size === undefined) reader.fail();
  const values: Buffer[] = [];
  for (let index = 0; index < count && index < maxProperties && !reader.failed; index++) {
    values.push(reader.padded(isVariable ? reader.uint32() : (size ?? 0)));
  }
  return values;
}

/** Reads little-endian and remembers that it ran over the end instead of throwing. */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;
  failed = false;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  fail(): void {
    this.failed = true;
  }

  take(size: number): Buffer {
    if (this.#at + size > this.#bytes.length) this.failed = true;
    const value = this.#bytes.subarray(this.#at, this.#at + size);
    this.#at += size;
    return value;
  }

  /** Values fill multiples of four bytes. */
  padded(size: number): Buffer {
    const value = this.take(size);
    this.#at += -size & 3;
    return value;
  }

  uint16(): number {
    const value = this.take(2);
    return this.failed ? 0 : value.readUInt16LE();
  }

  uint32(): number {
    const value = this.take(4);
    return this.failed ? 0 : value.readUInt32LE();
  }
}
