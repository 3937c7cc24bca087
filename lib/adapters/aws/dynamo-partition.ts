/** The partition of one message: read whole, and finished where the one who decided died before all copies were written. */
import type { Evidence } from '#core/analyse/evidence.ts';
import type { RecipientState } from '#core/record/state.ts';
import { expiry, keys } from '#wiring/table.ts';
import { bodyOf, foundIn } from './copy-record.ts';
import { type DynamoTable, type Item, isVersion } from './dynamo-table.ts';
import type { CopyReader, Outbox } from './dynamo-outbox.ts';
import type { Overflow } from './dynamo-overflow.ts';
import {
  type Arrival,
  type Body,
  copyKey,
  copyOf,
  type CopyItem,
  type DecidedCopy,
  type Found,
  isCopyKey,
  isDecided,
  lastOrdinal,
  leaseAttributes,
  messageSort,
  type MessageItem,
  type StoredCopy,
} from './items.ts';
import { parallel } from './parallel.ts';
import { wakeAttributes, wakeOf } from './wake.ts';

export interface Standing {
  /** Absent when the message was never begun. */
  message?: MessageItem;
  /** By `r`; those that are not decided as well. */
  copies: StoredCopy[];
}

const atOnce = 25;
const day = 24 * 60 * 60_000;

export interface PartitionParts {
  table: DynamoTable;
  overflow: Overflow;
  outbox: Outbox;
  searchDays: number;
}

export class Partition implements CopyReader {
  readonly #parts: PartitionParts;

  constructor(parts: PartitionParts) {
    this.#parts = parts;
  }

  /** Message and copies as they stand. Who reads a decided message with copies that are not, writes them. */
  async standing(id: string): Promise<Standing> {
    const items = await this.#parts.table.all(partitionOf(id));
    const message = items.find(({ sk }) => sk === messageSort) as MessageItem | undefined;
    const copies = await this.#copiesIn(items);
    if (!message) return { copies };
    return { message, copies: copies.every(isDecided) ? copies : await this.#complete(message, copies) };
  }

  /** The copies alone, as the items have them; from one ordinal to another. */
  async copies(id: string, first = 0, last = lastOrdinal): Promise<StoredCopy[]> {
    return this.#copiesIn(await this.#parts.table.all(partitionOf(id, [copyKey(id, first).sk, copyKey(id, last).sk])));
  }

  async one(id: string, r: number): Promise<StoredCopy | undefined> {
    const item = await this.#parts.table.get(copyKey(id, r));
    return item && this.copy(item as unknown as CopyItem);
  }

  async copy(item: CopyItem): Promise<StoredCopy> {
    const { overflow } = this.#parts;
    const arrival = await overflow.read<Arrival>(item.arrival);
    return copyOf(item, arrival, item.body === undefined ? undefined : await overflow.read<Body>(item.body));
  }

  /** The version of a copy that comes after this one, with its place in the wake index. */
  next(before: StoredCopy, next: RecipientState, found: Found): DecidedCopy {
    const { id, r, arrival } = before;
    const { v, state, due, lease } = next;
    const sent = this.#parts.outbox.sentBefore(v, before.sent);
    const body = bodyOf(next, found, before.body);
    const copy = { id, r, v, state, ...(due !== undefined && { due }), ...(lease && { lease }), sent, arrival, body };
    const wake = wakeOf(copy, body.record.updatedAt, before.wake);
    return { ...copy, ...(wake && { wake }) };
  }

  /** What a copy's item says beside how it came. What is held is kept until it is not; all else for as long as it can be searched. */
  async attributes({ id, r, v, state, due, lease, sent, wake, body }: DecidedCopy): Promise<Record<string, unknown>> {
    return {
      v,
      state,
      due,
      ...leaseAttributes(lease),
      sent: sent || undefined,
      ...wakeAttributes(wake),
      body: await this.#parts.overflow.keep(id, `copy${r}`, body),
      [expiry]: state === 'held' ? undefined : this.expires(body.record.updatedAt),
    };
  }

  /** In seconds, as DynamoDB wants it. */
  expires(since: number): number {
    return Math.ceil((since + this.#parts.searchDays * day) / 1000);
  }

  async #copiesIn(items: Item[]): Promise<StoredCopy[]> {
    return Promise.all(items.filter(isCopyKey).map((item) => this.copy(item as unknown as CopyItem)));
  }

  async #complete(message: MessageItem, copies: StoredCopy[]): Promise<StoredCopy[]> {
    if (!message.copies || !message.evidence) return copies;
    const { overflow, outbox } = this.#parts;
    const decided = await overflow.read<RecipientState[]>(message.copies);
    const found = foundIn(await overflow.read<Evidence>(message.evidence));
    const written: DecidedCopy[] = [];
    const complete = await parallel(copies, atOnce, async (copy) => {
      const first = decided.find(({ r }) => r === copy.r);
      if (isDecided(copy) || !first) return copy;
      const next = this.next(copy, first, found);
      if (!(await this.#decide(next))) return (await this.one(copy.id, copy.r)) ?? copy;
      written.push(next);
      return next;
    });
    await outbox.send(written);
    return complete;
  }

  /** False when another reader was faster. */
  async #decide(copy: DecidedCopy): Promise<boolean> {
    const set = await this.attributes(copy);
    return this.#parts.table.win(copyKey(copy.id, copy.r), { set }, isVersion(0));
  }
}

function partitionOf(id: string, among?: [first: string, last: string]) {
  const where = `#${keys.partition} = :id`;
  if (!among) return { where: { text: where, values: { id } } };
  const [first, last] = among;
  return { where: { text: `${where} AND #${keys.sort} BETWEEN :first AND :last`, values: { id, first, last } } };
}
