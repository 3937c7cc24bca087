/** What is ours alone of the stores in DynamoDB: deaths between writes, lost answers, large values, the archive, and what a search costs. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import { committed, copyOf, evidenceOf, messageId, stepOf } from '../../../test/contract/samples.ts';
import type { Call } from '../../../test/support/aws/call.ts';
import { type Aws, startAws } from '../../../test/support/aws/emulators.ts';
import { dieAfter, failAfter, loseAnswer, throttle } from '../../../test/support/aws/faults.ts';
import type { Evidence } from '#core/analyse/evidence.ts';
import type { RecipientState } from '#core/record/state.ts';
import { type DynamoStores, dynamoStores } from './dynamo-stores.ts';

const time = 1_800_000_000_000;
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

let aws: Aws;
let stores: DynamoStores;
let now = time;
let serial = 0;
let id: string;
beforeAll(async () => {
  aws = await startAws();
  Object.assign(process.env, aws.env);
});
beforeEach(() => {
  now = time;
  id = messageId(time, ++serial);
  aws.archiveRows.length = 0;
  stores = dynamoStores({ ...aws, clock: () => now });
});
afterEach(() => {
  aws.fault = undefined;
  aws.refuseRecords = 0;
  aws.assertHonest();
});
afterAll(() => aws.close());

const recipients = (count: number): { r: number; address: string; evidence: string }[] =>
  Array.from({ length: count }, (_, r) => ({ r, address: `user${r}@example.test`, evidence: 'RCPT' }));
const updates = (sort: string) => (call: Call) =>
  call.operation === 'UpdateItem' && call.target.endsWith(`${id}/${sort}`);
const item = async (sort: string): Promise<Record<string, unknown> | undefined> =>
  (await aws.items()).find(({ pk, sk }) => pk === id && sk === sort);

async function decided(...copies: RecipientState[]): Promise<RecipientState[]> {
  const message = await stores.states.begin(committed(id, { recipients: recipients(copies.length) }), 1);
  return stores.copies.create(message, evidenceOf(id), copies);
}

describe('who dies between two writes', () => {
  test('of a decision leaves it to the next reader, who writes what was decided', async () => {
    const message = await stores.states.begin(committed(id, { recipients: recipients(3) }), 1);
    aws.fault = dieAfter(updates('copy#00001'));
    const copies = [copyOf(id, 0), copyOf(id, 1), copyOf(id, 2, 'held', { fate: 'quarantine' })];
    await expect(stores.copies.create(message, evidenceOf(id), copies)).rejects.toThrow();
    aws.fault = undefined;
    const second = dynamoStores({ ...aws, clock: () => now });
    expect(await second.states.get(id)).toMatchObject({ open: 2, v: 2 });
    const other = [copyOf(id, 0, 'discarded'), copyOf(id, 1, 'discarded'), copyOf(id, 2, 'discarded')];
    expect((await second.copies.create(message, evidenceOf(id), other)).map(({ state }) => state)).toEqual([
      'received',
      'received',
      'held',
    ]);
    await second.sendUnsent(time + 2 * minute, 10);
    expect(aws.archiveRows).toMatchObject([{ id, r: 2, state: 'held' }]);
    expect((await second.copies.due(time + minute, 10)).filter((copy) => copy.id === id)).toHaveLength(2);
  });

  test('of a beginning leaves no message without its rows', async () => {
    const envelope = committed(id, { recipients: recipients(2) });
    aws.fault = dieAfter(updates('copy#00000'));
    await expect(stores.states.begin(envelope, 1)).rejects.toThrow();
    aws.fault = undefined;
    expect(await stores.states.get(id)).toBeUndefined();
    await stores.states.begin(envelope, 2);
    expect(await stores.states.get(id)).toMatchObject({ v: 1, policyVersion: 2 });
    expect((await stores.log.search({ id, limit: 9 })).records).toHaveLength(2);
  });

  test('whatever write of a decision it is, there is one decision and it is whole', async () => {
    for (let n = 1; n <= 4; n++) {
      id = messageId(time, ++serial);
      const message = await stores.states.begin(committed(id, { recipients: recipients(3) }), 1);
      const copies = [0, 1, 2].map((r) => copyOf(id, r));
      aws.fault = dieAfter(n);
      await expect(stores.copies.create(message, evidenceOf(id), copies)).rejects.toThrow();
      aws.fault = undefined;
      expect((await stores.states.get(id))?.open).toBe(3);
      expect((await stores.copies.of(id)).map(({ v }) => v)).toEqual([1, 1, 1]);
      for (const { r } of copies) expect(await stores.log.events(id, r)).toHaveLength(1);
    }
  });
});

test('who is slow to write what was decided changes nothing of what became of it meanwhile', async () => {
  const message = await stores.states.begin(committed(id, { recipients: recipients(1) }), 1);
  const other = dynamoStores({ ...aws, clock: () => now });
  let raced = false;
  aws.fault = async (call, phase) => {
    if (raced || phase !== 'before' || !updates('copy#00000')(call)) return undefined;
    raced = true;
    const [copy] = await other.copies.of(id);
    await other.copies.transition(stepOf(copy!, 'delivered', 'delivered', { due: undefined }));
    return undefined;
  };
  const copies = await stores.copies.create(message, evidenceOf(id), [copyOf(id, 0)]);
  expect(copies).toMatchObject([{ v: 2, state: 'delivered' }]);
  expect(await stores.copies.of(id)).toEqual(copies);
  expect(aws.archiveRows).toHaveLength(1);
});

describe('a write whose answer is lost', () => {
  test.each([
    ['on the way', () => loseAnswer((call: Call) => call.operation === 'UpdateItem')],
    ['in an error', () => failAfter((call: Call) => call.operation === 'UpdateItem')],
  ])('%s is known as our own', async (_how, fault) => {
    const envelope = committed(id, { recipients: recipients(1) });
    aws.fault = fault();
    const message = await stores.states.begin(envelope, 1);
    expect(message).toMatchObject({ v: 1, policyVersion: 1 });
    aws.fault = fault();
    const lease = { owner: 'one', until: time + minute };
    const taken = { ...message, v: 2, tries: 1, lease };
    expect(await stores.states.save(taken)).toBe(true);
    aws.fault = fault();
    const [copy] = await stores.copies.create(taken, evidenceOf(id), [copyOf(id, 0)]);
    expect(copy).toMatchObject({ v: 1, state: 'received' });
    aws.fault = fault();
    const attempt = stepOf(copy!, 'attempting', 'attempted', { lease });
    expect(await stores.copies.transition(attempt)).toBe(1);
    aws.fault = undefined;
    expect(await stores.copies.transition(attempt)).toBeUndefined();
    expect(await stores.states.save(taken)).toBe(false);
  });

  test('is not taken for our own when another was faster', async () => {
    const [copy] = await decided(copyOf(id, 0));
    const other = dynamoStores({ ...aws, clock: () => now });
    let raced = false;
    aws.fault = async (call, phase) => {
      if (raced || phase !== 'before' || !updates('copy#00000')(call)) return undefined;
      raced = true;
      await other.copies.transition(stepOf(copy!, 'attempting', 'attempted', { lease: { owner: 'two', until: now } }));
      return undefined;
    };
    expect(await stores.copies.transition(stepOf(copy!, 'attempting', 'attempted'))).toBeUndefined();
    expect((await stores.copies.of(id))[0]?.lease?.owner).toBe('two');
  });
});

describe('what is large', () => {
  test('is in an object: the evidence of a thousand parts', async () => {
    const message = await stores.states.begin(committed(id, { recipients: recipients(1) }), 1);
    const evidence = large(evidenceOf(id));
    await stores.copies.create(message, evidence, [copyOf(id, 0)]);
    expect((await item('message'))?.['evidence']).toMatch(
      new RegExp(`^evidence/[0-9a-f]/${id}/evidence1-[0-9a-f]{32}.json$`),
    );
    expect(await stores.evidence.evidence(id)).toEqual(evidence);
    await stores.evidence.keep({ ...evidence, scan: 2 });
    expect((await stores.evidence.evidence(id))?.scan).toBe(2);
    const { records } = await stores.log.search({ id, limit: 1 });
    expect(records[0]?.findings.length).toBe(2);
  });

  test('is in objects: a hundred recipients with reasons without end', async () => {
    const message = await stores.states.begin(committed(id, { recipients: recipients(100) }), 1);
    const because = Array.from({ length: 300 }, (_, n) => reason(`${noise(n)}${noise(n + 1)}`));
    const copies = recipients(100).map(({ r }) =>
      copyOf(id, r, 'queued', { because: r === 7 ? longer(because) : because }),
    );
    const made = await stores.copies.create(message, evidenceOf(id), copies);
    expect(made).toEqual(copies.map((copy) => ({ ...copy, unsent: [] })));
    expect(await item('message')).toMatchObject({ copies: expect.stringMatching(/^evidence\//) });
    expect(await item('copy#00007')).toMatchObject({ body: expect.stringMatching(/^evidence\//) });
    const taken = stepOf(made[7]!, 'attempting', 'attempted', { lease: { owner: 'one', until: time } });
    expect(await stores.copies.transition(taken)).toBe(100);
    expect((await stores.copies.of(id))[7]?.decision.because).toHaveLength(longer(because).length);
  }, 30_000);
});

describe('the archive', () => {
  const delivered = async (): Promise<void> => {
    const [copy] = await decided(copyOf(id, 0));
    await stores.copies.transition(stepOf(copy!, 'delivered', 'delivered', { due: undefined }));
  };

  test('has a row of what came to rest, and the copy leaves the index', async () => {
    await delivered();
    expect(aws.archiveRows).toEqual([
      {
        id,
        r: 0,
        v: 2,
        receivedat: '2027-01-15T08:00:00.000Z',
        updatedat: '2027-01-15T08:00:00.502Z',
        state: 'delivered',
        fate: 'deliver',
        collector: 'smtp',
        clientip: '192.0.2.7',
        helo: 'mail.sender.example',
        tls: 'TLSv1.3',
        mailfrom: 'sender@sender.example',
        headerfrom: 'shop@author.example',
        recipient: 'user0@example.test',
        subject: 'Your order has been shipped',
        messageid: '<1@author.example>',
        size: 1234,
        score: 1.5,
        spf: 'pass',
        findings: ['MIME_ODD', 'SPF_PASS'],
        reasons: ['SCORE by spam.atLeast[0] (platform): deliver'],
        route: 'smtp mail.inside.example:25',
        attempts: 0,
        events: (await stores.log.events(id, 0)).map((event) => JSON.stringify(event)),
      },
    ]);
    const copy = await item('copy#00000');
    expect(copy).toMatchObject({ sent: 2 });
    expect(copy).not.toHaveProperty('wakeShard');
  });

  test('has a row of what waits for long, which stays in the index', async () => {
    const [copy] = await decided(copyOf(id, 0));
    const taken = stepOf(copy!, 'attempting', 'attempted', { lease: { owner: 'one', until: time } });
    await stores.copies.transition(taken);
    expect(aws.archiveRows).toEqual([]);
    await stores.copies.transition(stepOf(taken, 'deferred', 'deferred', { lease: undefined, due: time + hour }));
    expect(aws.archiveRows).toMatchObject([{ v: 3, state: 'deferred', attempts: 1 }]);
    expect(await item('copy#00000')).toMatchObject({ wakeAt: time + hour });
  });

  test('that is away holds nothing up, and gets it from the sweeper', async () => {
    aws.refuseRecords = 1;
    await delivered();
    expect((await stores.copies.of(id))[0]?.state).toBe('delivered');
    expect(await item('copy#00000')).toMatchObject({ wakeShard: expect.stringMatching(/^unsent#\d$/) });
    expect(await stores.sendUnsent(time + 500, 10)).toEqual({ sent: 0, left: 0 });
    expect(await stores.sendUnsent(time + 2 * minute, 10)).toEqual({ sent: 1, left: 0 });
    expect(aws.archiveRows).toMatchObject([{ id, state: 'delivered' }]);
    expect(await stores.sendUnsent(time + 2 * minute, 10)).toEqual({ sent: 0, left: 0 });
    expect(await item('copy#00000')).not.toHaveProperty('wakeShard');
  });

  test('that answers nothing at all is asked once, then left alone for a while', async () => {
    aws.fault = throttle('firehose', 1000);
    const before = aws.calls.filter(({ service }) => service === 'firehose').length;
    await delivered();
    const asked = aws.calls.filter(({ service }) => service === 'firehose').length - before;
    id = messageId(time, ++serial);
    await delivered();
    expect(aws.calls.filter(({ service }) => service === 'firehose').length - before).toBe(asked);
    aws.fault = undefined;
    now += minute;
    expect(await stores.sendUnsent(time + 2 * minute, 10)).toEqual({ sent: 2, left: 0 });
  });

  test('gets what a dead writer left: delivered, or held', async () => {
    const [copy, held] = await decided(copyOf(id, 0), copyOf(id, 1));
    for (const next of [stepOf(copy!, 'delivered', 'delivered'), stepOf(held!, 'held', 'held')]) {
      aws.fault = dieAfter(updates(`copy#0000${next.r}`));
      await expect(stores.copies.transition(next)).rejects.toThrow();
      aws.fault = undefined;
    }
    expect(await held_()).toEqual([1]);
    expect(await stores.sendUnsent(time + 2 * minute, 10)).toEqual({ sent: 2, left: 0 });
    expect(new Set(aws.archiveRows.map(({ r }) => r))).toEqual(new Set([0, 1]));
    expect(await item('copy#00001')).toMatchObject({ wakeShard: expect.stringMatching(/^held#\d$/), wakeAt: time });
    expect(await held_()).toEqual([1]);
  });

  const held_ = async (): Promise<number[]> =>
    (await stores.log.search({ state: 'held', id, limit: 10 })).records.map(({ r }) => r);
});

describe('a search', () => {
  test('finds what is held, however old, page by page, and reads nothing else', async () => {
    const ids = [3, 1, 2].map((n) => messageId(time - 100 * day + n, ++serial));
    for (const [index, each] of ids.entries()) {
      id = each;
      const receivedAt = time - 100 * day + [3, 1, 1][index]!;
      const message = await stores.states.begin(committed(id, { receivedAt, recipients: recipients(2) }), 1);
      await stores.copies.create(message, evidenceOf(id), [
        copyOf(id, 0, 'held', { fate: 'quarantine' }),
        copyOf(id, 1, 'held', { fate: 'quarantine' }),
      ]);
    }
    const before = aws.calls.length;
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await stores.log.search({ state: 'held', until: time - day, limit: 2, ...(cursor && { cursor }) });
      seen.push(...page.records.map((record) => `${ids.indexOf(record.id)}/${record.r}`));
      cursor = page.cursor;
    } while (cursor);
    expect(seen).toEqual(['0/1', '0/0', '2/1', '2/0', '1/1', '1/0']);
    const queries = aws.calls.slice(before).filter(({ operation }) => operation === 'Query');
    expect(queries.every(({ target }) => target.endsWith('/index/wake'))).toBe(true);
  });

  test('by the first eight characters of an id reads the minute in which such ids are made', async () => {
    id = messageId(time - 20 * day, ++serial);
    await stores.states.begin(committed(id, { receivedAt: time - 20 * day + 900 }), 1);
    const before = aws.calls.length;
    const { records } = await stores.log.search({ id: id.slice(0, 8), limit: 10 });
    expect(new Set(records.map((record) => record.id))).toEqual(new Set([id]));
    expect(aws.calls.slice(before).filter(({ operation }) => operation === 'Query').length).toBeLessThan(40);
  });

  test('of a time that ends before it begins finds nothing', async () => {
    for (const state of ['held', 'queued'] as const)
      expect((await stores.log.search({ state, since: time, until: time - 1, limit: 1 })).records).toEqual([]);
  });

  test('by the beginning of another kind of id finds it too', async () => {
    id = `5f3a0c11-0000-8000-8000-${String(++serial).padStart(12, '0')}`;
    await stores.states.begin(committed(id, { receivedAt: time - 3 * day }), 1);
    const { records } = await stores.log.search({ id: '5f3a0c11', limit: 10 });
    expect(records.map((record) => record.id)).toEqual([id, id]);
  });

  test('in a domain reads the partitions of that domain alone, and no mail of our own makes it wider', async () => {
    const own = committed(messageId(time, ++serial), {
      collector: 'own',
      recipients: [{ r: 0, address: 'stranger@far.example', evidence: 'RCPT' }],
    });
    await stores.states.begin(own, 1);
    expect((await stores.log.search({ to: 'stranger', limit: 1 })).records).toHaveLength(1);
    const domains = (await aws.items()).find(({ pk }) => pk === 'domains');
    expect(domains?.['names']).toEqual(new Set(['example.test', '*own']));
    await expect(stores.log.search({ limit: 1, cursor: 'x' })).rejects.toThrow(RangeError);
  });
});

test('a moving copy is found by what it waits for, though its entry was left alone', async () => {
  const [copy] = await decided(copyOf(id, 0));
  const later = stepOf(copy!, 'deferred', 'deferred', { due: time + day });
  await stores.copies.transition(later);
  // Taken long before it was due, by an operator's order, and its taker died.
  await stores.copies.transition(
    stepOf(later, 'attempting', 'attempted', { lease: { owner: 'x', until: time + hour }, due: time + hour }),
  );
  const due = async (at: number): Promise<number> =>
    (await stores.copies.due(at, 1000)).filter((one) => one.id === id).length;
  expect([await due(time + hour - 1), await due(time + hour)]).toEqual([0, 1]);
});

function large(evidence: Evidence): Evidence {
  const part = { n: 0, origin: 'mime', seenBy: [], names: [], types: [], size: 1, status: 'opened' } as const;
  const parts = Array.from({ length: 4000 }, (_, n) => ({
    ...part,
    n,
    seenBy: [],
    names: [],
    types: [],
    sha256: noise(n),
  }));
  return { ...evidence, opened: { ...evidence.opened, parts } };
}

function reason(rule: string): RecipientState['decision']['because'][number] {
  return { layer: 'spam', code: 'SCORE', scope: 'platform', rule, fate: 'deliver' };
}

function longer(because: RecipientState['decision']['because']): RecipientState['decision']['because'] {
  return Array.from({ length: 4000 }, (_, n) => reason(noise(n))).concat(because);
}

/** Hexadecimal digits that nothing packs to less than half. */
function noise(seed: number): string {
  let digits = '';
  for (let n = seed + 1; digits.length < 64; n = (n * 48_271) % 2_147_483_647)
    digits += n.toString(16).padStart(8, '0');
  return digits;
}
