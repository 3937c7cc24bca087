/** One process serves the mailboxes of a data directory, so its memory knows all who have one open. */
import type { Clock } from '#core/ports/clock.ts';
import type { MaildropLocks } from '#core/ports/maildrop-locks.ts';

export class MemoryMaildropLocks implements MaildropLocks {
  readonly #leases = new Map<string, { owner: string; until: number }>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async take(account: string, owner: string, until: number): Promise<boolean> {
    const lease = this.#leases.get(account);
    if (lease !== undefined && lease.owner !== owner && lease.until > this.#clock()) return false;
    this.#leases.set(account, { owner, until });
    return true;
  }

  async renew(account: string, owner: string, until: number): Promise<boolean> {
    if (this.#leases.get(account)?.owner !== owner) return false;
    this.#leases.set(account, { owner, until });
    return true;
  }

  async release(account: string, owner: string): Promise<void> {
    if (this.#leases.get(account)?.owner === owner) this.#leases.delete(account);
  }
}
