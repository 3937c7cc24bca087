/** The SQLite stores in a directory of their own, for the contract suites. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Database } from '#adapters/embedded/database.ts';
import { type SqliteStores, sqliteStores } from '#adapters/embedded/sqlite-stores.ts';

export interface SqliteUnderTest extends SqliteStores {
  reopen(): Promise<SqliteStores>;
  close(): Promise<void>;
}

export async function openSqlite(): Promise<SqliteUnderTest> {
  const directory = mkdtempSync(join(tmpdir(), 'citrusmail-sqlite-'));
  const databases: Database[] = [];
  const open = (): SqliteStores => {
    const database = new Database(join(directory, 'citrusmail.db'));
    databases.push(database);
    return sqliteStores(database, () => 1_800_000_000_000);
  };
  return {
    ...open(),
    reopen: async () => open(),
    close: async () => {
      await Promise.all(databases.map((database) => database.close()));
      rmSync(directory, { recursive: true });
    },
  };
}
