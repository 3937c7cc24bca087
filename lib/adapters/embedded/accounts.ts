/** Who may log in to a mailbox: the accounts are in the directory document, their passwords in files beside the data. */
import { createHmac, randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';

import type { DirectoryDocument } from '#core/policy/directory.ts';
import type { Accounts } from '#core/ports/accounts.ts';
import { passwordMatches } from './passwords.ts';

type Mailbox = NonNullable<DirectoryDocument['mailboxes']>[number];

/** How many right passwords are remembered. Mail programs come back every few minutes, and a derivation each time is much for them. */
const rememberAtMost = 10_000;

export class FileAccounts implements Accounts {
  readonly #dataDir: string;
  readonly #directory: () => Promise<DirectoryDocument>;
  /** Proofs of what was found right, under a key that dies with this process. */
  readonly #remembered = new Set<string>();
  readonly #key = randomBytes(32);

  constructor(dataDir: string, directory: () => Promise<DirectoryDocument>) {
    this.#dataDir = dataDir;
    this.#directory = directory;
  }

  async verify(name: string, password: string): Promise<string | undefined> {
    const mailbox = find((await this.#directory()).mailboxes ?? [], name.toLowerCase());
    const stored = mailbox && (await this.#secret(mailbox));
    const proof = createHmac('sha256', this.#key)
      .update(JSON.stringify([stored, password]))
      .digest('base64');
    if (!this.#remembered.has(proof)) {
      if (!(await passwordMatches(password, stored))) return undefined;
      this.#remember(proof);
    }
    return mailbox?.address.toLowerCase();
  }

  #remember(proof: string): void {
    if (this.#remembered.size >= rememberAtMost) this.#remembered.clear();
    this.#remembered.add(proof);
  }

  /** The content of the file, without the line end that an editor leaves. */
  async #secret({ address, password }: Mailbox): Promise<string> {
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

/** The whole address, or the part before the @ where only one account has it. */
function find(mailboxes: readonly Mailbox[], name: string): Mailbox | undefined {
  const whole = mailboxes.find(({ address }) => address.toLowerCase() === name);
  const local = mailboxes.filter(({ address }) => address.toLowerCase().startsWith(`${name}@`));
  return whole ?? (local.length === 1 ? local[0] : undefined);
}

async function othersMayRead(file: string): Promise<boolean> {
  return process.platform !== 'win32' && ((await stat(file)).mode & 0o077) !== 0;
}
