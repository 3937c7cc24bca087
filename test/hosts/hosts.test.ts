/** The same mail through both hosts: the same decisions, the same reasons, the same events. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { loadYara } from '#engines/yara/engine.ts';

import { type Sink, startSink } from '../../bench/support/sink.ts';
import { cases } from './cases.ts';
import { startTestClamd, type TestClamd } from './clamd.ts';
import { type CloudHost, startCloud } from './cloud.ts';
import { type Host, startEmbedded } from './embedded.ts';

const yara = loadYara();
if ('absent' in yara) console.warn(`test/hosts is skipped: ${yara.absent}`);

describe.skipIf('absent' in yara)('both hosts', () => {
  let clamd: TestClamd;
  let sink: Sink;
  let embedded: Host;
  let cloud: CloudHost;
  beforeAll(async () => {
    [clamd, sink] = await Promise.all([startTestClamd(), startSink()]);
    const options = { clamd, sink: sink.address };
    [embedded, cloud] = await Promise.all([startEmbedded(options), startCloud(options)]);
  });
  afterAll(async () => {
    await Promise.all([embedded?.close(), cloud?.close()]);
    await Promise.all([clamd?.close(), sink?.close()]);
  });

  it('are given at least sixty messages', () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
  });

  it.each(cases.map((one, n) => ({ ...one, n })))('$name', async ({ n, ...one }) => {
    const here = await embedded.run(one, n);
    const there = await cloud.run(one, n);
    if (one.expected) expect(here.map(({ decision }) => decision.fate)).toEqual(one.expected);
    expect(there).toEqual(here);
    cloud.rehearsal.aws.assertHonest();
  });

  it('let nothing of the mail into a log', () => {
    const logs = [...cloud.rehearsal.functions.values()].map(({ log }) => log).join('\n');
    expect(logs).not.toMatch(/anna\.berger|example\.test|The documents for our meeting/i);
  });
});
