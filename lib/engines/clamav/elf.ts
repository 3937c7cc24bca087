/** What a program or library of Linux says that it needs (ELF, 64 bit, little endian: all that x86-64 and arm64 have). */

export type Machine = 'x86_64' | 'arm64';

export interface Elf {
  machine: Machine;
  /** DT_NEEDED, in order. */
  needed: string[];
  /** The loader that a program asks for; libraries ask for none. */
  interpreter: string | undefined;
}

interface Segment {
  type: number;
  offset: number;
  address: number;
  size: number;
}

/** e_machine. */
const machines = new Map<number, Machine>([
  [62, 'x86_64'],
  [183, 'arm64'],
]);
const segmentTypes = { load: 1, dynamic: 2, interpreter: 3 } as const;
const tags = { end: 0, needed: 1, strings: 5 } as const;
const magic = Buffer.from('\x7fELF\x02\x01', 'latin1');

/** Throws where the bytes are no such file. */
export function readElf(bytes: Uint8Array): Elf {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!file.subarray(0, magic.length).equals(magic)) throw new Error('not a 64-bit ELF file');
  const machine = machines.get(file.readUInt16LE(18));
  if (machine === undefined) throw new Error('an ELF file for another processor');
  const segments = readSegments(file);
  const interpreter = segments.find(({ type }) => type === segmentTypes.interpreter);
  return { machine, needed: readNeeded(file, segments), interpreter: interpreter && textAt(file, interpreter.offset) };
}

function readSegments(file: Buffer): Segment[] {
  const [start, size, count] = [readNumber(file, 32), file.readUInt16LE(54), file.readUInt16LE(56)];
  return Array.from({ length: count }, (_, n) => {
    const at = start + n * size;
    return {
      type: file.readUInt32LE(at),
      offset: readNumber(file, at + 8),
      address: readNumber(file, at + 16),
      size: readNumber(file, at + 32),
    };
  });
}

function readNeeded(file: Buffer, segments: readonly Segment[]): string[] {
  const dynamic = segments.find(({ type }) => type === segmentTypes.dynamic);
  if (!dynamic) return [];
  const needed: number[] = [];
  let strings = 0;
  for (let at = dynamic.offset; at < dynamic.offset + dynamic.size; at += 16) {
    const tag = readNumber(file, at);
    if (tag === tags.end) break;
    if (tag === tags.needed) needed.push(readNumber(file, at + 8));
    if (tag === tags.strings) strings = offsetOf(readNumber(file, at + 8), segments);
  }
  return needed.map((offset) => textAt(file, strings + offset));
}

/** Tags name addresses in memory; a loaded segment tells where that is in the file. */
function offsetOf(address: number, segments: readonly Segment[]): number {
  const home = segments.find(
    ({ type, address: start, size }) => type === segmentTypes.load && address >= start && address < start + size,
  );
  if (!home) throw new Error('an ELF file whose strings are nowhere');
  return home.offset + address - home.address;
}

/** Tags of other tables may be any 64 bits; as numbers they lose digits and are still no tag of ours. */
function readNumber(file: Buffer, at: number): number {
  return Number(file.readBigUInt64LE(at));
}

function textAt(file: Buffer, at: number): string {
  return file.toString('latin1', at, file.indexOf(0, at));
}
