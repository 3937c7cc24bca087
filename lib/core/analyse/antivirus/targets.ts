/** Which bytes of a message an engine of patterns or signatures is given, each content once. Shared by the examiners that scan bytes. */
import { decoderNames, type Part } from '../../message/open/opened.ts';
import type { Subject } from '../examiner.ts';

/** One content, and every part that has it; `undefined` in `parts` stands for the whole message. */
export interface Target {
  bytes: Uint8Array;
  parts: (number | undefined)[];
}

export interface Targets {
  targets: Target[];
  /** Parts that should have been scanned and have no bytes to scan, though nobody called them encrypted or unopened. */
  unread: number[];
}

/** Above this a text is scanned on its own too: engines cut what they normalise. */
const plainTextLimit = 256 * 1024;

/**
 * The whole message first, then the parts. Left out are: empty parts; containers, whose parts come themselves; and of the parts that all
 * decoders read alike as ordinary text those that `pointless` names. What `open` calls encrypted or unopened has its defect from there.
 */
export function targetsOf({ raw, message }: Subject, pointless: (part: Part) => boolean): Targets {
  const byContent = new Map<string, Target>();
  const whole: Target = { bytes: raw, parts: [undefined] };
  const unread: number[] = [];
  for (const part of message.opened.parts) {
    if (!isWorthScanning(part) || (isOrdinaryText(part) && pointless(part))) continue;
    const known = byContent.get(part.sha256);
    const bytes = known?.bytes ?? message.bytes(part.n);
    if (known) known.parts.push(part.n);
    else if (bytes && bytes.length > 0) byContent.set(part.sha256, { bytes, parts: [part.n] });
    else if (!bytes && (part.status === 'opened' || part.status === 'truncated')) unread.push(part.n);
  }
  return { targets: [whole, ...byContent.values()], unread };
}

function isWorthScanning(part: Part): boolean {
  if (part.origin === 'message' && part.parent === undefined) return false;
  return part.size > 0 && part.declaredType?.startsWith('multipart/') !== true;
}

/** A small MIME part of its own that is text or HTML for every decoder and by every sign. */
function isOrdinaryText(part: Part): boolean {
  const declared =
    part.declaredType === undefined || /^(?:text\/[\w.+-]+|message\/delivery-status)$/.test(part.declaredType);
  return (
    declared &&
    part.origin === 'mime' &&
    part.size <= plainTextLimit &&
    part.status === 'opened' &&
    part.seenBy.length === decoderNames.length &&
    part.types.every((type) => type.class === 'text' || type.class === 'html')
  );
}

/** What one target showed; `key` tells equal facts. */
export interface Sighting {
  key: string;
  part: number | undefined;
}

/** An archive and the message around it show what an entry shows: only the innermost is kept. */
export function innermost<T extends Sighting>(sightings: readonly T[], parts: readonly Part[]): T[] {
  const parentOf = new Map(parts.map((part) => [part.n, part.parent]));
  const outer = new Set<string>();
  for (const { key, part } of sightings) {
    if (part === undefined) continue;
    outer.add(`${key}@`);
    let around = parentOf.get(part);
    for (let depth = 0; around !== undefined && depth < parts.length; depth++) {
      outer.add(`${key}@${around}`);
      around = parentOf.get(around);
    }
  }
  return sightings.filter(({ key, part }) => !outer.has(`${key}@${part ?? ''}`));
}
