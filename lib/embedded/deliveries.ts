/** The delivery queue at work: fresh copies at once, deferred ones when they are due, each batch one attempt. */
import { attempt, batches, type DeliveryHouse } from '#core/deliver/deliver.ts';
import { finish } from '#core/journey.ts';
import { isMoving, type RecipientState } from '#core/record/state.ts';
import type { Reporter } from './reporter.ts';

export interface DeliveriesOptions {
  house: DeliveryHouse;
  /** Attempts at once. */
  concurrency: number;
  report: Reporter;
}

export interface Deliveries {
  /** Copies that were just queued. */
  offer(copies: RecipientState[]): void;
  /** Looks now for what is due, instead of at the next poll. */
  wake(): Promise<void>;
  pending(): number;
  /** Starts no more attempts; gives those under way `grace` milliseconds. */
  close(grace: number): Promise<void>;
}

const pollInterval = 1_000;
const pollBatch = 1_000;
/** Beyond this many the poll brings them: the store is the queue, this list only saves a look-up. */
const longestQueue = 5_000;

export function createDeliveries({ house, concurrency, report }: DeliveriesOptions): Deliveries {
  const queue: RecipientState[][] = [];
  const known = new Set<string>();
  const running = new Set<Promise<void>>();
  const giveUp = new AbortController();
  let closed = false;

  const keyOf = (copy: RecipientState): string => `${copy.id}/${copy.r}`;

  function offer(copies: RecipientState[]): void {
    if (closed || queue.length > longestQueue) return;
    const fresh = copies.filter((copy) => isMoving(copy.state) && !known.has(keyOf(copy)));
    for (const copy of fresh) known.add(keyOf(copy));
    queue.push(...batches(fresh));
    pump();
  }

  function pump(): void {
    while (!closed && running.size < concurrency) {
      const batch = queue.shift();
      if (!batch) return;
      const run = deliver(batch).finally(() => {
        running.delete(run);
        pump();
      });
      running.add(run);
    }
  }

  async function deliver(batch: RecipientState[]): Promise<void> {
    try {
      for (const id of await attempt(batch, house, giveUp.signal)) await finish(id, await house.copies.of(id), house);
    } catch (error) {
      report.error('a delivery could not be recorded', { id: batch[0]?.id, error });
    } finally {
      for (const copy of batch) known.delete(keyOf(copy));
    }
  }

  async function poll(): Promise<void> {
    if (queue.length < longestQueue) offer(await house.copies.due(house.clock(), pollBatch));
  }

  const timer = setInterval(() => {
    poll().catch((error: unknown) => report.error('due deliveries could not be listed', { error }));
  }, pollInterval);

  return {
    offer,
    wake: poll,
    pending: () => queue.length + running.size,
    async close(grace) {
      closed = true;
      clearInterval(timer);
      const late = setTimeout(() => giveUp.abort(), grace);
      await Promise.all(running);
      clearTimeout(late);
    },
  };
}
