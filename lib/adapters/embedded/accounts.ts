/** Who may log in, where passwords are in files beside the data. */
import { readFile, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';

import type { DirectoryDocument } from '#core/policy/directory.ts';
import type { Accounts } from '#core/ports/accounts.ts';
import { DirectoryAccounts, type Mailbox } from '../accounts.ts';

export class FileAccounts implements Accounts {
  readonly #dataDir: string;
  readonly #accounts: DirectoryAccounts;

  constructor(dataDir: string, directory: () => Promise<DirectoryDocument>) {
    this.#dataDir = dataDir;
    this.#accounts = new DirectoryAccounts(directory, (mailbox) => this.#kept(mailbox));
  }

  verify(name: string, password: string): Promise<string | undefined> {
    return this.#accounts.verify(name, password);
  }

  /** The content of the file, without the line end that an editor leaves. */
  async #kept({ address, password }: Mailbox): Promise<string> {
    const file = resolve(this.#dataDir, password.replace(/^file:/, ''));
    if (!password.startsWith('file:') || !file.startsWith(resolve(this.#dataDir) + sep))
      throw new Error(`the password of ${address} must be a file under the data directory, such as file:secrets/alice`);
    const text = (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
    if (text === '') throw new Error(`${password}, the password of ${address}, is empty`);
    if (!text.startsWith('scrypt$') && (await othersMayRead(file)))
      throw new Error(`${password} holds a password that others may read: run chmod 600 on it`);
    return text;
  }
}

async function othersMayRead(file: string): Promise<boolean> {
  return process.platform !== 'win32' && ((await stat(file)).mode & 0o077) !== 0;
}
