/** Writes refusals to the log without anybody waiting for it: so many at a time, so many in the queue, and the rest are counted and let go. */
import type { LogStore, Rejection } from '#core/ports/log-store.ts';

import type { Diary } from './diary.ts';

export interface RejectionsOptions {
  log: Pick<LogStore, 'reject'>;
  diary: Diary;
  /** How many may wait. */
  room?: number;
  /** How many are being written at once. */
  writers?: number;
}

/** A flood of refusals must not cost more memory than mail does: about 2 MB. */
const usualRoom = 5_000;
const usualWriters = 8;

export class Rejections {
  readonly #options: Required<RejectionsOptions>;
  readonly #waiting: Rejection[] = [];
  #writing = 0;
  #lost = 0;
  #failed = 0;
  #idle = Promise.withResolvers<void>();

  constructor({ room = usualRoom, writers = usualWriters, ...options }: RejectionsOptions) {
    this.#options = { ...options, room, writers };
  }

  /** In the shape of `LogStore.reject`; resolves at once. */
  readonly reject = async (rejection: Rejection): Promise<void> => {
    if (this.#waiting.length >= this.#options.room) this.#lost += 1;
    else this.#waiting.push(rejection);
    this.#work();
  };

  /** Waits for what is in the queue, `grace` milliseconds at most. */
  async drain(grace: number): Promise<void> {
    if (this.#writing === 0) return this.#report();
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, grace);
    await Promise.race([this.#idle.promise, promise]);
    clearTimeout(timer);
    this.#lost += this.#waiting.splice(0).length;
    this.#report();
  }

  #work(): void {
    while (this.#writing < this.#options.writers) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      this.#writing += 1;
      void this.#write(next);
    }
  }

  async #write(rejection: Rejection): Promise<void> {
    try {
      await this.#options.log.reject(rejection);
    } catch (error) {
      if (this.#failed === 0) this.#options.diary.error('A refusal could not be written to the log', { error });
      this.#failed += 1;
    }
    this.#writing -= 1;
    this.#work();
    if (this.#writing === 0) this.#rest();
  }

  #rest(): void {
    this.#report();
    this.#idle.resolve();
    this.#idle = Promise.withResolvers();
  }

  /** Once for each flood or outage, when it is over. */
  #report(): void {
    const [lost, failed] = [this.#lost, this.#failed];
    [this.#lost, this.#failed] = [0, 0];
    if (lost + failed > 0) this.#options.diary.warn('Refusals are missing from the log', { lost, failed });
  }
}
