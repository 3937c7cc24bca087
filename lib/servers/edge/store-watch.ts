/** Is the store there? Asked every half minute; one answer that is missing says nothing yet, three in a row do. */
import type { Clock } from '#core/ports/clock.ts';

import type { Diary } from './diary.ts';

export interface StoreWatchOptions {
  /** Rejects when the store does not answer. */
  probe: () => Promise<void>;
  clock: Clock;
  diary: Diary;
  /** Told again and again. */
  seen: (reachable: boolean) => void;
  /** Milliseconds between two looks. */
  interval?: number;
}

const usualInterval = 30_000;
const intervalsWithout = 3;

export interface StoreWatch {
  look(): Promise<void>;
  stop(): void;
}

export function watchStore({ probe, clock, diary, seen, interval = usualInterval }: StoreWatchOptions): StoreWatch {
  let last = -Infinity;
  let failing = false;
  const look = async (): Promise<void> => {
    try {
      await probe();
      last = clock();
      if (failing) diary.info('The store answers again');
      failing = false;
    } catch (error) {
      if (!failing) diary.error('The store does not answer', { error });
      failing = true;
    }
    tell();
  };
  const tell = (): void => seen(clock() - last < intervalsWithout * interval);
  // A look that hangs is itself a sign.
  const timer = setInterval(() => {
    tell();
    void look();
  }, interval).unref();
  return { look, stop: () => clearInterval(timer) };
}
