/** What the inside of a file says about it, whatever its first bytes are: a part is all of what it is. */
import { overlayArchive } from '../archives/overlay.ts';
import { compoundNames } from '../archives/compound/directory.ts';
import { readZipDirectory } from '../archives/zip/directory.ts';
import type { NamedType } from './extensions.ts';
import { compoundTypes } from './compound.ts';
import { looksLikeMessage, looksLikeText, textTypes } from './text.ts';
import { zipTypes } from './zip.ts';

/** Names enough to tell the kind of a zip or compound file. */
const maxNames = 4096;
/** Readers look for `%PDF-` so far into a file (ISO 32000-1 annex H, implementation note 13). */
const pdfSlack = 1024;

export function structureOf(bytes: Uint8Array): NamedType[] {
  const isText = looksLikeText(bytes);
  return [
    ...program(bytes),
    ...zip(bytes),
    ...overlay(bytes),
    ...(isCompound(bytes) ? compoundTypes(compoundNames(bytes, maxNames)) : []),
    ...pdf(bytes),
    ...diskImage(bytes),
    ...(isText ? textTypes(bytes) : []),
    ...(isText && looksLikeMessage(bytes) ? [{ type: 'message/rfc822', class: 'message' } as const] : []),
  ];
}

function zip(bytes: Uint8Array): NamedType[] {
  const directory = readZipDirectory(bytes, maxNames);
  return directory ? zipTypes(directory.entries.flatMap((entry) => entry.names)) : [];
}

function isCompound(bytes: Uint8Array): boolean {
  return bytes[0] === 0xd0 && bytes[1] === 0xcf && bytes[2] === 0x11 && bytes[3] === 0xe0;
}

/** A DOS header (MZ), and where e_lfanew leads to PE, NE or LE: Windows runs it. */
function program(bytes: Uint8Array): NamedType[] {
  if (bytes.length < 64 || bytes[0] !== 0x4d || bytes[1] !== 0x5a) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = view.getUint32(0x3c, true);
  const mark = at + 4 <= bytes.length ? view.getUint32(at, true) : 0;
  if (mark === 0x00004550) return [{ type: 'application/vnd.microsoft.portable-executable', class: 'executable' }];
  const old = [0x454e, 0x454c, 0x584c].includes(mark & 0xffff);
  return old || !looksLikeText(bytes) ? [{ type: 'application/x-dosexec', class: 'executable' }] : [];
}

function overlay(bytes: Uint8Array): NamedType[] {
  const found = overlayArchive(bytes);
  return found ? [{ type: found.type, class: 'archive' }] : [];
}

const pdfMark = Buffer.from('%PDF-');

function pdf(bytes: Uint8Array): NamedType[] {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, pdfSlack));
  return head.includes(pdfMark) ? [{ type: 'application/pdf', class: 'document' }] : [];
}

/** Apple's image and Microsoft's fixed disk say what they are at their end only: a block of 512 bytes. */
function diskImage(bytes: Uint8Array): NamedType[] {
  const mark = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(
    'latin1',
    bytes.length - 512,
    bytes.length - 504,
  );
  if (mark === 'conectix') return [{ type: 'application/x-vhd', class: 'disk-image' }];
  return mark.startsWith('koly') ? [{ type: 'application/x-apple-diskimage', class: 'disk-image' }] : [];
}
