/** Small archives of other kinds for tests, written by hand from their specifications: content stored, not compressed. */
import { crc32 } from 'node:zlib';

import { uint16, uint32 } from './test-support.ts';

/** RAR 5: each block is CRC-32, then a header whose size comes first; numbers below 128 are one byte. */
export function rar5(name: string, content: string, options: { encrypted?: boolean; volume?: boolean } = {}): Buffer {
  const data = Buffer.from(content);
  const file = Buffer.from(name);
  const headers = [
    block5([1, 0, options.volume ? 1 : 0]),
    ...(options.encrypted ? [block5([4, 0, 0, 0, 15, ...Buffer.alloc(16)])] : []),
    // Flags: data follows; file flags: CRC is there; attributes (0o100644), compression (store), host (Unix), name.
    block5([2, 2, data.length, 4, data.length, 0xa4, 0x83, 2, ...uint32(crc32(data)), 0, 1, file.length, ...file]),
    data,
    block5([5, 0, 0]),
  ];
  return Buffer.concat([Buffer.from('Rar!\x1a\x07\x01\x00', 'latin1'), ...headers]);
}

function block5(fields: number[]): Buffer {
  const header = Buffer.from([fields.length, ...fields]);
  return Buffer.concat([uint32(crc32(header)), header]);
}

/** RAR 4: each block is the low half of a CRC-32, type, flags, size. */
export function rar4(name: string, content: string, options: { main?: number; file?: number } = {}): Buffer {
  const data = Buffer.from(content);
  const sizes = Buffer.concat([
    uint32(data.length),
    uint32(data.length),
    Buffer.from([3]),
    uint32(crc32(data)),
    uint32(0),
  ]);
  const rest = Buffer.concat([
    sizes,
    Buffer.from([20, 0x30]),
    uint16(name.length),
    uint32(0o100644),
    Buffer.from(name),
  ]);
  return Buffer.concat([
    Buffer.from('Rar!\x1a\x07\x00', 'latin1'),
    block4(0x73, options.main ?? 0, Buffer.alloc(6)),
    block4(0x74, 0x8000 | (options.file ?? 0), rest),
    data,
    block4(0x7b, 0x4000, Buffer.alloc(0)),
  ]);
}

function block4(type: number, flags: number, rest: Buffer): Buffer {
  const header = Buffer.concat([Buffer.from([type]), uint16(flags), uint16(7 + rest.length), rest]);
  return Buffer.concat([uint16(crc32(header) & 0xffff), header]);
}

/** [MS-CAB]: header, one folder without compression, one file, one data block with no checksum. */
export function cab(name: string, content: string, options: { flags?: number } = {}): Buffer {
  const data = Buffer.from(content);
  const file = Buffer.concat([
    uint32(data.length),
    uint32(0),
    uint16(0),
    uint16(0),
    uint16(0),
    uint16(0x20),
    Buffer.from(`${name}\0`),
  ]);
  const filesAt = 36 + 8;
  const dataAt = filesAt + file.length;
  const total = dataAt + 8 + data.length;
  const head = [
    uint32(0),
    uint32(total),
    uint32(0),
    uint32(filesAt),
    uint32(0),
    Buffer.from([3, 1]),
    uint16(1),
    uint16(1),
  ];
  const folder = [uint32(dataAt), uint16(1), uint16(0)];
  const block = [uint32(0), uint16(data.length), uint16(data.length), data];
  return Buffer.concat([
    Buffer.from('MSCF'),
    ...head,
    uint16(options.flags ?? 0),
    uint32(0),
    ...folder,
    file,
    ...block,
  ]);
}

/** LHA, header level 0, method -lh0- (stored). */
export function lha(name: string, content: string): Buffer {
  const data = Buffer.from(content);
  const rest = Buffer.concat([
    Buffer.from('-lh0-'),
    uint32(data.length),
    uint32(data.length),
    uint32(0),
    Buffer.from([0x20, 0, name.length]),
    Buffer.from(name),
    uint16(crc16(data)),
  ]);
  const sum = rest.reduce((total, byte) => (total + byte) & 0xff, 0);
  return Buffer.concat([Buffer.from([rest.length, sum]), rest, data, Buffer.from([0])]);
}

/** CRC-16/ARC. */
function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) !== 0 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  }
  return crc;
}

export interface TarInput {
  name: string;
  content?: string;
  kind?: string;
  /** Written into the size field as it is. */
  size?: string;
}

/** POSIX ustar. */
export function tar(inputs: TarInput[]): Buffer {
  const entries = inputs.map((input) => {
    const content = Buffer.from(input.content ?? '');
    const header = Buffer.alloc(512);
    header.write(input.name, 0, 100);
    header.write('0000644\0', 100);
    header.write(input.size ?? `${content.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
    header.write(input.kind ?? '0', 156);
    header.write('ustar\x0000', 257);
    header.fill(0x20, 148, 156);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
  });
  return Buffer.concat([...entries, Buffer.alloc(1024)]);
}

/** One pax record, its length counting itself. */
export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  const length = bytes + String(bytes + String(bytes).length).length;
  return `${length}${rest}`;
}
