/**
 * The main job, end to end: every message of the largest set through SMTP, opened, analysed, decided, delivered into a loopback sink.
 * A ledger says what became of each. `--kill N` ends the process N times in the middle, as a power cut would, and starts it again;
 * `--peers` sends the same mail through Postfix + rspamd + clamd too.
 */
import { parseArgs } from 'node:util';

import { cellOf, printTable } from './support/figures.ts';
import type { Ledger } from './support/ledger.ts';
import { letters } from './support/letters.ts';
import { connections, type Figures, loadsOf, steadyRate } from './support/measure.ts';
import { killOurs, measureOurs } from './support/ours.ts';
import { comparePeers } from './support/peers.ts';

export const summary =
  'every message of the largest set through SMTP: fates, speed, CPU, memory; --kill N, --peers, --limit N, --json';

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
  const ledger = values.kill === undefined ? undefined : await killOurs(mail.letters, Number(values.kill));
  if (ledger) report(ledger, [], values.json);
  else await compare(loadsOf(mail.letters), values);
}

async function compare(loads: ReturnType<typeof loadsOf>, options: { peers?: boolean; json?: boolean }): Promise<void> {
  const { figures, ledger } = await measureOurs(loads);
  report(ledger, [figures, ...(options.peers ? await comparePeers(loads) : [])], options.json);
}

function report(ledger: Ledger, all: Figures[], json = false): void {
  if (json) console.log(JSON.stringify({ figures: all, ledger }));
  else {
    printLedger(ledger);
    if (all.length > 0) printFigures(all);
  }
  if (!ledger.balanced) process.exitCode = 1;
}

function printLedger({ counts, heldFor, refused, lost, twice, balanced }: Ledger): void {
  console.log('\nLedger: one final or held state for each message');
  printTable(
    ['state', 'messages'],
    [...Object.entries(counts).map(([state, count]) => [state, String(count)]), ['refused in SMTP', String(refused)]],
  );
  const reasons = Object.entries(heldFor).map(([code, messages]) => `${code} ${messages}`);
  if (reasons.length > 0) console.log(`held for: ${reasons.join(', ')}`);
  console.log(`lost ${lost}, delivered more than once ${twice}: ${balanced ? 'it balances' : 'IT DOES NOT BALANCE'}\n`);
}

function printFigures(all: Figures[]): void {
  const rows = all.map((row) => [
    row.system,
    cellOf(row.messages / row.seconds, 0),
    cellOf(row.cpuMs, 2),
    cellOf(row.cpuMs / (all[0]?.cpuMs ?? 1), 2),
    cellOf(row.peakMb, 0),
    cellOf(row.full.p50, 0),
    cellOf(row.full.p99, 0),
    cellOf(row.steady.p50, 0),
    cellOf(row.steady.p99, 0),
  ]);
  const latencies = ['p50 ms', 'p99 ms', `p50 at ${steadyRate}/s`, `p99 at ${steadyRate}/s`];
  printTable(['system', 'messages/s', 'CPU ms each', 'ratio', 'peak MB', ...latencies], rows);
  console.log('\nCPU ms each, by process (one that has ended counts for its parent)');
  for (const { system, shares } of all) console.log(`${system}: ${sharesText(shares)}`);
}

function sharesText(shares: Record<string, number>): string {
  const seen = Object.entries(shares).filter(([, ms]) => ms >= 0.005);
  return seen
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, ms]) => `${name} ${ms.toFixed(2)}`)
    .join(', ');
}
