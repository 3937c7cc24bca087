/** The delivery queue at work: fresh copies at once, deferred ones when they are due, each batch one attempt. */
import { attempt, batches, type DeliveryHouse } from '#core/deliver/deliver.ts';
import { type Desk, finishAtRest } from '#core/journey.ts';
import { routeText } from '#core/record/fold.ts';
import { isMoving, type RecipientState } from '#core/record/state.ts';
import type { Reporter } from './reporter.ts';

export interface DeliveriesOptions {
  house: DeliveryHouse & Pick<Desk, 'states'>;
  /** Attempts at once. */
  concurrency: number;
  /** Of these by one route: a host that is slow or away must not keep the mailboxes and the other hosts waiting. */
  perRoute: number;
  report: Reporter;
  /** Told of copies as an attempt left them, when that is written down. */
  settled?: (copies: RecipientState[]) => void;
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

interface Lane {
  queue: RecipientState[][];
  running: number;
}

export function createDeliveries({ house, concurrency, perRoute, report, settled }: DeliveriesOptions): Deliveries {
  /** By route, in the order of their turns; only those in which something waits or runs. */
  const lanes = new Map<string, Lane>();
  let queued = 0;
  const known = new Set<string>();
  const running = new Set<Promise<void>>();
  const giveUp = new AbortController();
  let closed = false;

  const laneName = ([copy]: RecipientState[]): string => routeText(copy?.decision.route);
  const keyOf = (copy: RecipientState): string => `${copy.id}/${copy.r}`;

  function offer(copies: RecipientState[]): void {
    if (closed || queued > longestQueue) return;
    const fresh = copies.filter((copy) => isMoving(copy.state) && !known.has(keyOf(copy)));
    for (const copy of fresh) known.add(keyOf(copy));
    for (const batch of batches(fresh)) enqueue(batch);
    pump();
  }

  function enqueue(batch: RecipientState[]): void {
    const route = laneName(batch);
    const lane = lanes.get(route) ?? { queue: [], running: 0 };
    lanes.set(route, lane);
    lane.queue.push(batch);
    queued++;
  }

  function pump(): void {
    while (running.size < concurrency) {
      const ready = [...lanes].find(([, lane]) => lane.queue.length > 0 && lane.running < perRoute);
      const batch = closed ? undefined : ready?.[1].queue.shift();
      if (!ready || !batch) return;
      queued--;
      start(batch, ...ready);
    }
  }

  /** Its lane goes behind the others. */
  function start(batch: RecipientState[], route: string, lane: Lane): void {
    lanes.delete(route);
    lanes.set(route, lane);
    lane.running++;
    const run = deliver(batch).finally(() => {
      running.delete(run);
      lane.running--;
      if (lane.running + lane.queue.length === 0) lanes.delete(route);
      pump();
    });
    running.add(run);
  }

  async function deliver(batch: RecipientState[]): Promise<void> {
    try {
      const written = await attempt(batch, house, giveUp.signal);
      settled?.(written);
      const resting = written.find(({ state }) => !isMoving(state));
      if (resting) await finishAtRest(resting.id, house);
    } catch (error) {
      report.error('a delivery could not be recorded', { id: batch[0]?.id, error });
    } finally {
      for (const copy of batch) known.delete(keyOf(copy));
    }
  }

  async function poll(): Promise<void> {
    if (queued < longestQueue) offer(await house.copies.due(house.clock(), pollBatch));
  }

  const timer = setInterval(() => {
    poll().catch((error: unknown) => report.error('due deliveries could not be listed', { error }));
  }, pollInterval);

  return {
    offer,
    wake: poll,
    pending: () => queued + running.size,
    async close(grace) {
      closed = true;
      clearInterval(timer);
      const late = setTimeout(() => giveUp.abort(), grace);
      await Promise.all(running);
      clearTimeout(late);
    },
  };
}
