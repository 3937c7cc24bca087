/** Every minute: what is due is announced; what others left undone, because they died or were not heard, is done. Safe beside all others, and itself. */
import { finish } from '#core/journey.ts';
import { expireHeld } from '#core/operate/expire.ts';
import type { Installation } from '#core/operate/operation.ts';
import { rescanHeld } from '#core/operate/rescan.ts';
import type { Clock } from '#core/ports/clock.ts';
import { metrics } from '#wiring/metrics.ts';
import type { Counts } from '../support/count.ts';
import { type Lying, lostBy, youngest } from './lost.ts';

export interface SweepParts {
  clock: Clock;
  stores: Installation['stores'];
  sendUnsent: (now: number, limit: number) => Promise<{ sent: number; left: number }>;
  lying: () => AsyncIterable<Lying>;
  start: (ids: string[]) => Promise<void>;
  deliver: (ids: string[]) => Promise<void>;
  count: (counts: Counts) => void;
  /** Throws `TimeIsUp` when that is so. */
  inTime: () => void;
}

/** The rest is for the next minute. */
export class TimeIsUp extends Error {
  override name = 'TimeIsUp';
}

const minute = 60_000;
const hour = 60 * minute;
/** Who decides announces the copies at once, who waits is announced for later: a second announcement would only cost. */
const grace = { copies: minute, messages: 2 * minute };
/** A queue that is long already must not grow by as much in every minute. */
const mostAtOnce = 2_000;
const lookedUpAtOnce = 25;

export async function announce({ clock, stores, start, deliver, count }: SweepParts): Promise<void> {
  const now = clock();
  const copies = await stores.copies.due(now, mostAtOnce);
  const due = copies.filter(({ state, due: at = 0 }) => state !== 'queued' || at + grace.copies <= now);
  const messages = await stores.states.due(now - grace.messages, mostAtOnce);
  await deliver([...new Set(due.map(({ id }) => id))]);
  await start(messages.map(({ id }) => id));
  count({ [metrics.overdue]: due.length + messages.length });
}

export async function archive({ clock, sendUnsent, inTime }: SweepParts): Promise<void> {
  for (;;) {
    inTime();
    const { sent, left } = await sendUnsent(clock(), mostAtOnce);
    if (sent === 0 || left > 0 || sent < mostAtOnce) return;
  }
}

export async function findLost(parts: SweepParts): Promise<void> {
  const now = parts.clock();
  let [unfinished, oldest] = [0, 0];
  let some: string[] = [];
  for await (const { id, since } of parts.lying()) {
    parts.inTime();
    const age = now - since;
    oldest = Math.max(oldest, age);
    if (age >= hour) unfinished++;
    if (age >= youngest) some.push(id);
    if (some.length < lookedUpAtOnce) continue;
    await lookAt(some, parts);
    some = [];
  }
  await lookAt(some, parts);
  parts.count({ [metrics.unfinished]: unfinished, [metrics.oldest]: Math.floor(oldest / minute) });
}

async function lookAt(ids: string[], { clock, stores, start, count }: SweepParts): Promise<void> {
  const found = await Promise.all(ids.map(async (id) => ({ id, lost: lostBy(await stores.states.get(id), clock()) })));
  await start(found.filter(({ lost }) => lost === 'start').map(({ id }) => id));
  for (const { id } of found.filter(({ lost }) => lost === 'finish')) {
    await finish(id, await stores.copies.of(id), stores);
    count({ [metrics.finished]: 1 });
  }
}

/** Old ones go; those that were held because an engine stayed away are looked at again. `installation` stops when time is up. */
export async function tidyQuarantine(installation: Installation): Promise<void> {
  await expireHeld(installation);
  await rescanHeld(installation);
}

/** So that what works through a long list ends in between two of its messages. */
export function untilTimeIsUp(installation: Installation, inTime: () => void): Installation {
  const { copies } = installation.stores;
  return {
    ...installation,
    stores: {
      ...installation.stores,
      copies: {
        create: (...given) => copies.create(...given),
        transitions: (next) => copies.transitions(next),
        due: (now, limit) => copies.due(now, limit),
        async of(id) {
          inTime();
          return copies.of(id);
        },
      },
    },
  };
}
