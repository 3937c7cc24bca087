/** Who has a maildrop open, in the table that all edge tasks share. Their clocks agree within far less than a lease. */
import type { Clock } from '#core/ports/clock.ts';
import type { MaildropLocks } from '#core/ports/maildrop-locks.ts';
import { expiry } from '#wiring/table.ts';

import type { Change, Condition, DynamoTable, Key } from './dynamo-table.ts';

const keyOf = (account: string): Key => ({ pk: `maildrop#${account}`, sk: 'lock' });
/** An item that nobody has changed for so long says nothing any more. */
const keptSeconds = 3_600;

const isOwn = (owner: string): Condition => ({ text: '#leaseOwner = :owner', values: { owner } });

export class DynamoMaildropLocks implements MaildropLocks {
  readonly #table: DynamoTable;
  readonly #clock: Clock;

  constructor(table: DynamoTable, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  /** The owner's own lease is no hindrance: a request whose answer was lost on the way is sent again. */
  take(account: string, owner: string, until: number): Promise<boolean> {
    const own = isOwn(owner);
    return this.#write(account, leaseOf(owner, until), {
      text: `attribute_not_exists(#leaseOwner) OR #leaseUntil <= :now OR ${own.text}`,
      values: { ...own.values, now: this.#clock() },
    });
  }

  renew(account: string, owner: string, until: number): Promise<boolean> {
    return this.#write(account, leaseOf(owner, until), isOwn(owner));
  }

  async release(account: string, owner: string): Promise<void> {
    await this.#write(account, { set: { leaseOwner: undefined, leaseUntil: undefined } }, isOwn(owner));
  }

  async #write(account: string, change: Change, when: Condition): Promise<boolean> {
    return (await this.#table.update(keyOf(account), change, when, 'NONE')) !== undefined;
  }
}

function leaseOf(owner: string, until: number): Change {
  return { set: { leaseOwner: owner, leaseUntil: until, [expiry]: Math.ceil(until / 1000) + keptSeconds } };
}
