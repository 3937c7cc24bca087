import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

import type { Examination, ExaminerName } from '#core/findings/finding.ts';
import { examinerFunctions } from '#wiring/filter.ts';
import { failBefore } from '../../test/support/aws/faults.ts';
// Before the functions: it says how loud they are.
import { context, type TestHouse, testHouse } from '../support/house.test-support.ts';
import { handler as open } from '../open/index.ts';
import { OpenAnswer } from '../support/state.ts';
import { handler } from './index.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await testHouse();
});
afterEach(() => {
  house.aws.fault = undefined;
  vi.restoreAllMocks();
  house.aws.assertHonest();
});
afterAll(() => house.aws.close());

const refused = { kind: 'error', status: 403, code: 'AccessDenied' } as const;

type Answers = Partial<Record<keyof typeof examinerFunctions, { error: string } | { digest: string }>>;

/** As the machine gives it to Decide; whoever is not named examined and found nothing. */
async function stateOf(id: string, run: string, answers: Answers = {}, more = {}) {
  const opened = OpenAnswer.parse(await open({ id, run, ...more }, context));
  const digest = opened.next === 'examine' ? opened.digest : '';
  const examined = Object.entries(examinerFunctions).map(([examiner, names]) => ({
    examiner,
    digest,
    examinations: { value: names.map((name) => nothing(id, name)) },
    ...answers[examiner as keyof Answers],
  }));
  return { id, run, ...more, opened, ...(opened.next === 'examine' && { examined }) };
}

function nothing(id: string, examiner: ExaminerName): Examination {
  return { v: 1, id, examiner, version: '1', outcome: 'examined', examined: 1, findings: [], truncated: false, ms: 1 };
}

const decide = (state: object): Promise<unknown> => handler(state, context);
const statesOf = async (id: string): Promise<string[]> => (await house.stores.copies.of(id)).map(({ state }) => state);
const codesOf = async (id: string): Promise<string[]> =>
  (await house.stores.copies.of(id)).flatMap(({ decision }) => decision.because.map(({ code }) => code));
const toDeliver = async (id: string): Promise<number> =>
  (await house.aws.queue(house.aws.deliveryQueue)).ready.filter((body) => body === JSON.stringify({ id })).length;

describe('a message in which nothing was found', () => {
  it('goes into the delivery queue, with a copy for every recipient', async () => {
    const id = await house.arrive(undefined, ['alice@inside.example', 'bob@inside.example']);
    expect(await decide(await stateOf(id, 'first'))).toEqual({ outcome: { kind: 'decided', moving: 2 } });
    expect(await statesOf(id)).toEqual(['queued', 'queued']);
    expect(await toDeliver(id)).toBe(1);
    expect((await house.stores.evidence.evidence(id))?.examinations.map(({ examiner }) => examiner)).toEqual([
      'antivirus/clamav',
      'antivirus/yara',
      'antivirus/documents',
      'attachments',
      'authentication',
      'wire',
      'spam',
    ]);
  });

  it('is decided once, however often the machine asks', async () => {
    const id = await house.arrive();
    const state = await stateOf(id, 'first');
    const first = await decide(state);
    const copies = await house.stores.copies.of(id);
    expect(await decide(state)).toEqual(first);
    expect(await house.stores.copies.of(id)).toEqual(copies);
    expect(OpenAnswer.parse(await open({ id, run: 'second' }, context))).toEqual({
      next: 'done',
      outcome: { kind: 'decided', moving: 1 },
    });
  });

  it('is decided although the delivery queue cannot be told', async () => {
    const id = await house.arrive();
    const state = await stateOf(id, 'first');
    house.aws.fault = failBefore((call) => call.service === 'sqs', refused);
    expect(await decide(state)).toEqual({ outcome: { kind: 'decided', moving: 1 } });
  });
});

