/** For tests: the smallest files that say what they need (ELF-64, System V ABI chapters 4 and 5). */

interface ElfSample {
  machine?: number;
  needed?: string[];
  interpreter?: string;
}

const headerSize = 64;
const segmentSize = 56;
/** Where the file is in memory: not where it is on disk. */
const base = 0x400000;

export function elfSample({ machine = 62, needed = [], interpreter }: ElfSample): Buffer {
  const strings = Buffer.from(`\0${needed.map((name) => `${name}\0`).join('')}`);
  const loader = Buffer.from(interpreter === undefined ? '' : `${interpreter}\0`);
  const start = headerSize + 3 * segmentSize;
  const dynamicAt = start + loader.length + strings.length;
  const dynamic = dynamicOf(needed, base + start + loader.length);
  const total = dynamicAt + dynamic.length;
  const header = Buffer.alloc(headerSize);
  header.write('\x7fELF\x02\x01\x01', 'latin1');
  header.writeUInt16LE(3, 16);
  header.writeUInt16LE(machine, 18);
  header.writeBigUInt64LE(BigInt(headerSize), 32);
  header.writeUInt16LE(segmentSize, 54);
  header.writeUInt16LE(3, 56);
  const segments = [
    segment(1, 0, total),
    segment(2, dynamicAt, dynamic.length),
    segment(interpreter === undefined ? 0 : 3, start, loader.length),
  ];
  return Buffer.concat([header, ...segments, loader, strings, dynamic]);
}

function segment(type: number, offset: number, size: number): Buffer {
  const bytes = Buffer.alloc(segmentSize);
  bytes.writeUInt32LE(type, 0);
  bytes.writeBigUInt64LE(BigInt(offset), 8);
  bytes.writeBigUInt64LE(BigInt(base + offset), 16);
  bytes.writeBigUInt64LE(BigInt(size), 32);
  return bytes;
}

/** NEEDED entries, then where their names are, as linkers write it; a tag of more than 53 bits among them. */
function dynamicOf(needed: string[], strings: number): Buffer {
  let at = 1;
  const entries = needed.map((name) => {
    const entry: [bigint, number] = [1n, at];
    at += name.length + 1;
    return entry;
  });
  entries.push([0x7fff_ffff_ffff_ffffn, 1], [5n, strings], [0n, 0], [1n, 1]);
  return Buffer.concat(
    entries.map(([tag, value]) => {
      const bytes = Buffer.alloc(16);
      bytes.writeBigUInt64LE(tag, 0);
      bytes.writeBigUInt64LE(BigInt(value), 8);
      return bytes;
    }),
  );
}
