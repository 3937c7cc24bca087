/** For tests: a Windows program of headers alone (PE format, Microsoft's PE specification), which no system would run. */

export interface PeSample {
  section?: string;
  /** Executable and readable by default. */
  characteristics?: number;
  imports?: Record<string, string[]>;
  exports?: string[];
  originalFilename?: string;
  /** Bytes at the end of the section. */
  data?: Buffer;
}

const sectionStart = 0x1000;
const fileStart = 0x400;
const codeSection = 0x60000020;

export function peSample(sample: PeSample = {}): Buffer {
  const section = new Section();
  section.append(Buffer.alloc(16, 0xc3));
  const exports = sample.exports ? section.append(exportTable(section.end, sample.exports)) : undefined;
  const imports = sample.imports ? section.append(importTable(section.end, sample.imports)) : undefined;
  const name = sample.originalFilename;
  const resources = name === undefined ? undefined : section.append(versionResource(section.end, name));
  section.append(sample.data ?? Buffer.alloc(0));
  section.append(Buffer.alloc(16));
  return Buffer.concat([headers(sample, section.size, [exports, imports, resources]), section.bytes()]);
}

interface Range {
  rva: number;
  size: number;
}

class Section {
  readonly #chunks: Buffer[] = [];
  size = 0;

  get end(): number {
    return sectionStart + this.size;
  }

  append(chunk: Buffer): Range {
    const range = { rva: this.end, size: chunk.length };
    this.#chunks.push(chunk);
    this.size += chunk.length;
    return range;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}

function headers(sample: PeSample, size: number, directories: (Range | undefined)[]): Buffer {
  const bytes = Buffer.alloc(fileStart);
  bytes.write('MZ');
  bytes.writeUInt32LE(0x40, 0x3c);
  bytes.write('PE\0\0', 0x40);
  bytes.writeUInt16LE(0x14c, 0x44);
  bytes.writeUInt16LE(1, 0x46);
  bytes.writeUInt16LE(224, 0x54);
  bytes.writeUInt16LE(0x102, 0x56);
  const optional = bytes.subarray(0x58);
  optional.writeUInt16LE(0x10b, 0);
  for (const [at, value] of [
    [16, sectionStart],
    [28, 0x400000],
    [32, 0x1000],
    [36, 0x200],
    [56, 0x10000],
    [60, fileStart],
    [92, 16],
  ] as const) {
    optional.writeUInt32LE(value, at);
  }
  optional.writeUInt16LE(2, 68);
  for (const [index, range] of directories.entries()) {
    optional.writeUInt32LE(range?.rva ?? 0, 96 + index * 8);
    optional.writeUInt32LE(range?.size ?? 0, 100 + index * 8);
  }
  const table = bytes.subarray(0x58 + 224);
  table.write(sample.section ?? '.text');
  for (const [at, value] of [
    [8, size],
    [12, sectionStart],
    [16, size],
    [20, fileStart],
    [36, sample.characteristics ?? codeSection],
  ] as const) {
    table.writeUInt32LE(value, at);
  }
  return bytes;
}

function importTable(base: number, imports: Record<string, string[]>): Buffer {
  const libraries = Object.entries(imports);
  const descriptors = Buffer.alloc(20 * (libraries.length + 1));
  const rest: Buffer[] = [];
  let at = base + descriptors.length;
  const put = (chunk: Buffer) => {
    rest.push(chunk);
    at += chunk.length;
    return at - chunk.length;
  };
  for (const [index, [library, functions]] of libraries.entries()) {
    const names = functions.map((name) => put(Buffer.from(`\0\0${name}\0`)));
    const thunks = Buffer.alloc(4 * (names.length + 1));
    for (const [n, rva] of names.entries()) thunks.writeUInt32LE(rva, n * 4);
    descriptors.writeUInt32LE(put(thunks), index * 20);
    descriptors.writeUInt32LE(put(Buffer.from(`${library}\0`)), index * 20 + 12);
    descriptors.writeUInt32LE(put(Buffer.from(thunks)), index * 20 + 16);
  }
  return Buffer.concat([descriptors, ...rest]);
}

function exportTable(base: number, names: string[]): Buffer {
  const count = names.length;
  const table = Buffer.alloc(40 + count * 10);
  const texts = names.map((name) => Buffer.from(`${name}\0`));
  for (const [at, value] of [
    [12, base + table.length],
    [16, 1],
    [20, count],
    [24, count],
    [28, base + 40],
    [32, base + 40 + count * 4],
    [36, base + 40 + count * 8],
  ] as const) {
    table.writeUInt32LE(value, at);
  }
  let text = base + table.length;
  for (const [n, bytes] of texts.entries()) {
    table.writeUInt32LE(sectionStart, 40 + n * 4);
    table.writeUInt32LE(text, 40 + (count + n) * 4);
    table.writeUInt16LE(n, 40 + count * 8 + n * 2);
    text += bytes.length;
  }
  return Buffer.concat([table, ...texts]);
}

/** Resource tree type 16 / name 1 / language 0x409, then VS_VERSIONINFO with one string. */
function versionResource(base: number, originalFilename: string): Buffer {
  const level = (id: number, offset: number, leaf: boolean) => {
    const bytes = Buffer.alloc(24);
    bytes.writeUInt16LE(1, 14);
    bytes.writeUInt32LE(id, 16);
    bytes.writeUInt32LE(leaf ? offset : offset + 0x80000000, 20);
    return bytes;
  };
  const fixed = Buffer.alloc(52);
  fixed.writeUInt32LE(0xfeef04bd);
  const value = Buffer.from(`${originalFilename}\0`, 'utf16le');
  const string = block('OriginalFilename', value, value.length / 2, 1);
  const info = block(
    'VS_VERSION_INFO',
    Buffer.concat([fixed, block('StringFileInfo', block('040904b0', string, 0, 1), 0, 1)]),
    52,
    0,
  );
  const data = Buffer.alloc(16);
  data.writeUInt32LE(base + 88, 0);
  data.writeUInt32LE(info.length, 4);
  return Buffer.concat([level(16, 24, false), level(1, 48, false), level(0x409, 72, true), data, info]);
}

function block(key: string, content: Buffer, valueLength: number, type: number): Buffer {
  const name = Buffer.from(`${key}\0`, 'utf16le');
  const head = Buffer.alloc(6);
  const padding = Buffer.alloc((4 - ((6 + name.length) % 4)) % 4);
  const body = Buffer.concat([head, name, padding, content]);
  body.writeUInt16LE(body.length, 0);
  body.writeUInt16LE(valueLength, 2);
  body.writeUInt16LE(type, 4);
  return Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)]);
}
