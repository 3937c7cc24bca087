/** What one message costs in DynamoDB: a unit for each kilobyte of the larger of an item's two versions, and one for each index entry that comes or goes. */
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { dynamoStores } from '#adapters/aws/dynamo-stores.ts';
import { settle, take } from '#core/deliver/copy.ts';
import type { RecipientState } from '#core/record/state.ts';
import { pack } from '#adapters/aws/packed.ts';
import { logIndex, wakeIndex } from '#wiring/table.ts';
import { type Aws, startAws } from '../support/aws/emulators.ts';
import { committed, copyOf, evidenceOf, messageId, stepOf } from './samples.ts';

const time = 1_800_000_000_000;
const id = messageId(time);
let aws: Aws;
beforeAll(async () => {
  aws = await startAws();
  Object.assign(process.env, aws.env);
});
afterAll(() => aws.close());

type Item = Record<string, unknown>;

/** As DynamoDB counts: names and values; a number has a byte for two digits and one more. */
function sizeOf(item: Item): number {
  const values: Record<string, AttributeValue> = marshall(item, { removeUndefinedValues: true });
  return Object.entries(values).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value), 0);
}

function valueSize({ S, N, B, SS }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return Math.ceil(N.length / 2) + 1;
  if (B !== undefined) return B.length;
  return (SS ?? []).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

/** An entry that moves goes and comes. */
function indexUnits(before: Item, after: Item, { partition, sort }: { partition: string; sort: string }): number {
  const [old, fresh] = [before, after].map((item) => `${String(item[partition])} ${String(item[sort])}`);
  if (old === fresh) return 0;
  return (before[partition] === undefined ? 0 : 1) + (after[partition] === undefined ? 0 : 1);
}

interface Bill {
  step: string;
  item: string;
  bytes: number;
  table: number;
  wake: number;
  log: number;
}

test('A message for one recipient costs no more than 14 write units from its arrival to its end.', async () => {
  const stores = dynamoStores({ ...aws, clock: () => time });
  const bills: Bill[] = [];
  let known = new Map<string, Item>();
  const items = async (): Promise<Map<string, Item>> =>
    new Map((await aws.items()).map((item) => [`${String(item['pk'])} ${String(item['sk'])}`, item]));
  const writes = (): number => aws.calls.filter(({ service, write }) => service === 'dynamodb' && write).length;

  /** Steps are short enough that no item is written twice in one, which the count of calls would betray. */
  async function step<T>(name: string, run: () => Promise<T>): Promise<T> {
    const written = writes();
    const result = await run();
    const now = await items();
    const changed = [...now].filter(([key, item]) => JSON.stringify(item) !== JSON.stringify(known.get(key)));
    for (const [key, item] of changed) bills.push(bill(name, key, known.get(key) ?? {}, item));
    expect([name, writes() - written]).toEqual([name, changed.length]);
    known = now;
    return result;
  }

  const recipients = [{ r: 0, address: 'alice@example.test', evidence: 'RCPT' }];
  // The domain is known after the first message.
  await stores.states.begin(committed(messageId(time, 1), { recipients }), 1);
  known = await items();
  const others = writes();

  const begun = await step('begin', () => stores.states.begin(committed(id, { recipients }), 1));
  const lease = { owner: 'decide-0123456789abcdef', until: time + 300_000 };
  const taken = { ...begun, v: 2, tries: 1, lease, due: lease.until };
  await step('take', () => stores.states.save(taken));
  const queued = stepOf(
    copyOf(id, 0),
    'queued',
    'queued',
    {},
    { route: 'smtp mail.inside.example:25', to: 'alice@example.test' },
  );
  const first = { ...queued, unsent: [...copyOf(id, 0).unsent, ...queued.unsent] };
  // As large, packed, as nine of ten real messages' are at most.
  const evidence = evidenceOf(
    id,
    {},
    Array.from({ length: 60 }, (_, n) => `FINDING_${n}_${n * n * 7919}`),
  );
  const [copy] = await step('create', () => stores.copies.create(taken, evidence, [first]));
  const attempt: RecipientState = take(copy!, 'deliver-0123456789abcdef', time + 1000, 900_000);
  await step('attempting', () => stores.copies.transition(attempt));
  const remote = { host: 'mail.inside.example:25', code: 250, enhanced: '2.0.0', text: 'Ok: queued as 4WxYz1234567' };
  const delivered = settle(
    { ...attempt, unsent: [] },
    { recipient: 'alice@example.test', outcome: 'accepted', remote },
    time + 2000,
    0,
  );

  // Two writes to one item: the second takes nothing away but its place in the wake index.
  const copyItem = `${id} copy#00000`;
  const before = known.get(copyItem) ?? {};
  await stores.copies.transition(delivered);
  const after = (await aws.items()).find(({ pk, sk }) => `${String(pk)} ${String(sk)}` === copyItem) ?? {};
  const { partition, sort } = wakeIndex;
  const between = { ...after, sent: 0, [partition]: before[partition], [sort]: before[sort] };
  bills.push(bill('delivered', copyItem, before, between), bill('cleared', copyItem, between, after));
  expect(writes()).toBe(bills.length + others);
  expect(aws.archiveRows).toMatchObject([{ id, state: 'delivered' }]);

  const total = bills.reduce((sum, { table, wake, log }) => sum + table + wake + log, 0);
  console.table(bills);
  console.log(`${bills.length} item writes, ${total} write units; evidence of ${pack(evidence).length} bytes`);
  expect(total).toBeLessThanOrEqual(14);
});

function bill(step: string, key: string, before: Item, after: Item): Bill {
  const bytes = Math.max(sizeOf(before), sizeOf(after));
  return {
    step,
    item: key.split(' ')[1] ?? '',
    bytes,
    table: Math.ceil(bytes / 1024),
    wake: indexUnits(before, after, wakeIndex),
    log: indexUnits(before, after, logIndex),
  };
}
