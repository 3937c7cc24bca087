/** Holds another reading of a message against the parts that are known: what is new becomes a part, what is known gains a witness. */
import type { DecoderName } from './opened.ts';
import type { Draft, NewPart, Parts } from './parts.ts';
import { fingerprint, sameButForBlanks } from './same.ts';

export type Candidate = Pick<NewPart, 'names' | 'declaredType' | 'disposition' | 'contentId' | 'entity' | 'within'> & {
  bytes: Uint8Array;
};

/** How far ahead of the last match the next is looked for before all parts are searched by fingerprint. */
const lookAhead = 4;

/** The known parts of one message in document order, and where the reading stands among them. */
export class Known {
  readonly #drafts: readonly Draft[];
  #at = 0;
  #prints: Map<number, Draft[]> | undefined;

  constructor(drafts: readonly Draft[]) {
    this.#drafts = drafts;
  }

  find(bytes: Uint8Array): Draft | undefined {
    for (let at = this.#at; at < this.#at + lookAhead; at++) {
      const draft = this.#drafts[at];
      if (draft?.bytes && sameButForBlanks(draft.bytes, bytes)) {
        this.#at = at + 1;
        return draft;
      }
    }
    return this.#byPrint(bytes);
  }

  #byPrint(bytes: Uint8Array): Draft | undefined {
    this.#prints ??= printsOf(this.#drafts);
    const same = this.#prints.get(fingerprint(bytes)) ?? [];
    return same.find((draft) => draft.bytes && sameButForBlanks(draft.bytes, bytes));
  }
}

function printsOf(drafts: readonly Draft[]): Map<number, Draft[]> {
  const prints = new Map<number, Draft[]>();
  for (const draft of drafts) {
    const print = draft.bytes ? fingerprint(draft.bytes) : 0;
    const same = prints.get(print);
    if (same) same.push(draft);
    else prints.set(print, [draft]);
  }
  return prints;
}

/** The parts that only this reading has. */
export function unite(
  parts: Parts,
  parent: Draft,
  known: readonly Draft[],
  reading: readonly Candidate[],
  by: DecoderName,
): Draft[] {
  const search = new Known(known);
  const added: Draft[] = [];
  for (const candidate of reading) {
    if (candidate.bytes.length === 0 && !candidate.names?.length) continue;
    const same = search.find(candidate.bytes);
    if (same) witness(same, candidate, by);
    else {
      const draft = parts.add({ ...candidate, parent, origin: 'mime', seenBy: [by] });
      if (!draft) break;
      added.push(draft);
      parts.defect('MIME_DECODERS_DISAGREE', `${by}: ${candidate.declaredType ?? 'no type'}`, draft.part.n);
    }
  }
  return added;
}

function witness({ part }: Draft, candidate: Candidate, by: DecoderName): void {
  if (!part.seenBy.includes(by)) part.seenBy.push(by);
  for (const name of candidate.names ?? []) if (!part.names.includes(name)) part.names.push(name);
}
