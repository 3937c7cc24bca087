/** Real mail through both hosts: the embedded one, and the deployment in the rehearsal. What differs is printed. */
import { isDeepStrictEqual } from 'node:util';

import { startTestClamd } from '../test/hosts/clamd.ts';
import type { Result } from '../test/hosts/case.ts';
import { type CloudHost, startCloud } from '../test/hosts/cloud.ts';
import { type Host, startEmbedded } from '../test/hosts/embedded.ts';
import { type Sample, samplesOf, setNames, strippedBytesOf } from './corpora.ts';
import { progress } from './progress.ts';
import { printTable } from './support/figures.ts';
import { startSink } from './support/sink.ts';

export const summary = 'mail of every corpus through both hosts: decisions, reasons and events must be equal';

/** Two policies for every message. */
const recipients = ['tom@example.test', 'bob@example.test'];

interface Tally {
  messages: number;
  different: number;
  held: number;
}

export async function run(args: string[]): Promise<void> {
  const perSet = Number(args[args.indexOf('--each') + 1] || 100);
  const [clamd, sink] = await Promise.all([startTestClamd(), startSink()]);
  const options = { clamd, sink: sink.address };
  const [embedded, cloud] = await Promise.all([startEmbedded(options), startCloud(options)]);
  const rows: string[][] = [];
  let first = 0;
  for (const set of setNames) {
    const samples = spread(samplesOf(set), perSet);
    const { messages, different, held } = await compare(samples, set, first, { embedded, cloud });
    first += samples.length;
    rows.push([set, String(messages), String(different), String(held)]);
  }
  cloud.rehearsal.aws.assertHonest();
  printTable(['set', 'messages', 'different', 'copies held'], rows);
  await Promise.all([embedded.close(), cloud.close()]);
  await Promise.all([clamd.close(), sink.close()]);
}

/** As many as wanted, from the whole length of the set. */
function spread(samples: readonly Sample[], count: number): Sample[] {
  const step = Math.max(1, Math.floor(samples.length / count));
  return samples.filter((_, n) => n % step === 0).slice(0, count);
}

async function compare(
  samples: readonly Sample[],
  set: string,
  first: number,
  { embedded, cloud }: { embedded: Host; cloud: CloudHost },
): Promise<Tally> {
  const tally: Tally = { messages: 0, different: 0, held: 0 };
  const tell = progress(set, samples.length);
  for (const [n, sample] of samples.entries()) {
    const one = { name: sample.name, raw: Buffer.from(strippedBytesOf(sample)), recipients };
    const here = await embedded.run(one, first + n);
    const there = await cloud.run(one, first + n);
    tally.held += here.filter(({ state }) => state === 'held').length;
    if (!isDeepStrictEqual(here, there)) {
      tally.different++;
      console.log(`${set}/${sample.name}: ${fatesOf(here)} here, ${fatesOf(there)} there`);
    }
    tell(++tally.messages);
  }
  return tally;
}

const fatesOf = (results: readonly Result[]): string => results.map(({ decision }) => decision.fate).join(' ');
