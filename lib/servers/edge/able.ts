/** Whether this task can do its work: every condition, and whoever wants to know of a change. */

export type Condition = 'certificate' | 'rules' | 'store' | 'serving';
const all: readonly Condition[] = ['certificate', 'rules', 'store', 'serving'];

export class Able {
  readonly #met = new Set<Condition>();
  readonly #changed: (able: boolean, missing: Condition[]) => void;

  constructor(changed: (able: boolean, missing: Condition[]) => void) {
    this.#changed = changed;
  }

  set(condition: Condition, met: boolean): void {
    const before = this.missing.length === 0;
    if (met) this.#met.add(condition);
    else this.#met.delete(condition);
    const able = this.missing.length === 0;
    if (able !== before) this.#changed(able, this.missing);
  }

  get missing(): Condition[] {
    return all.filter((condition) => !this.#met.has(condition));
  }
}
