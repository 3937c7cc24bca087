/**
 * SQLite behind one writer. Operations queue up and share a transaction and one wait for the disk; their promises resolve when the
 * write-ahead log has reached it. SQLite would do that wait itself (synchronous = FULL), but on this thread, and with it every
 * session: NORMAL leaves it to us, and we do it in the thread pool. What NORMAL gives up is only that wait: a transaction whose frames
 * are not complete in the write-ahead log is as if it never was, and whoever made it has not been answered yet.
 */
import { closeSync, fdatasync as fdatasyncCallback, openSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { promisify } from 'node:util';

import { GroupCommit, type Settled } from './group-commit.ts';
import { migrate } from './schema.ts';

const fdatasync = promisify(fdatasyncCallback);

/** Pages in the write-ahead log before they are brought home: 32 MB, so that a page that changes often goes once. */
const checkpointPages = 8192;

type Found<Row> = Row | undefined;

/** A group keeps this thread busy for some milliseconds; more would be felt by the sessions, and save no more waits. */
const groupLimit = 200;

/** Some statements that belong together; it may run twice, so it must not change anything but the database. */
type Operation = () => unknown;

export class Database {
  readonly #db: DatabaseSync;
  readonly #wal: number;
  readonly #statements = new Map<string, StatementSync>();
  /** After a failed fsync the kernel forgets what it could not write, and the next one says yes: nothing behind the gap would last. */
  #broken: Error | undefined;
  readonly #writes = new GroupCommit<Operation, unknown>((operations) => this.#commit(operations), groupLimit);

  constructor(file: string) {
    this.#db = new DatabaseSync(file, { timeout: 5000 });
    this.#db.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = ${checkpointPages};`,
    );
    this.#db.exec('PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY;');
    migrate(this.#db);
    // The log is there from the first reading on and keeps its inode as long as the database is open.
    this.#db.exec('PRAGMA user_version');
    this.#wal = openSync(`${file}-wal`, 'r+');
  }

  /** Runs `operation` in a transaction; resolves with what it returned once that is durable. A throw undoes it alone. */
  write<T>(operation: () => T): Promise<T> {
    return this.#writes.add(operation) as Promise<T>;
  }

  get<Row>(sql: string, ...values: SQLInputValue[]): Found<Row> {
    return this.#prepare(sql).get(...values) as Found<Row>;
  }

  all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#prepare(sql).all(...values) as Row[];
  }

  /** Runs a statement, inside `write` only; how many rows it changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#prepare(sql).run(...values).changes);
  }

  async close(): Promise<void> {
    await this.#writes.idle();
    closeSync(this.#wal);
    this.#db.close();
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) this.#statements.set(sql, (statement = this.#db.prepare(sql)));
    return statement;
  }

  async #commit(operations: readonly Operation[]): Promise<Settled<unknown>[]> {
    if (this.#broken) throw this.#broken;
    const outcomes = this.#together(operations) ?? this.#transaction(() => operations.map((each) => this.#apart(each)));
    try {
      await fdatasync(this.#wal);
    } catch (cause) {
      throw (this.#broken = new Error('the disk lost what was written to the database: mend it, then start again', {
        cause,
      }));
    }
    return outcomes;
  }

  /** The usual case pays for no savepoints; undefined when one of the operations threw. */
  #together(operations: readonly Operation[]): Settled<unknown>[] | undefined {
    try {
      return this.#transaction(() => operations.map((operation) => ({ ok: true, value: operation() })));
    } catch {
      return undefined;
    }
  }

  #apart(operation: Operation): Settled<unknown> {
    this.run('SAVEPOINT operation');
    try {
      const value = operation();
      this.run('RELEASE operation');
      return { ok: true, value };
    } catch (error) {
      this.run('ROLLBACK TO operation');
      this.run('RELEASE operation');
      return { ok: false, error };
    }
  }

  #transaction<T>(body: () => T): T {
    this.run('BEGIN IMMEDIATE');
    try {
      const outcome = body();
      this.run('COMMIT');
      return outcome;
    } catch (error) {
      if (this.#db.isTransaction) this.run('ROLLBACK');
      throw error;
    }
  }
}
