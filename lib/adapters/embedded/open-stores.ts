/** Every port that keeps something, on one machine and under one data directory. */
import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import type { Accounts } from '#core/ports/accounts.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Mailboxes } from '#core/ports/mailboxes.ts';
import type { MessageStore } from '#core/ports/message-store.ts';
import { FileAccounts } from './accounts.ts';
import { Database } from './database.ts';
import { Directory } from './directory.ts';
import { endFormerLeases } from './former-leases.ts';
import { lockDirectory } from './lock.ts';
import { FileMailboxes } from './mailboxes.ts';
import { Spool } from './spool.ts';
import { type SqliteStores, sqliteStores } from './sqlite-stores.ts';

export interface Stores extends SqliteStores {
  messages: MessageStore;
  mailboxes: Mailboxes;
  accounts: Accounts;
  /** Waits for what is being written, then gives the directory free. */
  close(): Promise<void>;
}

/** Enough for the database to write down what becomes of the mail that is in the house when the disk runs full. */
const defaultReserve = 256 * 1024 * 1024;

/** Throws `DirectoryInUse` when another process has the directory. `reserve`: bytes of the disk that messages may not use. */
export async function openStores(dataDir: string, clock: Clock, reserve = defaultReserve): Promise<Stores> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const lock = lockDirectory(dataDir);
  try {
    const database = new Database(join(dataDir, 'citrusmail.db'));
    await endFormerLeases(database);
    const stores = sqliteStores(database, clock);
    const spool = new Spool(dataDir, { clock, reserve });
    const mailboxFiles = new Directory(join(dataDir, 'mailbox'));
    const mailboxes = new FileMailboxes(mailboxFiles, database);
    await mailboxes.clear();
    await syncNames(dataDir);
    return {
      ...stores,
      messages: spool,
      mailboxes,
      accounts: new FileAccounts(dataDir, async () => (await stores.rules.current()).directory),
      async close() {
        await Promise.all([spool.close(), mailboxFiles.close()]);
        await database.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** What is in a new directory is durable when the directory's own name is. */
async function syncNames(dataDir: string): Promise<void> {
  for (const path of [dataDir, dirname(resolve(dataDir))]) {
    const directory = new Directory(path);
    await directory.sync();
    await directory.close();
  }
}
