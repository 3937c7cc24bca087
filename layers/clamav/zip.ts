/** Writes a zip (APPNOTE 4.3): the same entries give the same bytes, since there is no time in it and the order is the names'. */
import { promisify } from 'node:util';
import { crc32, deflateRaw } from 'node:zlib';

export interface ZipEntry {
  path: string;
  bytes: Uint8Array;
  executable: boolean;
}

const deflate = promisify(deflateRaw);
const version = 20;
const madeByUnix = (3 << 8) | version;
const deflated = 8;
/** The first day that a zip can name: 1980-01-01. */
const noDate = (1 << 5) | 1;
const utf8Names = 1 << 11;
const limit = 0xffff_ffff;

export async function zip(entries: readonly ZipEntry[]): Promise<Buffer> {
  const sorted = entries.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const packed = await Promise.all(
    sorted.map(async (entry) => ({ entry, data: await deflate(entry.bytes, { level: 9 }) })),
  );
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { entry, data } of packed) {
    const [name, common] = [Buffer.from(entry.path), commonFields(entry, data)];
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, name, data]);
    files.push(local);
    directory.push(centralHeader(entry, common, at), name);
    at += local.length;
  }
  const central = Buffer.concat(directory);
  if (at + central.length > limit) throw new Error('too large for a zip');
  return Buffer.concat([...files, central, endRecord(sorted.length, central.length, at)]);
}

/** What the header before a file and its entry in the directory have in common. */
function commonFields({ path, bytes }: ZipEntry, data: Buffer): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(version, 0);
  fields.writeUInt16LE(utf8Names, 2);
  fields.writeUInt16LE(deflated, 4);
  fields.writeUInt16LE(noDate, 8);
  fields.writeUInt32LE(crc32(bytes), 10);
  fields.writeUInt32LE(data.length, 14);
  fields.writeUInt32LE(bytes.length, 18);
  fields.writeUInt16LE(Buffer.byteLength(path), 22);
  return fields;
}

function centralHeader({ executable }: ZipEntry, common: Buffer, offset: number): Buffer {
  const head = Buffer.from('PK\x01\x02\0\0');
  head.writeUInt16LE(madeByUnix, 4);
  const tail = Buffer.alloc(14);
  // The upper half are the mode bits of Unix: a regular file, readable by all (Lambda runs as another user).
  tail.writeUInt32LE(((executable ? 0o100755 : 0o100644) << 16) >>> 0, 6);
  tail.writeUInt32LE(offset, 10);
  return Buffer.concat([head, common, tail]);
}

function endRecord(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}
