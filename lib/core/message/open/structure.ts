/** Reads the MIME structure of a message with our own walker, in every way that its ambiguities allow, and enters the parts. */
import { hash } from 'node:crypto';

import { isUtf7 } from '../charset.ts';
import { type DefectCode, defects } from './codes.ts';
import type { OpenLimits } from './limits.ts';
import type { Draft, Parts } from './parts.ts';
import { type Candidate, unite } from './unite.ts';
import { bareCrToLf, hasBareCr } from './walker/lines.ts';
import { otherReaders, type Reader, usualReader } from './walker/reader.ts';
import { type Leaf, walk, type Walked } from './walker/walk.ts';

export interface Structure {
  parts: Parts;
  limits: OpenLimits;
  /** Other readings that may still be made, of the message and of those within it. */
  readingsLeft: number;
  /** SHA-256 of the messages that were read: a second copy has nothing new, and a reading may contain what it was read from. */
  read: Set<string>;
}

const messageTypes = new Set(['message/rfc822', 'message/global', 'message/news']);

/** Of a message by what MIME says: parts of a digest need no Content-Type for it. */
export const isMessage = ({ entity, part }: Draft): boolean =>
  messageTypes.has(entity?.type ?? part.declaredType ?? '');

/** Enters the parts of the message that `message` holds, and of all messages within it. */
export function readStructure(structure: Structure, message: Draft, raw: Uint8Array): Walked | undefined {
  const { parts, limits, read } = structure;
  const sha256 = raw === message.bytes ? message.part.sha256 : hash('sha256', raw);
  if (read.has(sha256)) return undefined;
  read.add(sha256);
  if (message.depth >= limits.depth) {
    parts.limit('depth', 'MIME_TOO_DEEP', `${limits.depth} messages and multiparts within each other`);
    return undefined;
  }
  const bareCr = hasBareCr(raw);
  // Without any LF there is only one way to find lines in it.
  const lines = bareCr && !raw.includes(0x0a) ? bareCrToLf(raw) : raw;
  const walked = walkAs(structure, message, lines, usualReader);
  if (bareCr && lines === raw) walked.ambiguities.add('bareCr');
  const known = walked.leaves.flatMap((leaf) => addLeaf(parts, message, leaf) ?? []);
  for (const reader of otherReaders(walked.ambiguities)) {
    known.push(...readOtherwise(structure, message, lines, known, reader));
  }
  report(parts, walked, message);
  for (const draft of known) observeEntity(parts, draft);
  for (const draft of known) {
    if (isMessage(draft) && draft.bytes) readStructure(structure, draft, draft.bytes);
  }
  return walked;
}

function walkAs({ limits }: Structure, message: Draft, raw: Uint8Array, reader: Reader): Walked {
  const bytes = reader.bareCr === 'line end' ? bareCrToLf(raw) : raw;
  return walk(bytes, reader, { depth: limits.depth - message.depth, parts: limits.parts });
}

function readOtherwise(
  structure: Structure,
  message: Draft,
  raw: Uint8Array,
  known: readonly Draft[],
  reader: Reader,
): Draft[] {
  if (structure.readingsLeft <= 0) {
    structure.parts.limit('readings', 'MIME_TOO_MANY_READINGS', 'ambiguous messages within each other');
    return [];
  }
  structure.readingsLeft--;
  const { leaves } = walkAs(structure, message, raw, reader);
  return unite(structure.parts, message, known, leaves.map(candidateOf), 'walker');
}

function addLeaf(parts: Parts, parent: Draft, leaf: Leaf): Draft | undefined {
  if (leaf.bytes.length === 0 && leaf.entity.names.length === 0 && leaf.entity.declaredType === undefined)
    return undefined;
  return parts.add({ ...candidateOf(leaf), parent, origin: leaf.origin, seenBy: ['walker'] });
}

function candidateOf({ entity, bytes, within }: Leaf): Candidate {
  return {
    names: entity.names,
    declaredType: entity.declaredType,
    ...(entity.disposition && { disposition: entity.disposition }),
    contentId: entity.contentId,
    bytes,
    entity,
    within,
  };
}

function report(parts: Parts, walked: Walked, message: Draft): void {
  for (const { code, evidence } of walked.oddities) {
    if (Object.hasOwn(defects, code)) parts.defect(code as DefectCode, evidence, message.part.n);
  }
  if (walked.ambiguities.has('delimiter')) parts.defect('MIME_BOUNDARY_INEXACT', undefined, message.part.n);
  for (const limit of walked.limits) parts.limits.add(limit);
}

function observeEntity(parts: Parts, { part, entity }: Draft): void {
  if (part.declaredType === 'message/partial') parts.defect('MIME_PARTIAL', undefined, part.n);
  if (part.declaredType === 'message/external-body') parts.defect('MIME_EXTERNAL_BODY', undefined, part.n);
  if (!isUtf7(entity?.charset)) return;
  parts.defect(entity?.type === 'text/html' ? 'MIME_HTML_UTF7' : 'MIME_CHARSET_UTF7', entity?.charset, part.n);
}
