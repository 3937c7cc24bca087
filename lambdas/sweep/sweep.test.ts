import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { decide } from '#core/decide/decide.ts';
import { firstCopy } from '#core/deliver/copy.ts';
import { compileRules } from '#core/policy/rules.ts';
import { evidenceOf } from '../../test/contract/samples.ts';
import { failBefore } from '../../test/support/aws/faults.ts';
import { context, type TestHouse, testHouse } from '../support/house.test-support.ts';
import { handler } from './index.ts';
import { lostBy } from './lost.ts';

let house: TestHouse;
const minute = 60_000;
beforeAll(async () => {
  house = await testHouse();
});
/** Each test begins in an hour of its own, at a minute in which nothing but the minute's own work is done. */
let hours = 0;
beforeEach(() => at(++hours * 24 * 60 + 1));
afterEach(() => {
  house.aws.fault = undefined;
  vi.restoreAllMocks();
  house.aws.assertHonest();
});
afterAll(() => house.aws.close());

const day = Math.ceil(Date.now() / (24 * 60 * minute)) * 24 * 60 * minute;

/** Puts the clock to that minute. */
function at(minutes: number): void {
  vi.spyOn(Date, 'now').mockReturnValue(day + minutes * minute);
}
const now = (): number => (Date.now() - day) / minute;

const sweep = (): Promise<unknown> => handler({ time: new Date(Date.now()).toISOString() }, context);
const inQueue = async (queue: string, id: string): Promise<number> =>
  (await house.aws.queue(queue)).ready.filter((body) => body === JSON.stringify({ id })).length;
const started = (id: string): Promise<number> => inQueue(house.aws.startQueue, id);
const toDeliver = (id: string): Promise<number> => inQueue(house.aws.deliveryQueue, id);

async function begun(): Promise<string> {
  const id = await house.arrive();
  const envelope = await house.messages.envelope(id);
  await house.stores.states.begin(envelope!, 1);
  return id;
}

/** With a copy as its policy has it for what was found. */
async function decided(codes: string[] = []): Promise<string> {
  const id = await begun();
  const [envelope, state] = [(await house.messages.envelope(id))!, (await house.stores.states.get(id))!];
  const evidence = { ...evidenceOf(id), examinations: codes.length > 0 ? unavailable(id) : [] };
  const rules = compileRules(await house.stores.rules.current());
  const decision = decide({ envelope, recipient: envelope.recipients[0]!, evidence, rules, at: Date.now() });
  await house.stores.copies.create(state, evidence, [firstCopy(decision, 5 * 24 * 60 * minute)]);
  if (codes.length > 0) await house.messages.hold(id);
  return id;
}

function unavailable(id: string) {
  const nothing = { version: '1', examined: 0, findings: [], truncated: false, ms: 0 };
  return [{ v: 1 as const, id, examiner: 'antivirus/clamav' as const, outcome: 'unavailable' as const, ...nothing }];
}

const isThere = async (id: string): Promise<boolean> =>
  [...(await house.aws.objects()).keys()].some((key) => key.startsWith('incoming/') && key.includes(id));

describe('every minute', () => {
  it('announces copies that are due and were announced a while ago, once a message', async () => {
    const id = await decided();
    await sweep();
    expect(await toDeliver(id)).toBe(0);
    at(now() + 1);
    await sweep();
    expect(await toDeliver(id)).toBe(1);
  });

  it('announces messages that nobody took for too long', async () => {
    const id = await begun();
    const state = (await house.stores.states.get(id))!;
    const lease = { owner: 'dead', until: Date.now() + 5 * minute };
    await house.stores.states.save({ ...state, v: 2, tries: 1, lease, due: lease.until });
    at(now() + 6);
    await sweep();
    expect(await started(id)).toBe(0);
    at(now() + 1);
    await sweep();
    expect(await started(id)).toBe(1);
  });

  it('does the rest when one thing fails, and says so', async () => {
    const id = await decided();
    at(now() + 1);
    house.aws.fault = failBefore((call) => call.service === 'firehose', { kind: 'error', status: 400, code: 'Bad' });
    await sweep();
    expect(await toDeliver(id)).toBe(1);
    // Every try: the SDK makes another when it sees that this clock and the server's disagree.
    house.aws.fault = (call, phase) =>
      call.service === 'sqs' && phase === 'before' ? { kind: 'error', status: 403, code: 'AccessDenied' } : undefined;
    await expect(sweep()).rejects.toMatchObject({ name: 'SweepFailed' });
  });
});

