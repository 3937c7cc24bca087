import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { openStores, type Stores } from '#adapters/embedded/open-stores.ts';
import { ensureRules } from './first-start.ts';

let dir: string;
let stores: Stores;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'citrusmail-first-start-'));
  stores = await openStores(dir, () => 1000, 0);
});
afterEach(async () => {
  await stores.close();
  rmSync(dir, { recursive: true });
});

const secret = (name: string): string => join(dir, 'secrets', name);

it('puts version 1 in force: mailboxes for alice and bob, and no policy of its own', async () => {
  const made = await ensureRules(stores, dir, () => 1000);
  expect(made.map(({ address }) => address)).toEqual(['alice@example.test', 'bob@example.test']);
  expect(await stores.rules.current()).toMatchObject({
    version: 1,
    at: 1000,
    by: 'first start',
    policy: { v: 1, scopes: [] },
    directory: { domains: [{ name: 'example.test', recipients: ['alice', 'bob'] }] },
  });
});

it('makes passwords that are typed easily, each another, in files for their owner alone', async () => {
  const [alice, bob] = await ensureRules(stores, dir, () => 1000);
  for (const made of [alice, bob]) expect(made?.password).toMatch(/^(?:[a-km-np-z2-9]{4}-){3}[a-km-np-z2-9]{4}$/);
  expect(alice?.password).not.toBe(bob?.password);
  expect(readFileSync(secret('alice'), 'utf8')).toBe(`${alice?.password}\n`);
  expect(statSync(secret('alice')).mode & 0o777).toBe(0o600);
  expect(statSync(join(dir, 'secrets')).mode & 0o777).toBe(0o700);
});

it('keeps a password that was put there before, and does not tell it', async () => {
  mkdirSync(join(dir, 'secrets'));
  writeFileSync(secret('alice'), 'correct horse\n');
  const [alice] = await ensureRules(stores, dir, () => 1000);
  expect(alice?.password).toBe(`(in ${secret('alice')})`);
  expect(readFileSync(secret('alice'), 'utf8')).toBe('correct horse\n');
});

it('does nothing the second time, whatever is in force by then', async () => {
  await ensureRules(stores, dir, () => 1000);
  const one = await stores.rules.current();
  const two = { ...one, version: 2, directory: { v: 1 as const, domains: [] } };
  await stores.rules.put(two);
  rmSync(join(dir, 'secrets'), { recursive: true });
  expect(await ensureRules(stores, dir, () => 2000)).toEqual([]);
  expect(await stores.rules.current()).toEqual(two);
  expect(existsSync(secret('alice'))).toBe(false);
});