describe('an examiner', () => {
  it.each([
    ['Runtime.ExitError', 'ANTIVIRUS_YARA_FAILED'],
    ['Lambda.Unknown', 'ANTIVIRUS_YARA_FAILED'],
    ['Runtime.OutOfMemory', 'ANTIVIRUS_YARA_FAILED'],
    ['States.Timeout', 'ANTIVIRUS_YARA_TIMED_OUT'],
    ['Sandbox.Timedout', 'ANTIVIRUS_YARA_TIMED_OUT'],
  ])('that ended with %s has the message held', async (error, code) => {
    const id = await house.arrive();
    await decide(await stateOf(id, 'first', { yara: { error } }));
    expect(await statesOf(id)).toEqual(['held']);
    expect(await codesOf(id)).toEqual([code]);
    expect(await toDeliver(id)).toBe(0);
    const keys = [...(await house.aws.objects()).keys()].filter((key) => key.includes(id));
    expect(keys).toEqual([expect.stringMatching(/^quarantine\//)]);
  });

  it.each([
    'EngineUnavailable',
    'Lambda.TooManyRequestsException',
    'Lambda.ENILimitReachedException',
    'Runtime.ImportModuleError',
  ])('that could not run (%s) has the message wait, and the try does not count', async (error) => {
    const id = await house.arrive();
    const outcome = { kind: 'waiting', due: expect.any(Number) };
    expect(await decide(await stateOf(id, 'first', { clamav: { error } }))).toEqual({ outcome });
    expect(await house.stores.states.get(id)).toMatchObject({ tries: 0, open: -1 });
  });

  it('that could not run for four hours has it held', async () => {
    const id = await house.arrive();
    const clamav = { error: 'EngineUnavailable' };
    await decide(await stateOf(id, 'first', { clamav }));
    const later = Date.now() + 4 * 60 * 60_000;
    vi.spyOn(Date, 'now').mockReturnValue(later);
    await decide(await stateOf(id, 'second', { clamav }));
    expect(await codesOf(id)).toEqual(['ENGINE_UNAVAILABLE']);
  });

  it('that opened another message than Open has it held', async () => {
    const id = await house.arrive();
    await decide(await stateOf(id, 'first', { content: { digest: 'another' } }));
    expect(await codesOf(id)).toEqual(['OPENED_DIFFERENTLY']);
  });
});

describe('a message that could not be opened', () => {
  const failed = (id: string, run: string, error: string): object => ({ id, run, opened: { error } });

  it('is given back when it took Open with it, and the try stays counted', async () => {
    const id = await house.arrive();
    await open({ id, run: 'first' }, context);
    expect(await decide(failed(id, 'first', 'Runtime.ExitError'))).toEqual({ outcome: { kind: 'broke' } });
    const state = await house.stores.states.get(id);
    expect(state).toMatchObject({ tries: 1 });
    expect(state).not.toHaveProperty('lease');
  });

  it('waits when our own store or the service was in trouble', async () => {
    const id = await house.arrive();
    await open({ id, run: 'first' }, context);
    expect(await decide(failed(id, 'first', 'EngineUnavailable'))).toMatchObject({ outcome: { kind: 'waiting' } });
    expect(await house.stores.states.get(id)).toMatchObject({ tries: 0 });
  });

  it.each(['another run has it', 'nobody has it', 'it is decided'])('fails the run when %s', async (why) => {
    const id = await house.arrive();
    if (why !== 'nobody has it') await open({ id, run: 'other' }, context);
    if (why === 'it is decided') await decide(await stateOf(id, 'other'));
    const before = await house.stores.states.get(id);
    await expect(decide(failed(id, 'first', 'Lambda.ServiceException'))).rejects.toMatchObject({
      name: 'Lambda.ServiceException',
    });
    expect(await house.stores.states.get(id)).toEqual(before);
  });

  it('is held after two tries, by what stands in place of a scan', async () => {
    const id = await house.arrive();
    for (const run of ['first', 'second']) {
      await open({ id, run }, context);
      await decide(failed(id, run, 'Runtime.ExitError'));
    }
    expect(await decide(await stateOf(id, 'third'))).toEqual({ outcome: { kind: 'decided', moving: 0 } });
    expect(await codesOf(id)).toEqual(['MESSAGE_BREAKS_WORKER']);
    expect(await statesOf(id)).toEqual(['held']);
  });
});

it('waits when the store fails in the middle of it', async () => {
  const id = await house.arrive();
  const state = await stateOf(id, 'first', { yara: { error: 'Runtime.ExitError' } });
  house.aws.fault = failBefore((call) => call.operation === 'CopyObject', refused);
  expect(await decide(state)).toMatchObject({ outcome: { kind: 'waiting' } });
  expect(await house.stores.states.get(id)).toMatchObject({ tries: 0, open: -1 });
});

it('answers a new scan with what was found, and decides nothing', async () => {
  const id = await house.arrive();
  const answer = await decide(await stateOf(id, 'first', { yara: { error: 'EngineUnavailable' } }, { rescan: 2 }));
  expect(answer).toMatchObject({
    evidence: {
      value: {
        id,
        scan: 2,
        examinations: expect.arrayContaining([
          expect.objectContaining({ examiner: 'antivirus/yara', outcome: 'unavailable' }),
        ]),
      },
    },
  });
  expect(await house.stores.copies.of(id)).toEqual([]);
});
