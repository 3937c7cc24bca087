import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Database } from '#adapters/embedded/database.ts';
import { Directory } from '#adapters/embedded/directory.ts';
import { FileMailboxes } from '#adapters/embedded/mailboxes.ts';
import { suite } from './mailboxes.ts';

suite('files and SQLite', async () => {
  const root = mkdtempSync(join(tmpdir(), 'citrusmail-mailboxes-'));
  const opened: { close(): Promise<void> }[] = [];
  const open = async (): Promise<FileMailboxes> => {
    const directory = new Directory(join(root, 'mailbox'));
    const database = new Database(join(root, 'citrusmail.db'));
    opened.push(directory, database);
    const mailboxes = new FileMailboxes(directory, database);
    await mailboxes.clear();
    return mailboxes;
  };
  return {
    mailboxes: await open(),
    reopen: open,
    close: async () => {
      await Promise.all(opened.map((each) => each.close()));
      rmSync(root, { recursive: true });
    },
  };
});
