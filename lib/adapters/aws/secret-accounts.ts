/** Who may log in, where passwords are in one secret of Secrets Manager: JSON, a name to a password or its hash. `secret:alice` is what `alice` names there. */
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';

import type { DirectoryDocument } from '#core/policy/directory.ts';
import type { Accounts } from '#core/ports/accounts.ts';
import type { Clock } from '#core/ports/clock.ts';
import { DirectoryAccounts, type Mailbox } from '../accounts.ts';
import { secrets } from './clients.ts';

type Passwords = ReadonlyMap<string, string>;

export interface SecretAccountsOptions {
  /** Of the secret; its ARN. */
  secret: string;
  directory: () => Promise<DirectoryDocument>;
  clock: Clock;
  /** For tests; the process's own otherwise. */
  client?: SecretsManagerClient;
}

/** A password that was changed is the only one after this time. */
const maxAge = 60_000;
const Secret = z.record(z.string(), z.string());

export class SecretAccounts implements Accounts {
  readonly #secret: string;
  readonly #clock: Clock;
  readonly #client: SecretsManagerClient;
  readonly #accounts: DirectoryAccounts;
  #known: { passwords: Promise<Passwords>; until: number } | undefined;

  constructor({ secret, directory, clock, client = secrets() }: SecretAccountsOptions) {
    this.#secret = secret;
    this.#clock = clock;
    this.#client = client;
    this.#accounts = new DirectoryAccounts(directory, (mailbox) => this.#kept(mailbox));
  }

  async verify(name: string, password: string): Promise<string | undefined> {
    // First, and for whatever name: that the secret had to be read tells nothing about the account.
    await this.#passwords();
    return this.#accounts.verify(name, password);
  }

  async #kept({ address, password }: Mailbox): Promise<string> {
    const [, name] = /^secret:(.+)$/.exec(password) ?? [];
    if (name === undefined)
      throw new Error(`the password of ${address} must be a name in the secret of the mailboxes, such as secret:alice`);
    const kept = (await this.#passwords()).get(name);
    if (kept === undefined || kept === '')
      throw new Error(`the secret of the mailboxes has no password ${name}, that of ${address}: add it to its JSON`);
    return kept;
  }

  #passwords(): Promise<Passwords> {
    if (this.#known && this.#clock() < this.#known.until) return this.#known.passwords;
    const asked = { passwords: this.#read(), until: this.#clock() + maxAge };
    this.#known = asked;
    // What could not be read is asked for again.
    asked.passwords.catch(() => {
      if (this.#known === asked) this.#known = undefined;
    });
    return asked.passwords;
  }

  async #read(): Promise<Passwords> {
    const { SecretString } = await this.#client.send(new GetSecretValueCommand({ SecretId: this.#secret }));
    return new Map(Object.entries(parse(SecretString ?? '')));
  }
}

function parse(text: string): Record<string, string> {
  try {
    return Secret.parse(JSON.parse(text));
  } catch {
    // Without the cause, which quotes what it could not read.
    throw new Error('the secret of the mailboxes must be JSON such as {"alice": "her password, or scrypt$..."}');
  }
}
