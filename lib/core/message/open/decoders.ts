/** Lets the two other decoders read the message and unites what they see with what the walker saw. */
import { mailparser } from './decoders/mailparser.ts';
import { postalMime } from './decoders/postal-mime.ts';
import type { Decoder, ReadLeaf } from './decoders/reading.ts';
import type { Opened } from './opened.ts';
import type { Draft, Parts } from './parts.ts';
import { isMessage } from './structure.ts';
import { type Candidate, unite } from './unite.ts';

export type DecoderReport = Opened['decoders'][number];

/** Far more than either takes for the largest message. */
const timeLimit = 30_000;

export async function readWithOthers(parts: Parts, message: Draft, raw: Uint8Array): Promise<DecoderReport[]> {
  const known = parts.drafts.slice(1);
  const seen = [...known];
  const reports: DecoderReport[] = [];
  for (const decoder of [mailparser, postalMime]) {
    const leaves = await readSafely(parts, decoder, raw);
    if (leaves) {
      seen.push(...unite(parts, message, seen, leaves.map(candidateOf), decoder.name));
      reportUnseen(parts, known, decoder);
    }
    reports.push({ name: decoder.name, version: decoder.version, ok: leaves !== undefined });
  }
  return reports;
}

/** Parts of the message itself; others need not look into messages within it. */
function reportUnseen(parts: Parts, known: readonly Draft[], decoder: Decoder): void {
  for (const draft of known) {
    const { n, parent, seenBy, size, declaredType } = draft.part;
    if (parent !== 0 || size === 0 || isMessage(draft) || seenBy.includes(decoder.name)) continue;
    parts.defect('MIME_DECODERS_DISAGREE', `not by ${decoder.name}: ${declaredType ?? 'no type'}`, n);
  }
}

/** Over its limits the message is unscannable already, and the others have no limits that would keep them from choking on it. */
async function readSafely(parts: Parts, decoder: Decoder, raw: Uint8Array): Promise<ReadLeaf[] | undefined> {
  if (parts.limits.size > 0) return undefined;
  try {
    return await withinTime(decoder.read(raw));
  } catch (error) {
    parts.defect('MIME_DECODER_FAILED', `${decoder.name}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

function withinTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer in ${timeLimit} ms`)), timeLimit);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function candidateOf(leaf: ReadLeaf): Candidate {
  return {
    names: leaf.names,
    declaredType: leaf.type,
    ...(leaf.disposition && { disposition: leaf.disposition === 'inline' ? 'inline' : 'attachment' }),
    contentId: leaf.contentId,
    bytes: leaf.bytes,
  };
}
