/** Several callers share one wait for the disk: what arrives while a group is being made durable forms the next group. */

interface Waiting<Item, Outcome> {
  item: Item;
  resolve: (outcome: Outcome) => void;
  reject: (reason: unknown) => void;
}

/** What became of one item of a group; one that failed does not spoil the others. */
export type Settled<Outcome> = { ok: true; value: Outcome } | { ok: false; error: unknown };

export class GroupCommit<Item, Outcome> {
  readonly #flush: (items: readonly Item[]) => Promise<Settled<Outcome>[]>;
  readonly #limit: number;
  #waiting: Waiting<Item, Outcome>[] = [];
  #running: Promise<void> | undefined;

  /** `flush` makes a group durable and answers for every item, in order; when it throws, the whole group has failed. */
  constructor(flush: (items: readonly Item[]) => Promise<Settled<Outcome>[]>, limit = Infinity) {
    this.#flush = flush;
    this.#limit = limit;
  }

  add(item: Item): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing is waiting any more. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    // What the other sockets of this turn of the event loop bring goes into the same group.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) await this.#settle(this.#waiting.splice(0, this.#limit));
    this.#running = undefined;
  }

  async #settle(group: Waiting<Item, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.#flush(group.map(({ item }) => item));
      group.forEach(({ resolve, reject }, index) => {
        const outcome = outcomes[index];
        if (outcome?.ok) resolve(outcome.value);
        else reject(outcome ? outcome.error : new Error('a group left one of its items without an answer'));
      });
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}
