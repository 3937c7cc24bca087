/**
 * What a message costs in DynamoDB, from its arrival to its end. The table bills a unit for each kilobyte of the larger of an item's two
 * versions, and half a unit for each four that are read, twice that when it must be what was written last; an index, one for each entry
 * that comes or goes.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';

import { dynamoStores } from '#adapters/aws/dynamo-stores.ts';
import { attempt, type DeliveryHouse } from '#core/deliver/deliver.ts';
import type { Shipment } from '#core/ports/transport.ts';
import type { RecipientState } from '#core/record/state.ts';
import { logIndex, wakeIndex } from '#wiring/table.ts';
import { type Aws, startAws } from '../support/aws/emulators.ts';
import { committed, copyOf, encoder, evidenceOf, messageId, stepOf } from './samples.ts';

const time = 1_800_000_000_000;
let aws: Aws;
beforeAll(async () => {
  aws = await startAws();
  Object.assign(process.env, aws.env);
});
afterAll(() => aws.close());

type Item = Record<string, unknown>;

interface Bill {
  step: string;
  requests: number;
  writes: number;
  wake: number;
  log: number;
  reads: number;
}

/** An entry that moves goes and comes. */
function indexUnits(before: Item, after: Item, { partition, sort }: { partition: string; sort: string }): number {
  const [old, fresh] = [before, after].map((item) => `${String(item[partition])} ${String(item[sort])}`);
  if (old === fresh) return 0;
  return (before[partition] === undefined ? 0 : 1) + (after[partition] === undefined ? 0 : 1);
}

const sum = (numbers: number[]): number => numbers.reduce((total, n) => total + n, 0);

async function items(): Promise<Map<string, Item>> {
  return new Map((await aws.items()).map((item) => [`${String(item['pk'])} ${String(item['sk'])}`, item]));
}

/** What `run` costs, if it changes the index's entry of no item twice. A request that the table answered late was made again, and counts twice. */
async function billed<T>(step: string, bills: Bill[], run: () => Promise<T>): Promise<T> {
  const [before, first] = [await items(), aws.calls.length];
  const result = await run();
  const calls = aws.calls.slice(first).filter(({ service }) => service === 'dynamodb');
  const after = [...(await items())];
  const moved = (index: { partition: string; sort: string }): number =>
    sum(after.map(([key, item]) => indexUnits(before.get(key) ?? {}, item, index)));
  const units = (write: boolean): number =>
    sum(calls.filter((call) => call.write === write).flatMap((call) => call.units ?? []));
  bills.push({
    step,
    requests: calls.length,
    writes: units(true),
    wake: moved(wakeIndex),
    log: moved(logIndex),
    reads: units(false),
  });
  return result;
}

/** Edge, decision and delivery are three processes: none knows what another has read. */
const openProcess = () => dynamoStores({ ...aws, clock: () => time });

/** All recipients by one route, or each with a mailbox here. */
async function costOf(n: number, count: number, mailboxes = false): Promise<Bill[]> {
  const bills: Bill[] = [];
  const id = messageId(time, n);
  const recipients = Array.from({ length: count }, (_, r) => ({
    r,
    address: `user${r}@example.test`,
    evidence: 'RCPT',
  }));
  const envelope = committed(id, { recipients });
  const opening = openProcess();
  // The domain is known after the first message.
  await opening.states.begin(committed(messageId(time, n + 1), { recipients: recipients.slice(0, 1) }), 1);
  const lease = { owner: 'decide-0123456789abcdef', until: time + 300_000 };
  const taken = await billed('begin', bills, () => opening.states.begin(envelope, 1, lease));
  // As large, packed, as nine of ten real messages' are at most.
  const codes = Array.from({ length: 60 }, (_, n) => `FINDING_${n}_${n * n * 7919}`);
  const route = (r: number) =>
    mailboxes ? { mailbox: `user${r}@example.test` } : { smtp: ['mail.inside.example:25'] };
  const first = recipients.map(({ r, address }) => queued(copyOf(id, r, 'received', { route: route(r), to: address })));
  await billed('create', bills, () => openProcess().copies.create(taken, evidenceOf(id, {}, codes), first));
  const delivering = openProcess();
  const copies = await billed('read', bills, () => delivering.copies.of(id));
  const alone = mailboxes ? copies.map((copy) => [copy]) : [copies];
  const signal = new AbortController().signal;
  const house = houseOver(delivering, envelope);
  const written = await billed('deliver', bills, () =>
    Promise.all(alone.map((batch) => attempt(batch, house, signal))),
  );
  expect(written.flat().map(({ state }) => state)).toEqual(copies.map(() => 'delivered'));
  return bills;
}

function queued(copy: RecipientState): RecipientState {
  const detail = { route: 'smtp mail.inside.example:25', to: copy.decision.to };
  const next = stepOf(copy, 'queued', 'queued', {}, detail);
  return { ...next, unsent: [...copy.unsent, ...next.unsent] };
}

function houseOver(stores: ReturnType<typeof openProcess>, envelope: ReturnType<typeof committed>): DeliveryHouse {
  const remote = { host: 'mail.inside.example:25', code: 250, enhanced: '2.0.0', text: 'Ok: queued as 4WxYz1234567' };
  return {
    ...stores,
    clock: () => time + 1000,
    random: () => 0,
    owner: 'deliver-0123456789abcdef',
    hostname: 'mx.example.test',
    messages: { envelope: async () => envelope, bytes: async () => encoder.encode('Subject: s\r\n\r\n') },
    mailboxes: { deliver: async () => {} },
    circuits: { state: async () => 'closed' },
    transport: {
      ship: async ({ recipients }: Shipment) =>
        recipients.map((recipient) => ({ recipient, outcome: 'accepted', remote })),
    },
  } as unknown as DeliveryHouse;
}

function totals(bills: Bill[]): { writes: number; reads: number } {
  console.table(bills);
  const total = {
    writes: sum(bills.map(({ writes, wake, log }) => writes + wake + log)),
    reads: sum(bills.map(({ reads }) => reads)),
  };
  console.log(`${total.writes} write units, ${total.reads} read units`);
  return total;
}

const batchesToArchive = (): number => aws.calls.filter(({ service }) => service === 'firehose').length;

test('A message for one recipient costs no more than 12 write units and 4 read units.', async () => {
  const { writes, reads } = totals(await costOf(0, 1));
  expect(writes).toBeLessThanOrEqual(12);
  expect(reads).toBeLessThanOrEqual(4);
});

test('One for a hundred by one route costs no more than a hundred do, and one call to the archive.', async () => {
  const before = batchesToArchive();
  const { writes, reads } = totals(await costOf(10, 100));
  expect(writes).toBeGreaterThanOrEqual(800);
  expect(writes).toBeLessThanOrEqual(850);
  expect(reads).toBeLessThanOrEqual(40);
  expect(batchesToArchive() - before).toBe(1);
}, 30_000);

test('One for a hundred mailboxes, each an attempt of its own, reads no more than a few units for each.', async () => {
  const { writes, reads } = totals(await costOf(20, 100, true));
  expect(writes).toBeGreaterThanOrEqual(800);
  expect(writes).toBeLessThanOrEqual(850);
  expect(reads).toBeLessThanOrEqual(200);
}, 30_000);
