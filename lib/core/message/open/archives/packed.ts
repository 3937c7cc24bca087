/**
 * Unpacks single files in bzip2, xz and lzip. libarchive undoes these only around an archive, and each allows several streams one after
 * another: so ours stand around the foreign one, before it the header of an endless tar entry, behind it a mark and padding. What is found
 * before the mark is the file, and the mark proves that it ended where it should.
 */
import type { Gathering } from './expansion.ts';
import { type EntryContent, openArchive, readEntry, type Libarchive } from './libarchive.ts';

interface Frame {
  magic: Buffer;
  before: Buffer;
  after: Buffer;
}

const base64 = (text: string): Buffer => Buffer.from(text, 'base64');
/** Sixteen bytes that nobody else has chosen; more than one chunk of zeros follows them, since libarchive drops a last one that is cut. */
const mark = Buffer.from('6f1d5a3e9b7c4820a4d2c07be1583f96', 'hex');

// A tar header for `x` of 8 GB, and the mark before 128 KB of zeros, packed by bzip2 1.0.8, xz 5.4.1 and lzip 1.23.
const frames: Frame[] = [
  {
    magic: Buffer.from('BZh', 'latin1'),
    before: base64(
      'QlpoOTFBWSZTWSw2xo0AABtbgMCiQABdgAAA4AAeQAgAIAAhpokw1Noj0FMJpoDTEN5sKAJfbMmSjsFIh1gutqmCIYf/TM8r0XckU4UJAsNsaNA=',
    ),
    after: base64(
      'QlpoOTFBWSZTWSwiG6sABAj/t8AAAAJAAAABgEAAUAAAgAwBCAQAQAAQACAAAAggAEBVJAaeoyPUKaZGJiYndQAaIAWtCAE3mfK65+9znNVV0APxdyRThQkCwiG6sA==',
    ),
  },
  {
    magic: Buffer.from('\xfd7zXZ', 'latin1'),
    before: base64(
      '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4AH/AChdADwAM1AYaImDAjL2yfZx5Yep9DKD6lGfsaaGkc5uM/5PdUDT29xCAAAALmvIkGpkVwgAAUSABAAAAGK7GGmxxGf7AgAAAAAEWVo=',
    ),
    after: base64(
      '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4gAPAGpdADeHR1srL5QkBAzdR5xQeRBy/f5w6HyQA/AxItfXSOmchQXqO0ehr7MapfLg9MjrP0v+SgFVUS8Ps0mWmIlozbYDujAOyIko2smQwsH3TMVPirsEHhKt7jucKpuTRCk7fnvfOUSi3JkDAAAAAAAK/bjYuxbxYQABhgGQgAgAhHpworHEZ/sCAAAAAARZWg==',
    ),
  },
  {
    magic: Buffer.from('LZIP', 'latin1'),
    before: base64(
      'TFpJUAEMADwAM1AYaImDAjL2yfZx5Yep9DKD6lGbCFEFVy5nOZtqXaa7RXnUeF3CnP//+nmgAAQPtTkAAgAAAAAAAEsAAAAAAAAA',
    ),
    after: base64(
      'TFpJUAHyADeHR1srL5QkBAzdR5xQeRBy/f5w6HyQA/AxItfXSOmchQXqO0ehr7MapfLg9MjrP0v+SgFVUS8Ps0mWmIlozbYDujAOyIko2smQwsH3TMVPirsEHhKt7jucKpuTRCk7fnvfOUSi3Jt09H///iK4APywl78QAAIAAAAAAIoAAAAAAAAA',
    ),
  },
];

export function unpackStream(lib: Libarchive, bytes: Uint8Array, names: string[], into: Gathering): void {
  if (!into.admit()) return;
  const content = readStream(lib, bytes, (archive) => readEntry(lib, archive, into));
  switch (content?.is) {
    case undefined:
      return into.defect('ARCHIVE_UNSUPPORTED');
    case 'too large':
      into.overflow();
      return into.closed(names, 'unopened', 0);
    case 'whole':
      return into.opened(names, content.bytes);
    case 'broken':
      into.defect('ARCHIVE_DAMAGED', content.complaint);
      return into.truncated(names, content.bytes);
  }
}

/** The file inside, as `read` takes it out of the archive that we put around it; undefined where it is packed in another way. */
export function readStream(
  lib: Libarchive,
  bytes: Uint8Array,
  read: (archive: number) => EntryContent,
): EntryContent | undefined {
  const frame = frames.find(({ magic }) => magic.equals(bytes.subarray(0, magic.length)));
  if (frame === undefined) return undefined;
  const archive = openArchive(lib, Buffer.concat([frame.before, bytes, frame.after]));
  if (lib.read_next_entry(archive) === 0) throw new Error(lib.error_string(archive));
  const content = read(archive);
  if (content.is === 'too large') return content;
  const found = Buffer.from(content.bytes.buffer, content.bytes.byteOffset, content.bytes.byteLength);
  const end = found.lastIndexOf(mark);
  if (end >= 0) return { is: 'whole', bytes: found.subarray(0, end) };
  return { is: 'broken', bytes: found, complaint: 'the packed file is cut or broken' };
}
