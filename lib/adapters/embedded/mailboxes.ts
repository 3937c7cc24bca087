/**
 * POP3 mailboxes: a file for each message, and a row that says that it is there. The file is durable before the row and goes after it,
 * so that a death in between leaves at most a file that nobody lists; the next start takes it away. The row of a message that was
 * removed stays, or a second try to deliver it would bring it back.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile, rename } from 'node:fs/promises';

import type { MailboxMessage, Mailboxes } from '#core/ports/mailboxes.ts';
import type { Database } from './database.ts';
import type { Directory } from './directory.ts';
import { createDurably, removeFile, smallSize } from './durable-file.ts';

interface Copy {
  id: string;
  r: number;
}

export class FileMailboxes implements Mailboxes {
  readonly #directory: Directory;
  readonly #db: Database;
  #serial = 0;

  constructor(directory: Directory, db: Database) {
    this.#directory = directory;
    this.#db = db;
  }

  /** Takes away what a former process left: files that it did not come to list, or to remove. Before anything is delivered. */
  async clear(): Promise<void> {
    const rows = this.#db.all<Copy & { account: string }>(
      'SELECT account, id, r FROM mailbox_messages WHERE removed = 0',
    );
    const listed = new Set(rows.map(({ account, ...copy }) => fileName(account, copy)));
    const left = readdirSync(this.#directory.path).filter((name) => !listed.has(name));
    await Promise.all(left.map((name) => removeFile(this.#directory.file(name))));
  }

  async deliver(account: string, copy: Copy, bytes: Uint8Array): Promise<void> {
    if (this.#known(account, copy)) return;
    const temporary = this.#directory.file(`${process.pid}-${++this.#serial}.tmp`);
    try {
      await createDurably(temporary, bytes);
      await rename(temporary, this.#file(account, copy));
    } catch (error) {
      await removeFile(temporary);
      throw error;
    }
    await this.#directory.sync();
    await this.#db.write(() =>
      this.#db.run(
        'INSERT INTO mailbox_messages (account, id, r, size) VALUES (?, ?, ?, ?) ON CONFLICT (account, id, r) DO NOTHING',
        account,
        copy.id,
        copy.r,
        bytes.length,
      ),
    );
  }

  async list(account: string): Promise<MailboxMessage[]> {
    const rows = this.#db.all<Copy & { size: number }>(
      'SELECT id, r, size FROM mailbox_messages WHERE account = ? AND removed = 0 ORDER BY arrival',
      account,
    );
    return rows.map(({ size, ...copy }) => ({ uid: uidOf(copy), size }));
  }

  async read(account: string, uid: string): Promise<Uint8Array> {
    const copy = copyOf(uid);
    const size = copy && this.#sizeOf(account, copy);
    if (!copy || size === undefined) throw new Error(`there is no message ${uid} in this mailbox`);
    const file = this.#file(account, copy);
    return size <= smallSize ? readFileSync(file) : readFile(file);
  }

  async remove(account: string, uids: string[]): Promise<void> {
    const copies = uids.map(copyOf).filter((copy) => copy !== undefined);
    const removed = await this.#db.write(() => copies.filter((copy) => this.#markRemoved(account, copy)));
    // They are removed, whatever the file system says now: what it keeps, the next start clears.
    await Promise.allSettled(removed.map((copy) => removeFile(this.#file(account, copy))));
  }

  #markRemoved(account: string, { id, r }: Copy): boolean {
    return (
      this.#db.run(
        'UPDATE mailbox_messages SET removed = 1 WHERE account = ? AND id = ? AND r = ? AND removed = 0',
        account,
        id,
        r,
      ) === 1
    );
  }

  #known(account: string, copy: Copy): boolean {
    return this.#sizeOf(account, copy) !== undefined;
  }

  #sizeOf(account: string, { id, r }: Copy): number | undefined {
    const sql = 'SELECT size FROM mailbox_messages WHERE account = ? AND id = ? AND r = ?';
    return this.#db.get<{ size: number }>(sql, account, id, r)?.size;
  }

  #file(account: string, copy: Copy): string {
    return this.#directory.file(fileName(account, copy));
  }
}

/** Unique in a mailbox for ever (RFC 1939 section 7) without a counter, which a backup put back would set back too. */
function uidOf({ id, r }: Copy): string {
  return `${id}.${r}`;
}

function copyOf(uid: string): Copy | undefined {
  const [, id, r] = /^([0-9a-f-]{36})\.(\d{1,5})$/.exec(uid) ?? [];
  return id !== undefined && r !== undefined ? { id, r: Number(r) } : undefined;
}

/** The same for every try to deliver a copy. An account's name may hold what a file name may not: its hash does not. */
function fileName(account: string, { id, r }: Copy): string {
  return createHash('sha256').update(`${account}\n${id}\n${r}`).digest('hex');
}
