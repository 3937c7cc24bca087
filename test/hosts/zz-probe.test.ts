import { it } from 'vitest';
import { startSink } from '../../bench/support/sink.ts';
import { cases } from './cases.ts';
import { startTestClamd } from './clamd.ts';
import { startCloud } from './cloud.ts';
it('probe', async () => {
  const [clamd, sink] = await Promise.all([startTestClamd(), startSink()]);
  const cloud = await startCloud({ clamd, sink: sink.address });
  for (const what of ['a letter', 'a hundred recipients', 'twenty megabytes']) {
    const n = cases.findIndex(({ name }) => name === what);
    const before = cloud.rehearsal.aws.calls.length;
    const t = performance.now();
    const r = await cloud.run(cases[n]!, n);
    console.log(what, Math.round(performance.now() - t), r.length, [...new Set(r.map(({ state }) => state))]);
    const calls = cloud.rehearsal.aws.calls.slice(before);
    const by: Record<string, number> = {};
    for (const c of calls) { const k = `${c.caller.slice(0, 12)} ${c.service} ${c.operation}`; by[k] = (by[k] ?? 0) + 1; }
    console.log(JSON.stringify(by), 'units', calls.reduce((s, c) => s + (c.units ?? 0), 0));
    let last = calls[0]?.at ?? 0; const first = last;
    for (const c of calls) { if (c.at - last > 700) console.log('gap', c.at - last, 'at', c.at - first, c.caller, c.operation, c.target.slice(0, 60)); last = c.at; }
    for (const [name, fn] of cloud.rehearsal.functions) if (fn.statistics.invocations) console.log(name, JSON.stringify(fn.statistics));
  }
  console.log(cloud.rehearsal.function('deliver').log.slice(0, 3000));
  await cloud.close(); await clamd.close(); await sink.close();
}, 200_000);
