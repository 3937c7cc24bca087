/** Claims and counters that all functions share: an item for each, which DynamoDB forgets by itself. */
import type { Claims } from '#core/ports/claims.ts';
import type { Clock } from '#core/ports/clock.ts';
import { expiry } from '#wiring/table.ts';
import type { DynamoTable, Key } from './dynamo-table.ts';

const keyOf = (key: string, sort: 'claim' | 'count'): Key => ({ pk: `notice#${key}`, sk: sort });
const forgotten = (expires: number): Record<string, number> => ({ [expiry]: Math.ceil(expires / 1000) });

export class DynamoClaims implements Claims {
  readonly #table: DynamoTable;
  readonly #clock: Clock;

  constructor(table: DynamoTable, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  /** DynamoDB takes its time to forget: what has expired is free, whether the item is there or not. */
  claim(key: string, expires: number): Promise<boolean> {
    return this.#table.win(
      keyOf(key, 'claim'),
      { set: { until: expires, ...forgotten(expires) } },
      { text: 'attribute_not_exists(#pk) OR #until <= :now', values: { now: this.#clock() } },
    );
  }

  /** A request whose answer is lost on the way is counted twice: a limit is reached early rather than late. */
  async count(key: string, expires: number): Promise<number> {
    const item = await this.#table.update(keyOf(key, 'count'), { set: forgotten(expires), add: { n: 1 } });
    return Number(item?.['n']);
  }
}
