/**
 * Events on their way to the archive. They stand in the copy's item until the archive has them: the writer of a copy that came to rest
 * sends them and notes it; what a dead writer left, and what the archive did not take, the sweeper sends.
 */
import { isMoving } from '#core/record/state.ts';
import { Archive, archiveRow } from './archive.ts';
import { recordOf } from './copy-record.ts';
import { type DynamoTable, isVersion } from './dynamo-table.ts';
import { copyKey, type CopyItem, type DecidedCopy, eventsOf, isDecided, type StoredCopy, type Wake } from './items.ts';
import { parallel } from './parallel.ts';
import { due, families, only, wakeAttributes, wakeKeys, wakeOf, wakeShard } from './wake.ts';

/** Who wrote a copy so long ago is dead, or the archive was. */
const grace = 60_000;
const atOnce = 20;

/** What an item says. */
export interface CopyReader {
  copy(item: CopyItem): Promise<StoredCopy>;
}

export class Outbox {
  readonly #table: DynamoTable;
  readonly #archive: Archive | undefined;

  /** Without an archive nothing is ever unsent. */
  constructor(table: DynamoTable, archive?: Archive) {
    this.#table = table;
    this.#archive = archive;
  }

  /** The version up to which this one's events count as sent when it is written. */
  sentBefore(v: number, sent: number): number {
    return this.#archive ? sent : v;
  }

  /** Sends what rests or waits for long. How many the archive has; of the others it is noted that it has not. */
  async send(copies: readonly DecidedCopy[]): Promise<number> {
    const ripe = copies.filter((copy) => copy.sent < copy.v && (isAtRest(copy) || copy.state === 'deferred'));
    if (!this.#archive || ripe.length === 0) return 0;
    const rows = ripe.map((copy) => archiveRow(recordOf(copy), copy.body.found.codes, eventsOf(copy)));
    const taken = await this.#archive.put(rows);
    const resting = ripe
      .map((copy, index) => ({ copy, taken: taken[index] === true }))
      .filter((one) => isAtRest(one.copy));
    await parallel(resting, atOnce, (one) => (one.taken ? this.#clear(one.copy) : this.#park(one.copy)));
    return taken.filter(Boolean).length;
  }

  /** What dead writers left and the archive has not taken before, the oldest first; for the sweeper. */
  async sendUnsent(read: CopyReader, now: number, limit: number): Promise<{ sent: number; left: number }> {
    const unsent: DecidedCopy[] = [];
    for (const family of [families.moving, families.unsent, families.heldUnsent]) {
      const keys = only(wakeKeys(this.#table, family, { to: now }), 'copies');
      const pick = async (item: object): Promise<{ ready: number; copy: DecidedCopy } | undefined> => {
        const copy = await read.copy(item as CopyItem);
        if (!isDecided(copy) || !isAtRest(copy) || copy.sent >= copy.v) return undefined;
        const ready = copy.body.record.updatedAt + grace;
        return ready <= now ? { ready, copy } : undefined;
      };
      const found = await due(this.#table, keys, pick, limit - unsent.length);
      unsent.push(...found.map(({ copy }) => copy));
      if (unsent.length >= limit) break;
    }
    const sent = await this.send(unsent);
    return { sent, left: unsent.length - sent };
  }

  #clear(copy: DecidedCopy): Promise<unknown> {
    return this.#note({ ...copy, sent: copy.v });
  }

  /** Out of the way of what is due: an archive that is away for an hour must not hide what moves. */
  async #park(copy: DecidedCopy): Promise<void> {
    const shard = `${families.unsent}${wakeShard(copy.id)}`;
    if (copy.state === 'held' || copy.wake?.shard === shard) return;
    await this.#note(copy, { shard, at: copy.body.record.updatedAt });
  }

  /** Unless it has moved on: then whoever moved it sees to its events. A note that is not made is made by the sweeper. */
  async #note(copy: DecidedCopy, wake: Wake | undefined = wakeOf(copy, copy.body.record.updatedAt)): Promise<void> {
    const set = { sent: copy.sent, ...wakeAttributes(wake) };
    try {
      await this.#table.update(copyKey(copy.id, copy.r), { set }, isVersion(copy.v), 'NONE');
    } catch {
      return;
    }
  }
}

const isAtRest = ({ state }: DecidedCopy): boolean => !isMoving(state);
