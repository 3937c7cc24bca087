/**
 * What this installation has been taught, in SQLite: a journal of lessons and of lessons taken back, which each process folds into counts
 * in memory and follows. Looking a message's tokens up costs no query beyond "is there anything new".
 */
import { DatabaseSync } from 'node:sqlite';

import { CountedLessons } from '#core/analyse/spam/counted-lessons.ts';
import type { Lessons, MailClass, Teacher } from '#core/ports/lessons.ts';

/** Holds hashes of words, no text; `tokens` are unsigned 32-bit numbers, least byte first. */
export const lessonsSchema: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS lessons (
    n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, class TEXT NOT NULL CHECK (class IN ('spam', 'ham')),
    taught INTEGER NOT NULL CHECK (taught IN (0, 1)), tokens BLOB NOT NULL
  ) STRICT`,
  'CREATE INDEX IF NOT EXISTS lessons_id ON lessons (id, n)',
];

interface Row {
  n: number;
  id: string;
  class: MailClass;
  taught: number;
  tokens: Uint8Array;
}

export interface EmbeddedLessons extends Lessons, Teacher {
  teach(id: string, as: MailClass, tokens: Uint32Array): boolean;
  undo(id: string): boolean;
  close(): void;
}

export interface LessonsOptions {
  /** For the threads that scan: they never teach. */
  readOnly?: boolean;
}

export function openLessons(path: string, { readOnly = false }: LessonsOptions = {}): EmbeddedLessons {
  const database = new DatabaseSync(path, { readOnly, timeout: 5000 });
  if (!readOnly) for (const statement of lessonsSchema) database.exec(statement);
  const counted = new CountedLessons();
  let news = prepareNews(database);
  let last = 0;

  const follow = (): void => {
    news ??= prepareNews(database);
    for (const row of news?.(last) ?? []) {
      last = row.n;
      if (row.taught === 1) counted.teach(row.id, row.class, fromBytes(row.tokens));
      else counted.undo(row.id);
    }
  };
  const journal = (id: string, as: MailClass, taught: 0 | 1, tokens: Uint32Array): void => {
    database
      .prepare('INSERT INTO lessons (id, class, taught, tokens) VALUES (?, ?, ?, ?)')
      .run(id, as, taught, toBytes(tokens));
  };
  /** What is true and what is written must not part: no other process may teach in between. */
  const alone = <T>(work: () => T): T => {
    database.exec('BEGIN IMMEDIATE');
    try {
      follow();
      const result = work();
      database.exec('COMMIT');
      follow();
      return result;
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
  };

  return {
    teach: (id, as, tokens) =>
      alone(() => {
        const known = counted.classOf(id) === as;
        if (!known) journal(id, as, 1, tokens);
        return !known;
      }),
    undo: (id) =>
      alone(() => {
        const as = counted.classOf(id);
        if (as) journal(id, as, 0, new Uint32Array());
        return as !== undefined;
      }),
    total: () => {
      follow();
      return counted.total();
    },
    lookup: (tokens) => counted.lookup(tokens),
    close: () => database.close(),
  };
}

/** Undefined as long as the table is not there: an installation that was never taught anything, read by a thread that may not make it. */
function prepareNews(database: DatabaseSync): ((after: number) => Row[]) | undefined {
  const there = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'lessons'").get() !== undefined;
  if (!there) return undefined;
  const statement = database.prepare('SELECT n, id, class, taught, tokens FROM lessons WHERE n > ? ORDER BY n');
  return (after) => statement.all(after) as unknown as Row[];
}

const toBytes = (tokens: Uint32Array): Uint8Array =>
  new Uint8Array(tokens.buffer, tokens.byteOffset, tokens.byteLength);

/** Copied, because SQLite's bytes need not lie on a boundary of four. */
function fromBytes(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.slice().buffer);
}
