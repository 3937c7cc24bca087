/** Who was refused during SMTP gets a record like everybody; a flood gets one for all of it. */
import type { Clock } from '#core/ports/clock.ts';
import type { Rejection } from '#core/ports/log-store.ts';
import type { Event } from '#core/record/event.ts';
import type { LogRecord } from '#core/record/log-record.ts';
import { eventOfRefusal, recordOfRefusal } from '#core/record/refusal.ts';
import { expiry } from '#wiring/table.ts';
import type { DynamoTable, Item, Key } from './dynamo-table.ts';
import { logAttributes, refusals } from './log-keys.ts';
import { pack, unpack } from './packed.ts';

/** Records of its own for one client and hour; what comes after is counted on one record, so that nobody can fill the table with 550s. */
export const ownRecordsPerHour = 100;
const hour = 60 * 60_000;
const day = 24 * hour;
const refusalSort = 'refused';

export const refusalKey = (key: string): Key => ({ pk: `refused#${key}`, sk: refusalSort });
export const isRefusal = ({ sk }: Key): boolean => sk === refusalSort;

/** Sums of one process on their way to the table: one write at a time for each record, and what comes meanwhile goes with the next. */
interface Sum {
  times: number;
  written: Promise<void>;
}

export class DynamoRejections {
  readonly #table: DynamoTable;
  readonly #clock: Clock;
  readonly #searchDays: number;
  /** Clients and hours that are known to be over the limit. */
  readonly #floods = new Set<string>();
  readonly #waiting = new Map<string, Sum>();
  readonly #writing = new Map<string, Promise<void>>();

  constructor(table: DynamoTable, clock: Clock, searchDays: number) {
    this.#table = table;
    this.#clock = clock;
    this.#searchDays = searchDays;
  }

  async reject(rejection: Rejection): Promise<void> {
    const flood = `flood/${rejection.clientIp}/${Math.floor(rejection.at / hour)}`;
    if (!this.#floods.has(flood) && (await this.#countHour(flood)) <= ownRecordsPerHour)
      return this.#record(rejection, 1);
    if (this.#floods.size > 10_000) this.#floods.clear();
    this.#floods.add(flood);
    return this.#add({ ...rejection, key: flood });
  }

  async #countHour(flood: string): Promise<number> {
    const set = { [expiry]: Math.ceil((this.#clock() + 2 * hour) / 1000) };
    const item = await this.#table.update({ pk: flood, sk: 'hour' }, { set, add: { n: 1 } });
    return (item?.['n'] ?? 1) as number;
  }

  #add(flood: Rejection): Promise<void> {
    const { key } = flood;
    const waiting = this.#waiting.get(key);
    if (waiting) {
      waiting.times++;
      return waiting.written;
    }
    const sum: Sum = { times: 1, written: Promise.resolve() };
    sum.written = this.#after(key, () => {
      this.#waiting.delete(key);
      return this.#record(flood, sum.times);
    });
    this.#waiting.set(key, sum);
    return sum.written;
  }

  #after(key: string, write: () => Promise<void>): Promise<void> {
    const before = this.#writing.get(key) ?? Promise.resolve();
    const written = before.then(write, write).finally(() => {
      if (this.#writing.get(key) === written) this.#writing.delete(key);
    });
    this.#writing.set(key, written);
    return written;
  }

  /** A write whose answer is lost may count twice: of refusals that does no harm. */
  async #record({ key, ...rejection }: Rejection, times: number): Promise<void> {
    const place = { id: key, r: 0, receivedAt: rejection.at, collector: 'smtp' as const, recipient: '' };
    await this.#table.update(
      refusalKey(key),
      {
        set: { updatedAt: rejection.at, [expiry]: Math.ceil((rejection.at + this.#searchDays * day) / 1000) },
        first: { state: 'rejected', rejection: pack(rejection), ...logAttributes(place, refusals) },
        add: { v: times, attempts: times },
      },
      undefined,
      'NONE',
    );
  }
}

export function refusalOf(item: Item): { record: LogRecord; events: Event[] } {
  const key = item.pk.slice(item.pk.indexOf('#') + 1);
  const rejection = { ...(unpack(item['rejection'] as Uint8Array) as Omit<Rejection, 'key'>), key };
  const since = { v: item['v'], updatedAt: item['updatedAt'], attempts: item['attempts'] } as Pick<
    LogRecord,
    'v' | 'updatedAt' | 'attempts'
  >;
  return { record: { ...recordOfRefusal(rejection), ...since }, events: [eventOfRefusal(rejection)] };
}
