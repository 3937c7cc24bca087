/** Whether a compound file is a document that opens with a password only. */
import type { Compound } from './compound.ts';

/** The record may stand behind a few others; then the workbook's own follow. */
const maxRecords = 20;
const headSize = 4096;
const FILE_PASS = 0x2f;
const BOF = 0x0809;

export function isEncrypted(compound: Compound): boolean {
  return compound.entries.some((entry) => {
    if (entry.kind !== 'stream' || entry.parent?.kind !== 'root') return false;
    switch (entry.name.toLowerCase()) {
      // [MS-OFFCRYPTO] section 2.3.4.4: an encrypted OOXML document is one stream.
      case 'encryptedpackage':
        return true;
      case 'worddocument':
        return word(compound.read(entry, headSize));
      case 'workbook':
      case 'book':
        return excel(compound.read(entry, headSize));
      default:
        return false;
    }
  });
}

/** [MS-DOC] section 2.5.2: fEncrypted, and not merely fObfuscated. */
function word(stream: Buffer): boolean {
  return stream.length >= 12 && stream.readUInt16LE(0) === 0xa5ec && (stream.readUInt16LE(10) & 0x0100) !== 0;
}

/** [MS-XLS] section 2.4.117: a FilePass record at the beginning. */
function excel(stream: Buffer): boolean {
  if (stream.length < 4 || stream.readUInt16LE(0) !== BOF) return false;
  for (let at = 0, i = 0; at + 4 <= stream.length && i < maxRecords; i++) {
    if (stream.readUInt16LE(at) === FILE_PASS) return true;
    at += 4 + stream.readUInt16LE(at + 2);
  }
  return false;
}
