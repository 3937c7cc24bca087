import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { StoreFull } from '#core/ports/message-store.ts';
import { committed, copyOf, evidenceOf, messageId, stepOf } from '../../../test/contract/samples.ts';
import { DirectoryInUse } from './lock.ts';
import { openStores, type Stores } from './open-stores.ts';

const id = '01a3185c-5000-7000-8000-000000000001';
let root: string;
let dataDir: string;
let stores: Stores;
let now = 1000;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'citrusmail-stores-'));
  dataDir = join(root, 'new', 'data');
  stores = await openStores(dataDir, () => now);
});
afterEach(async () => {
  await stores.close();
  rmSync(root, { recursive: true });
});

test('a new directory is made, for its owner only', () => {
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  expect(readdirSync(dataDir)).toEqual(expect.arrayContaining(['citrusmail.db', 'incoming', 'mailbox', 'quarantine']));
});

test('one process has it at a time, and the next when that one is done', async () => {
  await expect(openStores(dataDir, () => now)).rejects.toThrow(DirectoryInUse);
  await stores.mailboxes.deliver('alice@example.test', { id, r: 0 }, Buffer.from('hello'));
  await stores.close();
  stores = await openStores(dataDir, () => now);
  expect(await stores.mailboxes.list('alice@example.test')).toHaveLength(1);
});

test('what cannot be opened is given free again', async () => {
  await stores.close();
  const database = new DatabaseSync(join(dataDir, 'citrusmail.db'));
  const { user_version: version } = database.prepare('PRAGMA user_version').get() ?? {};
  database.exec('PRAGMA user_version = 9999');
  for (let n = 0; n < 2; n++) await expect(openStores(dataDir, () => now)).rejects.toThrow(/newer CitrusMail/);
  database.exec(`PRAGMA user_version = ${Number(version)}`);
  database.close();
  stores = await openStores(dataDir, () => now);
});

test('a file that a dying process left in the mailboxes is nobody’s mail', async () => {
  await stores.mailboxes.deliver('alice@example.test', { id, r: 0 }, Buffer.from('hello'));
  await stores.close();
  writeFileSync(join(dataDir, 'mailbox', 'f'.repeat(64)), 'never listed');
  writeFileSync(join(dataDir, 'mailbox', '1-1.tmp'), 'half');
  stores = await openStores(dataDir, () => now);
  expect(readdirSync(join(dataDir, 'mailbox'))).toHaveLength(1);
  expect(await stores.mailboxes.list('alice@example.test')).toHaveLength(1);
});

test('who died over a message does not keep it from the next process', async () => {
  const [one, two, three] = [0, 1, 2].map((n) => messageId(1_800_000_000_000, n)) as [string, string, string];
  const lease = { owner: 'dead', until: 1e13 };
  for (const each of [one, two, three]) await stores.states.begin(committed(each), 1);
  const begun = (await stores.states.get(one))!;
  await stores.states.save({ ...begun, v: 2, tries: 1, lease, due: lease.until });
  const waiting = (await stores.states.get(two))!;
  await stores.states.save({ ...waiting, v: 2, due: 5000 });
  const [copy] = await stores.copies.create((await stores.states.get(three))!, evidenceOf(three), [copyOf(three, 0)]);
  await stores.copies.transitions([stepOf(copy!, 'attempting', 'attempted', { lease, due: lease.until })]);
  await stores.close();

  stores = await openStores(dataDir, () => now);
  expect(await stores.states.due(now, 10)).toMatchObject([{ id: one, v: 2, tries: 1 }]);
  expect(await stores.states.due(5000, 10)).toHaveLength(2);
  expect(await stores.copies.due(now, 10)).toMatchObject([{ id: three, v: 2, state: 'attempting' }]);
});

test('the reserve of the disk is respected', async () => {
  await stores.close();
  stores = await openStores(dataDir, () => now, Number.MAX_SAFE_INTEGER);
  await expect(stores.messages.draft(id, 1)).rejects.toThrow(StoreFull);
});

test('evidence is forgotten when its time is over, in portions', async () => {
  const scans = Array.from({ length: 450 }, (_, scan) => scan);
  await Promise.all(scans.map((scan) => stores.evidence.keep({ ...evidenceOf(id), scan })));
  now = 2000;
  await stores.evidence.keep({ ...evidenceOf(id), scan: 450 });
  expect(await stores.forget(2000)).toBe(450);
  expect(await stores.evidence.evidence(id, 449)).toBeUndefined();
  expect((await stores.evidence.evidence(id))?.scan).toBe(450);
});

test('the counts of floods are forgotten, their records are not', async () => {
  const at = 7_200_000;
  await stores.log.reject({ key: 'session/1', at, clientIp: '192.0.2.1', code: 550, text: 'no' });
  expect(await stores.forget(at)).toBe(0);
  expect(await stores.forget(at + 3_600_000)).toBe(1);
  expect((await stores.log.search({ state: 'rejected', limit: 10 })).records).toHaveLength(1);
});

test('mailboxes of the directory document log in', async () => {
  const directory = {
    v: 1 as const,
    domains: [],
    mailboxes: [{ address: 'alice@example.test', password: 'file:alice' }],
  };
  writeFileSync(join(dataDir, 'alice'), 'secret\n', { mode: 0o600 });
  await stores.rules.put({ version: 1, at: now, by: 'admin', policy: { v: 1, scopes: [] }, directory });
  expect(await stores.accounts.verify('alice', 'secret')).toBe('alice@example.test');
});
