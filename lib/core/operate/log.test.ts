import { afterEach, beforeEach, expect, it } from 'vitest';

import { noon, type TestInstallation, testInstallation } from '../../../test/support/installation.ts';
import { SearchTooWide } from '../ports/log-store.ts';
import { searchLog, showMessage } from './log.ts';
import { OperationFailed } from './operation.ts';

let test: TestInstallation;
beforeEach(async () => (test = await testInstallation()));
afterEach(() => test.close());

type Page = { copies: { record: { id: string; r: number }; events: { kind: string }[] }[]; evidence?: unknown };
const show = async (id: string): Promise<Page> => (await showMessage(test.installation, { id }, '')) as Page;

it('tells all of a message, a copy after the other', async () => {
  const id = await test.arrive();
  const { copies, evidence } = await show(id);
  expect(copies.map(({ record }) => record.r)).toEqual([0, 1]);
  expect(copies[0]?.events.map(({ kind }) => kind)).toEqual(['decided', 'queued']);
  expect(evidence).toMatchObject({ id, scan: 1 });
});

it('takes the beginning of an id that only one message has', async () => {
  const id = await test.arrive();
  expect((await show(id.slice(0, 35))).copies[0]?.record.id).toBe(id);
  const other = await test.arrive();
  await expect(show(id.slice(0, 8))).rejects.toThrow(`'${id.slice(0, 8)}' is the beginning of several ids (${other}`);
  await expect(show('ffff')).rejects.toThrow("There is no message 'ffff' in the log.");
});

it('finds what was refused by the reference in the answer', async () => {
  const refused = { at: noon, clientIp: '192.0.2.1', code: 550, text: '5.1.1 No such recipient here' };
  for (const n of [0, 1]) await test.installation.stores.log.reject({ ...refused, key: `aBcDeFgH/${n}` });
  await test.installation.stores.log.reject({ ...refused, key: 'aBxxxxxx/0' });
  const { copies, evidence } = await show('aBcDeFgH');
  expect(copies.map(({ record }) => record.id)).toEqual(['aBcDeFgH/0', 'aBcDeFgH/1']);
  expect(evidence).toBeUndefined();
  await expect(show('aB')).rejects.toThrow(/several ids/);
});

it('checks what it is asked', async () => {
  expect(await searchLog(test.installation, { limit: 1, state: 'waiting' }, '')).toEqual({ records: [] });
  await expect(searchLog(test.installation, { limit: 1, colour: 'red' }, '')).rejects.toThrow();
  await expect(searchLog(test.installation, { limit: 0 }, '')).rejects.toThrow();
});

it('has sentences for what the store will not look for, and for a cursor of another store', async () => {
  const store = test.installation.stores.log;
  store.search = () => Promise.reject(new SearchTooWide('Too many: say more.'));
  await expect(searchLog(test.installation, { limit: 1 }, '')).rejects.toThrow(
    new OperationFailed('Too many: say more.'),
  );
  store.search = () => Promise.reject(new RangeError('this is from elsewhere'));
  const foreign = searchLog(test.installation, { limit: 1, cursor: 'MTc2-4_x' }, '');
  await expect(foreign).rejects.toThrow(new OperationFailed('cursor: this is from elsewhere.'));
  await expect(searchLog(test.installation, { limit: 1 }, '')).rejects.toThrow(RangeError);
});
