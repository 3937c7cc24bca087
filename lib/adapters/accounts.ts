/** Who may log in to a mailbox: the accounts are in the directory document; where their passwords are kept is the host's affair. */
import { createHmac, randomBytes } from 'node:crypto';

import type { DirectoryDocument } from '#core/policy/directory.ts';
import type { Accounts } from '#core/ports/accounts.ts';
import { passwordMatches } from './passwords.ts';

export type Mailbox = NonNullable<DirectoryDocument['mailboxes']>[number];

/** How many right passwords are remembered. Mail programs come back every few minutes, and a derivation each time is much for them. */
const rememberAtMost = 10_000;

export class DirectoryAccounts implements Accounts {
  readonly #directory: () => Promise<DirectoryDocument>;
  readonly #kept: (mailbox: Mailbox) => Promise<string>;
  /** Proofs of what was found right, under a key that dies with this process. */
  readonly #remembered = new Set<string>();
  readonly #key = randomBytes(32);

  /** `kept` finds a mailbox's password as it is kept: plain, or a hash (passwords.ts). */
  constructor(directory: () => Promise<DirectoryDocument>, kept: (mailbox: Mailbox) => Promise<string>) {
    this.#directory = directory;
    this.#kept = kept;
  }

  async verify(name: string, password: string): Promise<string | undefined> {
    const mailbox = find((await this.#directory()).mailboxes ?? [], name.toLowerCase());
    const stored = mailbox && (await this.#kept(mailbox));
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
}

/** The whole address, or the part before the @ where only one account has it. */
function find(mailboxes: readonly Mailbox[], name: string): Mailbox | undefined {
  const whole = mailboxes.find(({ address }) => address.toLowerCase() === name);
  const local = mailboxes.filter(({ address }) => address.toLowerCase().startsWith(`${name}@`));
  return whole ?? (local.length === 1 ? local[0] : undefined);
}
