/** Zip archives without compression (PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16), for sample messages. */
import { crc32 } from 'node:zlib';

export interface ZipEntry {
  name: string;
  bytes: Buffer;
  /** Marked as encrypted (general purpose bit 0), with room for the encryption header; the content is not really. */
  encrypted?: boolean;
}

/** What stands before encrypted content (section 6.1.3). */
const encryptionHeader = 12;

export function storedZip(entries: ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const fields = commonFields(entry);
    const sealed = Buffer.alloc(entry.encrypted ? encryptionHeader : 0);
    const local = Buffer.concat([signature(0x04034b50), fields, Buffer.from(entry.name), sealed, entry.bytes]);
    const central = Buffer.concat([
      signature(0x02014b50),
      uint16(20),
      fields,
      Buffer.alloc(10),
      uint32(offset),
      Buffer.from(entry.name),
    ]);
    locals.push(local);
    directory.push(central);
    offset += local.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const end = [
    uint16(0),
    uint16(0),
    uint16(entries.length),
    uint16(entries.length),
    uint32(size),
    uint32(offset),
    uint16(0),
  ];
  return Buffer.concat([...locals, ...directory, signature(0x06054b50), ...end]);
}

/** Version needed, flags, method 0, time, date, CRC, sizes, name and extra length: alike in both headers. */
function commonFields({ name, bytes, encrypted }: ZipEntry): Buffer {
  return Buffer.concat([
    uint16(20),
    uint16(encrypted ? 1 : 0),
    uint16(0),
    uint16(0),
    uint16(0x21),
    uint32(crc32(bytes)),
    uint32(bytes.length + (encrypted ? encryptionHeader : 0)),
    uint32(bytes.length),
    uint16(Buffer.byteLength(name)),
    uint16(0),
  ]);
}

const signature = uint32;

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
