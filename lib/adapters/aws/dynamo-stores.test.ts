/** What is ours alone of the stores in DynamoDB: deaths between writes, lost answers, large values. */
import { describe, expect, test } from 'vitest';

import { committed, copyOf, evidenceOf, stepOf } from '../../../test/contract/samples.ts';
import type { Call } from '../../../test/support/aws/call.ts';
import { dieAfter, failAfter, failBefore, loseAnswer } from '../../../test/support/aws/faults.ts';
import type { Evidence } from '#core/analyse/evidence.ts';
import type { RecipientState } from '#core/record/state.ts';
import { day, hour, minute, recipients, storesUnderTest, time } from './dynamo.test-support.ts';

const under = storesUnderTest();

describe('who dies between two writes', () => {
  test('of a decision leaves it to the next reader, who writes what was decided', async () => {
    const message = await under.stores.states.begin(committed(under.id, { recipients: recipients(3) }), 1);
    under.aws.fault = dieAfter(under.updates('copy#00001'));
    const copies = [copyOf(under.id, 0), copyOf(under.id, 1), copyOf(under.id, 2, 'held', { fate: 'quarantine' })];
    await expect(under.stores.copies.create(message, evidenceOf(under.id), copies)).rejects.toThrow();
    under.aws.fault = undefined;
    const second = under.open();
    expect(await second.states.get(under.id)).toMatchObject({ open: 2, v: 2 });
    const other = [
      copyOf(under.id, 0, 'discarded'),
      copyOf(under.id, 1, 'discarded'),
      copyOf(under.id, 2, 'discarded'),
    ];
    expect((await second.copies.create(message, evidenceOf(under.id), other)).map(({ state }) => state)).toEqual([
      'received',
      'received',
      'held',
    ]);
    await second.sendUnsent(time + 2 * minute, 10);
    expect(under.aws.archiveRows).toMatchObject([{ id: under.id, r: 2, state: 'held' }]);
    expect((await second.copies.due(time + minute, 10)).filter((copy) => copy.id === under.id)).toHaveLength(2);
  });

  test('of a beginning leaves no message without its rows', async () => {
    const envelope = committed(under.id, { recipients: recipients(2) });
    under.aws.fault = dieAfter(under.updates('copy#00000'));
    await expect(under.stores.states.begin(envelope, 1)).rejects.toThrow();
    under.aws.fault = undefined;
    expect(await under.stores.states.get(under.id)).toBeUndefined();
    await under.stores.states.begin(envelope, 2);
    expect(await under.stores.states.get(under.id)).toMatchObject({ v: 1, policyVersion: 2 });
    expect((await under.stores.log.search({ id: under.id, limit: 9 })).records).toHaveLength(2);
  });

  test('whatever write of a decision it is, there is one decision and it is whole', async () => {
    for (let n = 1; n <= 4; n++) {
      under.id = under.nextId();
      const message = await under.stores.states.begin(committed(under.id, { recipients: recipients(3) }), 1);
      const copies = [0, 1, 2].map((r) => copyOf(under.id, r));
      under.aws.fault = dieAfter(n);
      await expect(under.stores.copies.create(message, evidenceOf(under.id), copies)).rejects.toThrow();
      under.aws.fault = undefined;
      expect((await under.stores.states.get(under.id))?.open).toBe(3);
      expect((await under.stores.copies.of(under.id)).map(({ v }) => v)).toEqual([1, 1, 1]);
      for (const { r } of copies) expect(await under.stores.log.events(under.id, r)).toHaveLength(1);
    }
  });
});

