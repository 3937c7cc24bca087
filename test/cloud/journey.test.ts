/** A message from the edge to the next hop, through everything that a deployment would have; and what each role was seen to need. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { dynamoStores } from '#adapters/aws/dynamo-stores.ts';

import { type Sink, startSink } from '../../bench/support/sink.ts';
import { directory, policy } from '../hosts/case.ts';
import { startTestClamd, type TestClamd } from '../hosts/clamd.ts';
import { region } from '../support/aws/resources.ts';
import { eicar, letter, send, withAttachment } from '../support/messages.ts';
import { variables } from '#wiring/variables.ts';
import { type Assembly, synthesize } from './support/assembly.ts';
import { type EdgeOfTemplate, startEdgeOf } from './support/edge.ts';
import { allows, needsOf, statementsOf, unused } from './support/permissions.ts';
import { type Rehearsal, startRehearsal } from './support/rehearsal.ts';

let assembly: Assembly;
let rehearsal: Rehearsal;
let edge: EdgeOfTemplate;
let clamd: TestClamd;
let sink: Sink;
let stores: ReturnType<typeof dynamoStores>;

beforeAll(async () => {
  [assembly, clamd, sink] = await Promise.all([synthesize(), startTestClamd(), startSink()]);
  rehearsal = await startRehearsal(assembly, { override: { clamav: { [variables.clamd]: clamd.address } } });
  const { aws } = rehearsal;
  // What this process asks is asked by nobody's role.
  Object.assign(process.env, aws.env, { AWS_ACCESS_KEY_ID: 'outside' });
  stores = dynamoStores({ table: aws.table, bucket: aws.bucket, clock: () => rehearsal.now(), searchDays: 60 });
  await stores.rules.put({ version: 1, at: 0, by: 'test', policy, directory: directory(sink.address) });
  edge = await startEdgeOf(assembly, rehearsal);
});
afterEach(() => rehearsal.aws.assertHonest());
afterAll(async () => {
  if (edge) process.kill(edge.pid, 'SIGTERM');
  await Promise.all([edge?.ended, rehearsal?.close(), clamd?.close(), sink?.close()]);
});

const smtp = (): string => `127.0.0.1:${edge.smtp}`;

describe('a message taken by the edge', () => {
  it('arrives at the next hop, with its copies in the table and its rows in the archive', async () => {
    const { id, results } = await send(smtp(), letter('Lunch'), ['tom@example.test', 'bob@example.test']);
    expect(results.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted']);
    await rehearsal.settle();
    expect(sink.arrivals.get('tom@example.test')).toHaveLength(1);
    expect(sink.arrivals.get('bob@example.test')).toHaveLength(1);
    const copies = await stores.copies.of(id);
    expect(copies.map(({ state }) => state)).toEqual(['delivered', 'delivered']);
    expect(rehearsal.aws.archiveRows.filter((row) => row['id'] === id)).toMatchObject([
      { recipient: 'tom@example.test', state: 'delivered', mailfrom: 'carol@sender.example' },
      { recipient: 'bob@example.test', state: 'delivered' },
    ]);
    expect([...(await rehearsal.aws.objects()).keys()].filter((key) => key.startsWith('incoming/'))).toEqual([]);
  });

  it('is held with its bytes when it is infected, and found in the log', async () => {
    const raw = withAttachment('Invoice', 'invoice.com', Buffer.from(eicar));
    const { id } = await send(smtp(), raw, ['tom@example.test']);
    await rehearsal.settle();
    expect((await stores.copies.of(id)).map(({ state }) => state)).toEqual(['held']);
    const { records } = await stores.log.search({ state: 'held', limit: 10 });
    expect(records).toMatchObject([{ id, subject: 'Invoice', fate: 'quarantine' }]);
    const kept = [...(await rehearsal.aws.objects()).entries()].filter(([key]) => key.includes(id));
    expect(kept.map(([key]) => key.split('/')[0])).toEqual(['quarantine']);
    expect(kept[0]?.[1].body.toString()).toBe(raw);
  });

  it('is refused where nobody of that name is, and the refusal is in the log', async () => {
    const { results } = await send(smtp(), letter('Who?'), ['nobody@elsewhere.example']);
    expect(results).toMatchObject([{ outcome: 'refused' }]);
    await expect
      .poll(async () => (await stores.log.search({ state: 'rejected', limit: 10 })).records, { timeout: 10_000 })
      .toMatchObject([{ recipient: 'nobody@elsewhere.example' }]);
  });

  it('of twenty megabytes comes whole', async () => {
    const { id } = await send(smtp(), letter('Large', 'All work and no play.\r\n'.repeat(900_000)), [
      'tom@example.test',
    ]);
    await rehearsal.settle();
    expect((await stores.copies.of(id)).map(({ state }) => state)).toEqual(['delivered']);
  });
});

describe('an operator', () => {
  const operate = async (operation: string, input: unknown): Promise<unknown> => {
    const answer = await rehearsal.function('control').invoke({ operation, input, by: 'anna' });
    if ('error' in answer) throw new Error(`${answer.error.errorType}: ${answer.error.errorMessage}`);
    return answer.payload;
  };

  it('sees what is held, and releases it after another look', async () => {
    const { id } = await send(smtp(), letter('For Carol'), ['carol@example.test']);
    await rehearsal.settle();
    expect(JSON.stringify(await operate('quarantine.list', { limit: 10 }))).toContain(id);
    await operate('quarantine.release', { id });
    await rehearsal.settle();
    await rehearsal.schedule('sweep');
    await rehearsal.settle();
    expect((await stores.copies.of(id)).map(({ state }) => state)).toEqual(['delivered']);
    expect(sink.arrivals.get('carol@example.test')).toHaveLength(1);
  });

  it('changes the policy, and the next message is judged by it', async () => {
    const strict = {
      v: 1,
      scopes: [{ kind: 'organisation', spam: { atLeast: [{ points: -100, action: 'discard' }] } }],
    };
    await operate('policy.apply', { policy: strict });
    rehearsal.advance(2 * 60_000);
    const { id } = await send(smtp(), letter('Too late'), ['tom@example.test']);
    await rehearsal.settle();
    expect(await stores.copies.of(id)).toMatchObject([{ state: 'discarded', decision: { policyVersion: 2 } }]);
  });
});

describe('the roles', () => {
  it('allow every call that was made, and are told where they allow more', async () => {
    await rehearsal.schedule('sweep');
    const roles = new Map(
      [...rehearsal.functions.values()].map(({ plan }) => [plan.id, { name: plan.name, role: plan.role }]),
    );
    roles.set(edge.role, { name: 'Edge', role: edge.role });
    const [key] = rehearsal.template.ofType('AWS::KMS::Key');
    const keyArn = rehearsal.template.physical(key?.id ?? '').attributes['Arn'] ?? '';
    const refused: string[] = [];
    const idle: string[] = [];
    for (const [caller, { name, role }] of roles) {
      const statements = statementsOf(rehearsal.template, role);
      const needs = rehearsal.aws.calls
        .filter((call) => call.caller === caller)
        .flatMap((call) => needsOf(call, region, keyArn));
      for (const need of needs.filter((one) => !allows(statements, one)))
        refused.push(`${name}: ${need.action} on ${need.resource}`);
      const extra = unused(statements, needs).filter((action) => !/^(?:logs|xray|ec2):/.test(action));
      if (needs.length > 0 && extra.length > 0) idle.push(`${name}: ${extra.join(', ')}`);
    }
    console.log(`Granted, and not asked for in this rehearsal:\n${idle.join('\n')}`);
    expect([...new Set(refused)]).toEqual([]);
  });
});
