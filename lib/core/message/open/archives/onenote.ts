/** Files in a OneNote section: each stands behind a GUID of its own with its size ([MS-ONESTORE] section 2.6.13, FileDataStoreObject). */
import type { Gathering } from './expansion.ts';

/** {BDE316E7-2665-4511-A4C4-8D4D0B7A9EAC} and the footer {71FBA722-0F79-4A0B-BB13-899256426B24}. */
const header = Buffer.from('e716e3bd65261145a4c48d4d0b7a9eac', 'hex');
const footer = Buffer.from('22a7fb71790f0b4abb13899256426b24', 'hex');
/** GUID, size (8), unused (4), reserved (8). */
const headerSize = 36;

export interface OneNoteFile {
  /** What is there of it. */
  content: Buffer;
  /** As long as it says, and its footer follows. */
  whole: boolean;
}

/** Every file in a section; a file that is whole is not searched for further ones. */
export function* oneNoteFiles(file: Buffer): Generator<OneNoteFile> {
  for (let at = file.indexOf(header); at >= 0;) {
    const start = at + headerSize;
    const size = file.length >= start ? Number(file.readBigUInt64LE(at + 16)) : Infinity;
    const content = file.subarray(start, start + Math.min(size, file.length));
    yield { content, whole: content.length === size && footerFollows(file, start + size) };
    at = file.indexOf(header, content.length === size ? start + size : start);
  }
}

export function openOneNote(bytes: Uint8Array, into: Gathering): void {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const { content, whole } of oneNoteFiles(file)) {
    if (!into.admit()) return;
    if (content.length > into.allowance) into.overflow();
    else if (whole) into.opened([], content, 'embedded');
    else damaged(content, into);
  }
}

/** Content is padded to eight bytes. */
function footerFollows(file: Buffer, end: number): boolean {
  const at = file.indexOf(footer, end);
  return at >= 0 && at - end < 8;
}

function damaged(content: Buffer, into: Gathering): void {
  into.defect('ARCHIVE_DAMAGED', 'a file in the OneNote section is cut');
  into.truncated([], content, 'embedded');
}
