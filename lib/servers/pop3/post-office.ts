/** Opens mailboxes for POP3 sessions: who may, one session a mailbox, and nothing of what goes wrong behind reaches the client. */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Accounts } from '#core/ports/accounts.ts';
import type { Mailboxes } from '#core/ports/mailboxes.ts';
import type { Login, Maildrop } from '#protocols/pop3/handler.ts';

import type { LoginGuard, LoginLimits } from './login-guard.ts';

export interface PostOfficeOptions {
  accounts: Accounts;
  mailboxes: Mailboxes;
  guard: LoginGuard;
  limits: LoginLimits;
  trouble: (error: unknown) => void;
}

export class PostOffice {
  readonly #options: PostOfficeOptions;
  /** RFC 1939 section 4: the exclusive-access lock of each open maildrop. */
  readonly #open = new Set<string>();

  constructor(options: PostOfficeOptions) {
    this.#options = options;
  }

  async login(network: string, name: string, password: string): Promise<Login> {
    const { accounts, guard, limits, trouble } = this.#options;
    if (!guard.allows(network)) return { kind: 'busy' };
    try {
      const account = await accounts.verify(name, password);
      if (account !== undefined) return await this.#openMaildrop(account);
    } catch (error) {
      trouble(error);
      return { kind: 'unavailable' };
    }
    guard.failed(network);
    await sleep(limits.failureDelay);
    return { kind: 'wrong' };
  }

  async #openMaildrop(account: string): Promise<Login> {
    if (this.#open.has(account)) return { kind: 'in use' };
    this.#open.add(account);
    try {
      const messages = await this.#options.mailboxes.list(account);
      return { kind: 'open', maildrop: this.#maildrop(account, messages) };
    } catch (error) {
      this.#open.delete(account);
      throw error;
    }
  }

  #maildrop(account: string, messages: Maildrop['messages']): Maildrop {
    const { mailboxes, trouble } = this.#options;
    return {
      messages,
      read: (uid) =>
        mailboxes.read(account, uid).catch((error: unknown) => {
          trouble(error);
          return undefined;
        }),
      remove: async (uids) => {
        try {
          await mailboxes.remove(account, uids);
          return true;
        } catch (error) {
          trouble(error);
          return false;
        }
      },
      release: () => void this.#open.delete(account),
    };
  }
}
