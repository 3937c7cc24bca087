/**
 * The main job, end to end: every message of the largest set through SMTP, opened, analysed, decided, delivered into a loopback sink.
 * A ledger says what became of each. `--kill N` ends the process N times in the middle, as a power cut would, and starts it again.
 */
import { parseArgs } from 'node:util';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { cellOf, percentile, printTable } from './support/figures.ts';
import { type Filter, startFilter } from '../test/support/filter.ts';
import { type Letter, sendAll, type Taken } from './support/load.ts';
import { benchDomain, letters } from './support/letters.ts';
import { comparePeers } from './support/peers.ts';
import { costOf, type Cost } from './support/processes.ts';
import { type Sink, startSink } from './support/sink.ts';
import { makeLedger, type Ledger } from './support/ledger.ts';

export const summary =
  'every message of the largest set through SMTP: fates, speed, CPU, memory; --kill N, --peers, --limit N, --json';

export interface Figures {
  system: string;
  messages: number;
  seconds: number;
  cpuMs: number;
  p50: number;
  p99: number;
  peakMb: number;
}

const connections = 20;

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      kill: { type: 'string' },
      limit: { type: 'string' },
      peers: { type: 'boolean' },
      json: { type: 'boolean' },
    },
  });
  const mail = letters(Number(values.limit ?? Infinity));
  console.log(
    `${mail.letters.length} messages of ${mail.set}, ${(mail.bytes / 1e6).toFixed(0)} MB, over ${connections} connections`,
  );
  const { figures, ledger } = await throughFilter(mail.letters, Number(values.kill ?? 0));
  printLedger(ledger);
  const all = [figures, ...(values.peers ? await comparePeers(mail.letters, connections) : [])];
  if (values.json) console.log(JSON.stringify({ figures: all, ledger }));
  else printFigures(all);
  if (!ledger.balanced) process.exitCode = 1;
}

async function throughFilter(mail: Letter[], kills: number): Promise<{ figures: Figures; ledger: Ledger }> {
  const sink = await startSink();
  const dataDir = join(import.meta.dirname, '..', '.cache', `bench-main-${process.pid}`);
  const directory = {
    v: 1 as const,
    domains: [{ name: benchDomain, route: { smtp: sink.address }, unknown: 'accept' as const }],
  };
  let filter = await startFilter({ dataDir, directory });
  const sent = new Map<string, Taken>();
  const before = costOf([filter.pid]);
  let spent: Cost = { cpuSeconds: 0, peakMb: 0 };
  const account = (): void => {
    const now = costOf([filter.pid]);
    spent = {
      cpuSeconds: spent.cpuSeconds + now.cpuSeconds - before.cpuSeconds,
      peakMb: Math.max(spent.peakMb, now.peakMb),
    };
  };
  const started = performance.now();
  try {
    const killAt = Array.from({ length: kills }, (_, index) => Math.round(((index + 1) * mail.length) / (kills + 1)));
    let left = mail;
    while (left.length > 0) {
      const killing = killAt.shift();
      await sendUntil(filter, left, sent, killing);
      if (killing !== undefined) {
        account();
        console.log(`SIGKILL after ${sent.size} acknowledged, ${sink.total()} delivered`);
        await filter.kill();
        filter = await startFilter({ dataDir });
      }
      left = mail.filter(({ recipient }) => !sent.has(recipient));
    }
    await settled(filter);
    const seconds = (performance.now() - started) / 1000;
    account();
    const ledger = await makeLedger(filter, mail, sent, sink);
    return { figures: figuresOf({ sent, sink, seconds, spent, messages: mail.length }), ledger };
  } finally {
    await filter.stop();
    await sink.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Sends what is left; with `killing`, only until that many are acknowledged in all. */
async function sendUntil(
  filter: Filter,
  left: Letter[],
  sent: Map<string, Taken>,
  killing: number | undefined,
): Promise<void> {
  function* bounded(): Generator<Letter> {
    for (const letter of left) {
      if (killing !== undefined && sent.size >= killing) return;
      yield letter;
    }
  }
  await sendAll(filter.smtp, bounded(), connections, (taken) => {
    if (taken.reply !== '') sent.set(taken.letter.recipient, taken);
  });
}

/** Until nothing waits and nothing moves. */
async function settled(filter: Filter): Promise<void> {
  while (!(await filter.idle())) await new Promise((resolve) => setTimeout(resolve, 50));
}

interface Run {
  sent: Map<string, Taken>;
  sink: Sink;
  seconds: number;
  spent: Cost;
  messages: number;
}

function figuresOf({ sent, sink, seconds, spent, messages }: Run): Figures {
  const waits = [...sent].flatMap(([recipient, { sentAt }]) => {
    const arrived = sink.arrivals.get(recipient)?.[0];
    return arrived === undefined ? [] : [arrived - sentAt];
  });
  return {
    system: 'CitrusMail (spam, three anti-virus engines, three decoders)',
    messages,
    seconds,
    cpuMs: (spent.cpuSeconds * 1000) / messages,
    p50: percentile(waits, 0.5),
    p99: percentile(waits, 0.99),
    peakMb: spent.peakMb,
  };
}

function printLedger({ counts, refused, lost, twice, balanced }: Ledger): void {
  console.log('\nLedger: one final or held state for each message');
  printTable(
    ['state', 'messages'],
    [...Object.entries(counts).map(([state, count]) => [state, String(count)]), ['refused in SMTP', String(refused)]],
  );
  console.log(`lost ${lost}, delivered more than once ${twice}: ${balanced ? 'it balances' : 'IT DOES NOT BALANCE'}\n`);
}

function printFigures(all: Figures[]): void {
  const rows = all.map((row) => [
    row.system,
    cellOf(row.messages / row.seconds, 0),
    cellOf(row.cpuMs, 2),
    cellOf(row.p50, 0),
    cellOf(row.p99, 0),
    cellOf(row.peakMb, 0),
    cellOf(row.cpuMs / (all[0]?.cpuMs ?? 1), 2),
  ]);
  printTable(['system', 'messages/s', 'CPU ms each', 'p50 ms', 'p99 ms', 'peak MB', 'CPU ratio'], rows);
}
