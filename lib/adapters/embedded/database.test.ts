import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { Database } from './database.ts';
import { schemaVersion } from './schema.ts';

let directory: string;
let file: string;
let db: Database;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'citrusmail-database-'));
  file = join(directory, 'citrusmail.db');
  db = new Database(file);
});
afterEach(async () => {
  await db.close();
  rmSync(directory, { recursive: true });
});

const insert = (version: number): number =>
  db.run(`INSERT INTO rules (version, at, by, policy, directory) VALUES (?, 0, '', '', '')`, version);
const versions = (): number[] =>
  db.all<{ version: number }>('SELECT version FROM rules ORDER BY version').map(({ version }) => version);

test('an operation that throws is undone alone, whatever it had written', async () => {
  const outcomes = await Promise.allSettled([
    db.write(() => insert(1)),
    db.write(() => {
      insert(2);
      throw new Error('changed its mind');
    }),
    db.write(() => insert(3)),
    db.write(() => insert(1)),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
  expect(versions()).toEqual([1, 3]);
  await db.write(() => insert(4));
  expect(versions()).toEqual([1, 3, 4]);
});

test('operations see what those before them wrote, in the order in which they came', async () => {
  const seen = await Promise.all([1, 2, 3].map((n) => db.write(() => [insert(n), versions().length])));
  expect(seen).toEqual([
    [1, 1],
    [1, 2],
    [1, 3],
  ]);
});

test('SQLite leaves the wait for the disk to us, and keeps the log that we wait for', () => {
  expect(db.get('PRAGMA synchronous')).toEqual({ synchronous: 1 });
  expect(db.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' });
});

test('a new database has the present schema, and keeps it when it is opened again', async () => {
  expect(db.get('PRAGMA user_version')).toEqual({ user_version: schemaVersion });
  await db.write(() => insert(1));
  await db.close();
  db = new Database(file);
  expect(versions()).toEqual([1]);
});

test('a schema of the future is refused with a sentence', async () => {
  await db.close();
  const other = new DatabaseSync(file);
  other.exec(`PRAGMA user_version = ${schemaVersion + 1}`);
  other.close();
  expect(() => new Database(file)).toThrow(/newer CitrusMail .* run the newer program/);
  const again = new DatabaseSync(file);
  again.exec(`PRAGMA user_version = ${schemaVersion}`);
  again.close();
  db = new Database(file);
});

test('a directory that is not there is not made by accident', async () => {
  expect(() => new Database(join(directory, 'missing', 'x.db'))).toThrow();
});
