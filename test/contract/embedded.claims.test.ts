import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, expect, it } from 'vitest';

import { SqliteClaims } from '#adapters/embedded/claims.ts';
import { Database } from '#adapters/embedded/database.ts';
import { sqliteStores } from '#adapters/embedded/sqlite-stores.ts';
import { suite } from './claims.ts';

const opened: { directory: string; database: Database }[] = [];
afterEach(async () => {
  for (const { directory, database } of opened.splice(0)) {
    await database.close();
    rmSync(directory, { recursive: true });
  }
});

function open(): Database {
  const directory = mkdtempSync(join(tmpdir(), 'citrusmail-claims-'));
  const database = new Database(join(directory, 'citrusmail.db'));
  opened.push({ directory, database });
  return database;
}

suite('SQLite', async (clock) => {
  const database = open();
  return () => new SqliteClaims(database, clock);
});

it('forgets what has expired', async () => {
  const stores = sqliteStores(open(), () => 1_000);
  await stores.claims.claim('old', 2_000);
  await stores.claims.claim('new', 9_000);
  await stores.claims.count('old', 2_000);
  expect(await stores.forget(5_000)).toBe(2);
  expect(await stores.claims.claim('new', 9_000)).toBe(false);
  expect(await stores.claims.count('old', 9_000)).toBe(1);
});
