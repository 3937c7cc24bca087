/** The POP3 server over real mailboxes, files and SQLite, and mail in them; the password of every account is `secret`. */
import { join } from 'node:path';

import { Database } from '#adapters/embedded/database.ts';
import { Directory } from '#adapters/embedded/directory.ts';
import { FileMailboxes } from '#adapters/embedded/mailboxes.ts';
import { MemoryMaildropLocks } from '#adapters/embedded/maildrop-locks.ts';
import { createPop3Server, type Pop3Server, type Pop3ServerOptions } from '#servers/pop3/server.ts';

export interface Pop3House {
  mailboxes: FileMailboxes;
  database: Database;
  /** All servers of a house share its mailboxes and their locks. */
  server(options: Partial<Pop3ServerOptions>): Pop3Server;
  close(): Promise<void>;
}

export async function openPop3House(dataDir: string, trouble: (error: unknown) => void): Promise<Pop3House> {
  const directory = new Directory(join(dataDir, 'mailbox'));
  const database = new Database(join(dataDir, 'citrusmail.db'));
  const mailboxes = new FileMailboxes(directory, database);
  await mailboxes.clear();
  const clock = Date.now;
  const locks = new MemoryMaildropLocks(clock);
  const accounts = {
    verify: async (name: string, password: string) => (password === 'secret' ? name.toLowerCase() : undefined),
  };
  const usual: Pop3ServerOptions = {
    host: '127.0.0.1',
    port: 0,
    clearTextLogin: 'loopback',
    limits: { failureDelay: 1 },
    accounts,
    mailboxes,
    locks,
    clock,
    trouble,
  };
  return {
    mailboxes,
    database,
    server: (options) => createPop3Server({ ...usual, ...options }),
    async close() {
      await directory.close();
      await database.close();
    },
  };
}

/** The id of the nth message. */
export function nthId(n: number): string {
  return `01980000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
}