test('who is slow to write what was decided changes nothing of what became of it meanwhile', async () => {
  const message = await under.stores.states.begin(committed(under.id, { recipients: recipients(1) }), 1);
  const other = under.open();
  let raced = false;
  under.aws.fault = async (call, phase) => {
    if (raced || phase !== 'before' || !under.updates('copy#00000')(call)) return undefined;
    raced = true;
    const [copy] = await other.copies.of(under.id);
    await other.copies.transitions([stepOf(copy!, 'delivered', 'delivered', { due: undefined })]);
    return undefined;
  };
  const copies = await under.stores.copies.create(message, evidenceOf(under.id), [copyOf(under.id, 0)]);
  expect(copies).toMatchObject([{ v: 2, state: 'delivered' }]);
  expect(await under.stores.copies.of(under.id)).toEqual(copies);
  expect(under.aws.archiveRows).toHaveLength(1);
});

describe('a write whose answer is lost', () => {
  test.each([
    ['on the way', () => loseAnswer((call: Call) => call.operation === 'UpdateItem')],
    ['in an error', () => failAfter((call: Call) => call.operation === 'UpdateItem')],
  ])('%s is known as our own', async (_how, fault) => {
    const envelope = committed(under.id, { recipients: recipients(1) });
    under.aws.fault = fault();
    const message = await under.stores.states.begin(envelope, 1);
    expect(message).toMatchObject({ v: 1, policyVersion: 1 });
    under.aws.fault = fault();
    const lease = { owner: 'one', until: time + minute };
    const taken = { ...message, v: 2, tries: 1, lease };
    expect(await under.stores.states.save(taken)).toBe(true);
    under.aws.fault = fault();
    const [copy] = await under.stores.copies.create(taken, evidenceOf(under.id), [copyOf(under.id, 0)]);
    expect(copy).toMatchObject({ v: 1, state: 'received' });
    under.aws.fault = fault();
    const attempt = stepOf(copy!, 'attempting', 'attempted', { lease });
    expect(await under.stores.copies.transitions([attempt])).toEqual([true]);
    under.aws.fault = undefined;
    expect(await under.stores.copies.transitions([attempt])).toEqual([false]);
    expect(await under.stores.states.save(taken)).toBe(false);
  });

  test('is not taken for our own when another was faster', async () => {
    const [copy] = await under.decide(copyOf(under.id, 0));
    const other = under.open();
    let raced = false;
    under.aws.fault = async (call, phase) => {
      if (raced || phase !== 'before' || !under.updates('copy#00000')(call)) return undefined;
      raced = true;
      await other.copies.transitions([
        stepOf(copy!, 'attempting', 'attempted', { lease: { owner: 'two', until: under.now } }),
      ]);
      return undefined;
    };
    expect(await under.stores.copies.transitions([stepOf(copy!, 'attempting', 'attempted')])).toEqual([false]);
    expect((await under.stores.copies.of(under.id))[0]?.lease?.owner).toBe('two');
  });
});

describe('copies that are moved together', () => {
  test('are all tried when one cannot be written, which is told in the end', async () => {
    const copies = await under.decide(...[0, 1, 2].map((r) => copyOf(under.id, r)));
    const refused = { kind: 'error', status: 400, code: 'AccessDeniedException' } as const;
    under.aws.fault = failBefore(under.updates('copy#00001'), refused);
    const next = copies.map((copy) => stepOf(copy, 'delivered', 'delivered', { due: undefined }));
    await expect(under.stores.copies.transitions(next)).rejects.toThrow();
    under.aws.fault = undefined;
    const standing = await under.open().copies.of(under.id);
    expect(standing.map(({ state }) => state)).toEqual(['delivered', 'received', 'delivered']);
    // By the same process, which knows of the first writing no more than that it failed.
    expect(await under.stores.copies.transitions(next)).toEqual([false, true, false]);
    expect(await under.stores.sendUnsent(time + 2 * minute, 10)).toEqual({ sent: 2, left: 0 });
    expect(new Set(under.aws.archiveRows.map(({ r }) => r))).toEqual(new Set([0, 1, 2]));
  });

  test('lose where another was faster since they were read, and only there', async () => {
    await under.decide(copyOf(under.id, 0), copyOf(under.id, 1));
    const [one, two] = await under.stores.copies.of(under.id);
    const queued = stepOf(two!, 'queued', 'queued');
    await under.open().copies.transitions([queued]);
    const lease = { owner: 'one', until: time + minute };
    const take = (copy: RecipientState): RecipientState => stepOf(copy, 'attempting', 'attempted', { lease });
    expect(await under.stores.copies.transitions([take(one!), take(two!)])).toEqual([true, false]);
    expect(await under.stores.copies.transitions([take(queued)])).toEqual([true]);
    const kinds = (await under.stores.log.events(under.id, 1)).map(({ kind }) => kind);
    expect(kinds).toEqual(['decided', 'queued', 'attempted']);
  });

  test('are in the archive by one call', async () => {
    const copies = await under.decide(...recipients(30).map(({ r }) => copyOf(under.id, r)));
    const calls = (): number => under.aws.calls.filter(({ service }) => service === 'firehose').length;
    const before = calls();
    await under.stores.copies.transitions(copies.map((copy) => stepOf(copy, 'delivered', 'delivered')));
    expect(calls() - before).toBe(1);
    expect(under.aws.archiveRows.map(({ r }) => r)).toEqual(recipients(30).map(({ r }) => r));
  });
});

