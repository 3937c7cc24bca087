/** CitrusMail under the bench: a serving process of its own on a data directory of its own, and the ledger of what became of the mail. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { type Filter, startFilter } from '../../test/support/filter.ts';
import { type Ledger, makeLedger } from './ledger.ts';
import { benchDomain } from './letters.ts';
import { type Letter, sendAll, type Taken } from './load.ts';
import { connections, type Figures, type Loads, measure } from './measure.ts';
import { type Sink, startSink } from './sink.ts';

export async function measureOurs(loads: Loads): Promise<{ figures: Figures; ledger: Ledger }> {
  return withFilter(async (filter, sink) => {
    const { sent, ...figures } = await measure(
      {
        name: 'CitrusMail: spam, three anti-virus engines, three decoders',
        smtp: filter.smtp,
        pids: [filter.pid],
        settled: () => settled(filter),
      },
      loads,
      sink,
    );
    return { figures, ledger: await makeLedger(filter, loads.full, sent, sink) };
  });
}

/** Ends the process without warning `kills` times in the middle of the mail, and starts it again on the same directory. */
export async function killOurs(mail: Letter[], kills: number): Promise<Ledger> {
  const sent = new Map<string, Taken>();
  return withFilter(async (first, sink, restart) => {
    let filter = first;
    for (let kill = 1; kill <= kills; kill++) {
      // Mail comes in faster than it goes out: counted together, the kills fall into both.
      const enough = (2 * mail.length * kill) / (kills + 1);
      const sending = startSending(filter, mail, sent);
      while (sent.size + sink.total() < enough) await new Promise((resolve) => setTimeout(resolve, 5));
      sending.stop();
      console.log(`SIGKILL after ${sent.size} acknowledged, ${sink.total()} delivered`);
      filter = await restart();
      await sending.ended;
    }
    await startSending(filter, mail, sent).ended;
    await settled(filter);
    return makeLedger(filter, mail, sent, sink);
  });
}

type Work<T> = (filter: Filter, sink: Sink, restart: () => Promise<Filter>) => Promise<T>;

async function withFilter<T>(work: Work<T>): Promise<T> {
  const dataDir = join(import.meta.dirname, '..', '..', '.cache', `bench-main-${process.pid}`);
  const sink = await startSink();
  const directory = {
    v: 1 as const,
    domains: [{ name: benchDomain, route: { smtp: sink.address }, unknown: 'accept' as const }],
  };
  let filter = await startFilter({ dataDir, directory });
  try {
    return await work(filter, sink, async () => {
      await filter.kill();
      return (filter = await startFilter({ dataDir }));
    });
  } finally {
    await filter.stop();
    await sink.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Sends what has not been acknowledged yet. */
function startSending(
  filter: Filter,
  mail: Letter[],
  sent: Map<string, Taken>,
): { stop(): void; ended: Promise<void> } {
  let stopped = false;
  function* letters(left: Letter[]): Generator<Letter> {
    for (const letter of left) {
      if (stopped) return;
      yield letter;
    }
  }
  const left = mail.filter(({ recipient }) => !sent.has(recipient));
  const ended = sendAll(filter.smtp, letters(left), connections, (taken) => {
    if (taken.reply !== '') sent.set(taken.letter.recipient, taken);
  });
  return { stop: () => void (stopped = true), ended };
}

/** Until nothing waits and nothing moves. */
async function settled(filter: Filter): Promise<void> {
  while (!(await filter.idle())) await new Promise((resolve) => setTimeout(resolve, 100));
}
