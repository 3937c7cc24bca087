/** The life of the edge's process: from its start to the signal that ends it. */
import { timing } from '#wiring/timing.ts';

import type { Diary } from './diary.ts';
import type { Edge } from './edge.ts';

/** Whatever still hangs then (a request to a store that does not answer) has no answer to wait for: nobody was told 250. */
const lastMoment = (timing.drain + 6) * 1000;

/** Ends the process: with status 0 after an end in order, 1 when it could not start. `start` gets a signal that says: no longer. */
export async function runUntilTold(diary: Diary, start: (signal: AbortSignal) => Promise<Edge>): Promise<never> {
  const told = new AbortController();
  const end = new Promise<void>((resolve) => told.signal.addEventListener('abort', () => resolve()));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => told.abort(new Error(signal)));
  const edge = await start(told.signal).catch((error: unknown) => {
    if (told.signal.aborted) return leave(diary, 0);
    diary.error('The edge cannot start', { error });
    return leave(diary, 1);
  });
  process.on('SIGHUP', () => void edge.renew());
  diary.info('ready', edge.ports);
  await end;
  await drain(edge, diary);
  return leave(diary, 0);
}

async function drain(edge: Edge, diary: Diary): Promise<void> {
  diary.info('ending: messages that are coming in are finished');
  const timer = setTimeout(() => {
    diary.error('Something hangs: the rest is cut');
    leave(diary, 0);
  }, lastMoment);
  await edge.drain();
  clearTimeout(timer);
}

/** Connections to the stores would keep the process for a while. */
function leave(diary: Diary, status: number): never {
  diary.info('ended', { status });
  process.exit(status);
}
