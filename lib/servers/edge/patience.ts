/** Tries until it works: at first soon, then every half minute. */
import { setTimeout as sleep } from 'node:timers/promises';

const first = 500;
const longest = 30_000;

/** Rejects with the reason of `signal` alone. `failed` is told of every failure but that. */
export async function untilDone<T>(
  work: () => Promise<T>,
  failed: (error: unknown) => void,
  signal: AbortSignal,
  wait = first,
): Promise<T> {
  for (let pause = wait; ; pause = Math.min(longest, pause * 2)) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      failed(error);
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
}
