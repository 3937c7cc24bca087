/** What is wrapped in a part by other means than MIME and archives: uuencode and yEnc in text, TNEF, S/MIME, OpenPGP. */
import { Buffer } from 'node:buffer';

import { readCms } from './embedded/cms.ts';
import { isTnef, readTnef } from './embedded/tnef.ts';
import { findYencFiles } from './embedded/yenc.ts';
import type { Draft, Parts } from './parts.ts';
import { readStructure, type Structure } from './structure.ts';
import { findUuFiles } from './transfer/uuencode.ts';

export function unwrap(structure: Structure, draft: Draft, bytes: Uint8Array): void {
  const { parts, limits } = structure;
  if (draft.depth >= limits.depth) return;
  const type = draft.part.declaredType ?? '';
  if (isTnef(bytes)) unwrapTnef(parts, draft, bytes);
  else if (isCms(draft)) unwrapCms(structure, draft, bytes);
  else if (draft.within[0] === 'multipart/encrypted') markEncrypted(parts, draft);
  else if (draft.entity && (type === '' || type.startsWith('text/') || type === 'application/octet-stream')) {
    unwrapText(structure, draft, bytes);
  }
}

function unwrapTnef(parts: Parts, draft: Draft, bytes: Uint8Array): void {
  parts.defect('MIME_TNEF', draft.part.names.join(', '), draft.part.n);
  const { contents, damaged } = readTnef(bytes);
  if (damaged) parts.defect('MIME_EMBEDDED_DAMAGED', 'TNEF', draft.part.n);
  for (const content of contents) {
    if (!parts.add({ ...content, parent: draft, origin: 'tnef', seenBy: ['walker'] })) return;
  }
}

/** RFC 8551 section 3.2, and the name by which it is known where the type was lost (section 3.2.1). */
function isCms({ part, entity }: Draft): boolean {
  const type = part.declaredType ?? '';
  if (type === 'application/pkcs7-mime' || type === 'application/x-pkcs7-mime') return true;
  return entity !== undefined && type === 'application/octet-stream' && part.names.some((name) => /\.p7m$/i.test(name));
}

function unwrapCms(structure: Structure, draft: Draft, bytes: Uint8Array): void {
  const { part } = draft;
  const cms = readCms(bytes);
  switch (cms.kind) {
    case 'signed':
      readStructure(structure, draft, cms.content);
      return;
    case 'encrypted':
      part.status = 'encrypted';
      structure.parts.defect('MIME_ENCRYPTED_SMIME', part.names.join(', '), part.n);
      return;
    case 'unknown':
      part.status = 'unopened';
      structure.parts.defect('MIME_EMBEDDED_DAMAGED', 'S/MIME', part.n);
      return;
    case 'detached':
      return;
    default:
      cms satisfies never;
  }
}

/** RFC 3156 section 4: the first part says the version, the second is the message. */
function markEncrypted(parts: Parts, { part }: Draft): void {
  if (part.declaredType === 'application/pgp-encrypted') return;
  part.status = 'encrypted';
  parts.defect('MIME_ENCRYPTED_PGP', part.names.join(', '), part.n);
}

function unwrapText({ parts, limits }: Structure, draft: Draft, bytes: Uint8Array): void {
  const { n } = draft.part;
  if (isPgpMessage(bytes)) markEncrypted(parts, draft);
  for (const { name, bytes: content, truncated } of findUuFiles(bytes, limits.parts)) {
    parts.defect('MIME_UUENCODE', name, n);
    if (truncated) parts.defect('MIME_EMBEDDED_DAMAGED', name, n);
    if (!parts.add({ parent: draft, origin: 'uuencode', seenBy: ['walker'], names: [name], bytes: content })) return;
  }
  for (const { name, bytes: content, truncated } of findYencFiles(bytes, limits.parts)) {
    parts.defect('MIME_YENC', name, n);
    if (truncated) parts.defect('MIME_EMBEDDED_DAMAGED', name, n);
    if (!parts.add({ parent: draft, origin: 'yenc', seenBy: ['walker'], names: [name], bytes: content })) return;
  }
}

const armor = '-----BEGIN PGP MESSAGE-----';
/** Version, comments and the first line of content stand within this. */
const armorHeaders = 2048;

/** RFC 9580 section 6.2: armor header line, headers, lines of base64, and tail line; prose about it has no such lines. */
function isPgpMessage(content: Uint8Array): boolean {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const start = bytes.indexOf(armor);
  if (start < 0 || (start > 0 && bytes[start - 1] !== 0x0a)) return false;
  const beginning = bytes.toString('latin1', start, start + armorHeaders);
  return /\n[A-Za-z0-9+/]{48,76}={0,2}\r*\n/.test(beginning) && bytes.includes('\n-----END PGP MESSAGE-----', start);
}
