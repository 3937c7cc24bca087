import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';

import { throttle } from '../../test/support/aws/faults.ts';
import { context, type TestHouse, testHouse } from '../support/house.test-support.ts';
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

const run = async (id: string, name: string, more = {}): Promise<OpenAnswer> =>
  OpenAnswer.parse(await handler({ id, run: name, ...more }, context));

function later(milliseconds: number): void {
  const now = Date.now() + milliseconds;
  vi.spyOn(Date, 'now').mockReturnValue(now);
}

it('takes the message in hand and opens it', async () => {
  const id = await house.arrive('Subject: Hello\r\nFrom: carol@sender.example\r\n\r\nHello\r\n');
  expect(await run(id, 'first')).toMatchObject({
    next: 'examine',
    scan: 1,
    taken: { value: { envelope: { id }, state: { tries: 1, lease: { owner: 'first' } } } },
    opened: { value: { opened: { id, parts: [{ n: 0 }, { n: 1 }] }, summary: { subject: 'Hello' } } },
  });
  expect(await house.stores.states.get(id)).toMatchObject({ tries: 1, lease: { owner: 'first' } });
});

it('asked twice in one run opens it twice, and the try counts once', async () => {
  const id = await house.arrive();
  expect(await run(id, 'first')).toEqual(await run(id, 'first'));
  expect(await house.stores.states.get(id)).toMatchObject({ tries: 1 });
});

it('leaves it to the run that has it', async () => {
  const id = await house.arrive();
  await run(id, 'first');
  const outcome = { kind: 'left', until: (await house.stores.states.get(id))?.lease?.until };
  expect(await run(id, 'second')).toEqual({ next: 'done', outcome });
});

it('knows nothing of a message that is not there', async () => {
  const id = await house.arrive();
  await house.messages.finish(id);
  expect(await run(id, 'first')).toEqual({ next: 'done', outcome: { kind: 'left' } });
});

it('has a message that took two runs with it held instead of opened', async () => {
  const id = await house.arrive();
  for (const name of ['first', 'second']) {
    await run(id, name);
    later(6 * 60_000);
  }
  expect(await run(id, 'third')).toMatchObject({
    next: 'decide',
    taken: { value: { state: { tries: 3 } } },
    evidence: { value: { opened: { defects: [{ code: 'MESSAGE_BREAKS_WORKER' }] } } },
  });
});

it('looks again at a message without taking it in hand', async () => {
  const id = await house.arrive();
  const answer = await run(id, 'first', { rescan: 4 });
  expect(answer).toMatchObject({ next: 'examine', scan: 4 });
  expect(answer).not.toHaveProperty('taken');
  expect(await house.stores.states.get(id)).toBeUndefined();
});

it('puts what is too large for the state into scratch/', async () => {
  const parts = Array.from({ length: 300 }, (_, n) => `--b\r\nContent-Type: text/plain\r\n\r\n${n}\r\n`).join('');
  const id = await house.arrive(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${parts}--b--\r\n`);
  const answer = await run(id, 'first');
  expect(answer).toMatchObject({ next: 'examine', opened: { key: expect.stringMatching(/^scratch\//) } });
  expect(JSON.stringify(answer).length).toBeLessThan(20_000);
});

it('takes trouble of the store for nothing that the message did', async () => {
  const id = await house.arrive();
  house.aws.fault = throttle('s3', 100);
  await expect(run(id, 'first')).rejects.toMatchObject({ name: 'EngineUnavailable' });
});