describe('what is large', () => {
  test('is in an object: the evidence of a thousand parts', async () => {
    const message = await under.stores.states.begin(committed(under.id, { recipients: recipients(1) }), 1);
    const evidence = large(evidenceOf(under.id));
    await under.stores.copies.create(message, evidence, [copyOf(under.id, 0)]);
    expect((await under.item('message'))?.['evidence']).toMatch(
      new RegExp(`^evidence/[0-9a-f]/${under.id}/evidence1-[0-9a-f]{32}.json$`),
    );
    expect(await under.stores.evidence.evidence(under.id)).toEqual(evidence);
    await under.stores.evidence.keep({ ...evidence, scan: 2 });
    expect((await under.stores.evidence.evidence(under.id))?.scan).toBe(2);
    const { records } = await under.stores.log.search({ id: under.id, limit: 1 });
    expect(records[0]?.findings.length).toBe(2);
  });

  test('is in objects: a hundred recipients with reasons without end', async () => {
    const message = await under.stores.states.begin(committed(under.id, { recipients: recipients(100) }), 1);
    const because = Array.from({ length: 300 }, (_, n) => reason(`${noise(n)}${noise(n + 1)}`));
    const copies = recipients(100).map(({ r }) =>
      copyOf(under.id, r, 'queued', { because: r === 7 ? longer(because) : because }),
    );
    const made = await under.stores.copies.create(message, evidenceOf(under.id), copies);
    expect(made).toEqual(copies.map((copy) => ({ ...copy, unsent: [] })));
    expect(await under.item('message')).toMatchObject({ copies: expect.stringMatching(/^evidence\//) });
    expect(await under.item('copy#00007')).toMatchObject({ body: expect.stringMatching(/^evidence\//) });
    const taken = stepOf(made[7]!, 'attempting', 'attempted', { lease: { owner: 'one', until: time } });
    expect(await under.stores.copies.transitions([taken])).toEqual([true]);
    expect((await under.stores.copies.of(under.id))[7]?.decision.because).toHaveLength(longer(because).length);
  }, 30_000);
});

test('a moving copy is found by what it waits for, though its entry was left alone', async () => {
  const [copy] = await under.decide(copyOf(under.id, 0));
  const later = stepOf(copy!, 'deferred', 'deferred', { due: time + day });
  await under.stores.copies.transitions([later]);
  // Taken long before it was due, by an operator's order, and its taker died.
  await under.stores.copies.transitions([
    stepOf(later, 'attempting', 'attempted', { lease: { owner: 'x', until: time + hour }, due: time + hour }),
  ]);
  const due = async (at: number): Promise<number> =>
    (await under.stores.copies.due(at, 1000)).filter((one) => one.id === under.id).length;
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
