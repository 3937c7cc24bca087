/** Takes committed messages through the journey: a few at a time, those that wait again when they are due. */
import { type House, journey } from '#core/journey.ts';
import type { RecipientState } from '#core/record/state.ts';
import type { Reporter } from './reporter.ts';

export interface IntakeOptions {
  house: House;
  /** Messages in the journey at once. */
  concurrency: number;
  /** Called with the copies of each decided message. */
  decided: (copies: RecipientState[]) => void;
  report: Reporter;
}

export interface Intake {
  /** A message was committed. */
  arrived(id: string): void;
  /** Messages left by a former process: those that it may have died over each alone. Returns how many there are. */
  recover(): Promise<number>;
  /** Everything that waits is tried now: an engine is back. */
  wake(): Promise<void>;
  /** Messages not yet decided that this process knows of. */
  pending(): number;
  /** Takes no more, and resolves when what is in the journey has come out of it. */
  close(): Promise<void>;
}

const pollInterval = 1_000;
const pollBatch = 500;
const retryInterval = 10_000;
/** Further than any wait or lease reaches. */
const anyTime = 24 * 60 * 60_000;

export function createIntake({ house, concurrency, decided, report }: IntakeOptions): Intake {
  const queue: string[] = [];
  /** Messages that a worker or a process broke over, with others perhaps: each runs alone, so that only the guilty one breaks twice. */
  const suspects: string[] = [];
  const known = new Set<string>();
  /** When those are tried again over which our own store failed. */
  const failed = new Map<string, number>();
  const running = new Set<Promise<void>>();
  let closed = false;
  let alone = false;

  function add(id: string, to: string[]): void {
    if (closed || known.has(id)) return;
    known.add(id);
    to.push(id);
    pump();
  }
  const arrived = (id: string): void => add(id, queue);
  const suspected = (id: string): void => add(id, suspects);

  function pump(): void {
    while (!alone && running.size < concurrency) {
      if (closed) return;
      const suspect = suspects.length > 0;
      if (suspect && running.size > 0) return;
      const id = suspect ? suspects.shift() : queue.shift();
      if (id === undefined) return;
      alone = suspect;
      const run = take(id).finally(() => {
        running.delete(run);
        if (suspect) alone = false;
        pump();
      });
      running.add(run);
    }
  }

  async function take(id: string): Promise<void> {
    try {
      const outcome = await journey(id, house);
      known.delete(id);
      if (outcome.kind === 'decided') decided(outcome.copies);
      if (outcome.kind === 'broke') {
        report.warn('a worker broke over a message', { id, error: outcome.error });
        suspected(id);
      }
    } catch (error) {
      // Our own store failed, perhaps before it knew of the message, so that its poll cannot find it: it stays known here.
      failed.set(id, house.clock() + retryInterval);
      report.error('a message could not be taken through the journey', { id, error });
    }
  }

  function retry(now: number): void {
    for (const [id, due] of failed) {
      if (due > now) continue;
      failed.delete(id);
      queue.push(id);
    }
    pump();
  }

  async function poll(until: number): Promise<void> {
    retry(until);
    for (const state of await house.states.due(until, pollBatch)) arrived(state.id);
  }

  const timer = setInterval(() => {
    poll(house.clock()).catch((error: unknown) => report.error('waiting messages could not be listed', { error }));
  }, pollInterval);

  return {
    arrived,
    async recover() {
      let found = 0;
      for await (const id of house.messages.incoming()) {
        found++;
        const state = await house.states.get(id);
        if (state && state.open < 0 && state.tries > 0) suspected(id);
        else arrived(id);
      }
      return found;
    },
    wake: () => poll(house.clock() + anyTime),
    pending: () => queue.length + suspects.length + failed.size + running.size,
    async close() {
      closed = true;
      clearInterval(timer);
      await Promise.all(running);
    },
  };
}
