/** Opens mailboxes for POP3 sessions: who may, one session a mailbox, and nothing of what goes wrong behind reaches the client. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Accounts } from '#core/ports/accounts.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Mailboxes } from '#core/ports/mailboxes.ts';
import type { MaildropLocks } from '#core/ports/maildrop-locks.ts';
import type { Login, Maildrop } from '#protocols/pop3/handler.ts';

import { keepLease, type Lease } from './lease.ts';
import type { LoginGuard, LoginLimits } from './login-guard.ts';

export interface MaildropLimits {
  /** Milliseconds that a session whose process died keeps others out of its mailbox; a third of it passes between two renewals. */
  lease: number;
}

export const maildropLimits: MaildropLimits = { lease: 60_000 };

export interface PostOfficeOptions {
  accounts: Accounts;
  mailboxes: Mailboxes;
  locks: MaildropLocks;
  guard: LoginGuard;
  limits: LoginLimits & MaildropLimits;
  clock: Clock;
  trouble: (error: unknown) => void;
}

export class PostOffice {
  readonly #options: PostOfficeOptions;

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
    const lease = await keepLease({ ...this.#options, account, owner: randomUUID(), time: this.#options.limits.lease });
    if (lease === undefined) return { kind: 'in use' };
    try {
      const messages = await this.#options.mailboxes.list(account);
      return { kind: 'open', maildrop: this.#maildrop(account, messages, lease) };
    } catch (error) {
      await lease.release();
      throw error;
    }
  }

  #maildrop(account: string, messages: Maildrop['messages'], lease: Lease): Maildrop {
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
          if (!(await lease.holds()))
            throw new Error('The lock of a mailbox was lost before its messages were removed');
          await mailboxes.remove(account, uids);
          return true;
        } catch (error) {
          trouble(error);
          return false;
        }
      },
      release: () => lease.release(),
    };
  }
}
