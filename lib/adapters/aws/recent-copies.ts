/** Copies as this process read or wrote them last: who moves one on has read it a moment ago, and need not read it again. */
import type { RecipientState } from '#core/record/state.ts';
import type { DecidedCopy } from './items.ts';

/** Two messages for a hundred recipients each: most copies have some kilobytes, but one with many reasons has a hundred times that. */
const most = 200;

export class RecentCopies {
  /** The one kept last stands last. */
  readonly #copies = new Map<string, DecidedCopy>();

  /** What this one comes after. It may have been overtaken since: who builds on it writes on condition of its version. */
  before({ id, r, v }: RecipientState): DecidedCopy | undefined {
    const copy = this.#copies.get(`${id} ${r}`);
    return copy?.v === v - 1 ? copy : undefined;
  }

  keep(copies: readonly DecidedCopy[]): void {
    for (const copy of copies) {
      const key = `${copy.id} ${copy.r}`;
      this.#copies.delete(key);
      this.#copies.set(key, copy);
    }
    for (const oldest of this.#copies.keys()) {
      if (this.#copies.size <= most) return;
      this.#copies.delete(oldest);
    }
  }
}
