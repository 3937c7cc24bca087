import { afterEach, beforeEach, expect, it } from 'vitest';

import { settle, take } from '../deliver/copy.ts';
import { all } from '../../../test/contract/samples.ts';
import { noon, type TestInstallation, testInstallation } from '../../../test/support/installation.ts';
import { dropQueue, holdQueue, listQueue, retryQueue } from './queue.ts';

let test: TestInstallation;
let id: string;
beforeEach(async () => {
  test = await testInstallation();
  id = await test.arrive();
});
afterEach(() => test.close());

const minute = 60_000;

/** As after an attempt at noon that the other side put off. */
async function defer(): Promise<void> {
  const { copies } = test.installation.stores;
  for (const copy of await copies.of(id)) {
    const taken = { ...take(copy, 'test', noon, minute), unsent: [] };
    await copies.transitions([taken]);
    const remote = { host: 'h', code: 451, text: 'later' };
    await copies.transitions([settle(taken, { recipient: '', outcome: 'deferred', remote }, noon, 0.5)]);
  }
}

it('is listed with what was said last', async () => {
  await defer();
  const listed = (await listQueue(test.installation, { limit: 10 }, '')) as { copies: object[] };
  expect(listed.copies).toHaveLength(2);
  expect(listed.copies[0]).toMatchObject({
    id,
    state: 'deferred',
    attempt: 1,
    due: noon + minute,
    last: { code: 451, text: 'later' },
  });
});

it('is tried now, with fresh patience', async () => {
  await defer();
  test.now = noon + 10_000;
  expect(await retryQueue(test.installation, { id }, 'anna')).toEqual({ retried: 2 });
  const due = await test.installation.stores.copies.due(test.now, 10);
  expect(due.map(({ state, attempt }) => [state, attempt])).toEqual([
    ['queued', 0],
    ['queued', 0],
  ]);
  expect(test.hurried).toBe(1);
});

it('is held, with its bytes', async () => {
  expect(await holdQueue(test.installation, { id, recipient: 'alice@example.test' }, 'anna')).toEqual({ held: 1 });
  expect(await test.states(id)).toEqual(['held', 'queued']);
  await holdQueue(test.installation, { id }, 'anna');
  expect(await all(test.installation.stores.messages.incoming())).toEqual([]);
  expect(await test.installation.stores.messages.envelope(id)).toBeDefined();
});

it('is dropped, and the message with the last copy', async () => {
  expect(await dropQueue(test.installation, { id }, 'anna')).toEqual({ dropped: 2 });
  expect(await test.states(id)).toEqual(['deleted', 'deleted']);
  expect(await test.installation.stores.messages.envelope(id)).toBeUndefined();
});

it('is left alone while an attempt is under way', async () => {
  const [copy] = await test.installation.stores.copies.of(id);
  if (copy) await test.installation.stores.copies.transitions([take(copy, 'test', noon, minute)]);
  expect(await dropQueue(test.installation, { id }, 'anna')).toEqual({ dropped: 1 });
  expect(await test.states(id)).toEqual(['attempting', 'deleted']);
});