describe('every five minutes', () => {
  const later = (): void => at(Math.ceil((now() + 3) / 5) * 5);

  it('finds a message that nobody was told of', async () => {
    const id = await house.arrive();
    at(now() + 3);
    await sweep();
    expect(await started(id)).toBe(0);
    later();
    await sweep();
    expect(await started(id)).toBe(1);
  });

  it('puts away a message whose copies rest', async () => {
    const id = await decided();
    const [copy] = await house.stores.copies.of(id);
    await house.stores.copies.transitions([{ ...copy!, v: copy!.v + 1, state: 'delivered' }]);
    later();
    await sweep();
    expect(await isThere(id)).toBe(false);
  });

  it('leaves alone what is on its way', async () => {
    const id = await decided();
    later();
    await sweep();
    expect([await isThere(id), await started(id)]).toEqual([true, 0]);
  });

  it.each([
    [undefined, 'start'],
    [{ open: 0 }, 'finish'],
    [{ open: 1 }, undefined],
    [{ open: -1, due: 1_000_000 }, undefined],
    [{ open: -1, due: 0, lease: { owner: 'a', until: 1_000_000 } }, undefined],
    [{ open: -1, due: 0 }, 'start'],
  ])('does what %j asks for', (state, expected) => {
    const whole = state && { id: 'x', v: 1, policyVersion: 1, scan: 1, tries: 1, ...state };
    expect(lostBy(whole, 1_000_000)).toBe(expected);
  });
});

describe('every hour', () => {
  const nextHour = (days = 0): void => at(Math.ceil((now() + 1) / 60) * 60 + days * 24 * 60);

  it('lets held copies age out of the quarantine', async () => {
    const id = await decided(['ENGINE_UNAVAILABLE']);
    house.aws.machine = async () => ({ status: 'FAILED', error: 'not now' });
    nextHour(31);
    await sweep().catch(() => {});
    expect((await house.stores.copies.of(id)).map(({ state }) => state)).toEqual(['deleted']);
  });

  it('looks again at what was held for want of an engine, one that fails not keeping the others', async () => {
    const [broken, id] = [await decided(['ENGINE_UNAVAILABLE']), await decided(['ENGINE_UNAVAILABLE'])];
    house.aws.machine = async (input) => {
      const asked = input as { id: string; rescan: number };
      if (asked.id === broken) return { status: 'FAILED', error: 'Runtime.ExitError' };
      const evidence = { value: { ...evidenceOf(asked.id), scan: asked.rescan } };
      return { status: 'SUCCEEDED', output: { evidence } };
    };
    nextHour();
    await expect(sweep()).rejects.toMatchObject({ name: 'SweepFailed' });
    expect((await house.stores.copies.of(id))[0]).toMatchObject({ state: 'queued', decision: { scan: 2 } });
    expect((await house.stores.copies.of(broken))[0]).toMatchObject({ state: 'held' });
  });
});

it('goes on in the next minute where its time was too short', async () => {
  const id = await decided(['ENGINE_UNAVAILABLE']);
  let runs = 0;
  house.aws.machine = async () => (runs++, { status: 'FAILED', error: 'not now' });
  at(Math.ceil((now() + 1) / 60) * 60);
  const noTime = { ...(context as object), getRemainingTimeInMillis: () => 0 } as never;
  await handler({ time: new Date(Date.now()).toISOString() }, noTime);
  expect(runs).toBe(0);
  at(now() + 1);
  await sweep().catch(() => {});
  expect(runs).toBeGreaterThan(0);
  expect((await house.stores.copies.of(id))[0]?.state).toBe('held');
});
