/** Compression methods of zip that node:zlib does not know and libarchive does: the entry alone, as a zip of its own. */
import { readChunks, openArchive, type Libarchive } from '../libarchive.ts';
import type { ZipEntry } from './directory.ts';
import type { OtherMethods } from './unzip.ts';

/** BZIP2, LZMA, xz, PPMd (APPNOTE 6.3.10 section 4.4.5). */
const known = new Set([12, 14, 95, 98]);

export function otherMethods(newLibarchive: () => Promise<Libarchive>): OtherMethods {
  return async (file, entry, limit) => {
    if (!known.has(entry.method)) return { is: 'unsupported' };
    const lib = await newLibarchive();
    const archive = openArchive(lib, alone(file.subarray(entry.dataStart, entry.dataEnd), entry));
    if (lib.read_next_entry(archive) === 0) return { is: 'damaged', bytes: new Uint8Array() };
    const content = readChunks(lib, archive, limit);
    return content.is === 'broken' ? { is: 'damaged', bytes: content.bytes } : content;
  };
}

/** A local header with the sizes that the directory gives, then the content: what a reader from the front needs. */
function alone(packed: Uint8Array, entry: ZipEntry): Buffer {
  const header = Buffer.alloc(31, 'x');
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(63, 4);
  // Bit 1 tells LZMA that its end is marked (section 4.4.4).
  header.writeUInt16LE(entry.flags & 2, 6);
  header.writeUInt16LE(entry.method, 8);
  header.writeUInt32LE(0, 10);
  header.writeUInt32LE(entry.crc, 14);
  header.writeUInt32LE(packed.length, 18);
  header.writeUInt32LE(entry.size, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(0, 28);
  return Buffer.concat([header, packed]);
}
