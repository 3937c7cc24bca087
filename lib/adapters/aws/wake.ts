/**
 * The index that finds what waits for somebody. Its entry says when at the earliest; whoever reads it looks at the item too, so that an
 * entry may be early and is left alone while a copy is in work: each change of it costs as much as the item.
 */
import { createHash } from 'node:crypto';

import { isMoving } from '#core/record/state.ts';
import { wakeIndex, wakeShards } from '#wiring/table.ts';
import type { DynamoTable, Item, Key } from './dynamo-table.ts';
import { isCopyKey, type StoredCopy, type Wake } from './items.ts';
import { inOrder, portions } from './streams.ts';

/** The families of partitions: what moves, or stopped moving a moment ago; and of what is at rest, what the archive has not and what is held. */
export const families = {
  moving: '',
  unsent: 'unsent#',
  /** Held, and not yet in the archive. */
  heldUnsent: 'held-unsent#',
  held: 'held#',
} as const;

export function wakeShard(id: string): number {
  return (createHash('sha256').update(id).digest()[0] ?? 0) % wakeShards;
}

/** When somebody may take it: it is due, and nobody's lease runs. What has neither is due at once, so that nothing is forgotten. */
export function readyAt({ due, lease }: Pick<StoredCopy, 'due' | 'lease'>): number {
  return Math.max(due ?? 0, lease?.until ?? 0);
}

/** Where this version of a copy is to be found, given where the version before was; `updatedAt` is the time of its last event. */
export function wakeOf(copy: StoredCopy, updatedAt: number, before?: Wake): Wake | undefined {
  const { id, v, sent, state, arrival } = copy;
  const shard = String(wakeShard(id));
  if (state === 'held')
    return { shard: `${sent < v ? families.heldUnsent : families.held}${shard}`, at: arrival.receivedAt };
  const known = before?.shard === shard ? before : undefined;
  if (state !== 'waiting' && isMoving(state)) return movingAt(copy, shard, known);
  return sent < v ? (known ?? { shard, at: updatedAt }) : undefined;
}

function movingAt(copy: StoredCopy, shard: string, known?: Wake): Wake {
  const at = readyAt(copy);
  return copy.lease && known && known.at <= at ? known : { shard, at };
}

export const wakeAttributes = (wake?: Wake): { wakeShard: string | undefined; wakeAt: number | undefined } => ({
  wakeShard: wake?.shard,
  wakeAt: wake?.at,
});

/** Keys in all partitions of a family with `wakeAt` in the span, oldest or newest first. */
export function wakeKeys(
  table: DynamoTable,
  family: string,
  { from = 0, to }: { from?: number; to: number },
  newestFirst = false,
): AsyncGenerator<Item> {
  // DynamoDB refuses a span that ends before it begins.
  if (from > to) return inOrder<Item>([], () => 0);
  const shards = Array.from({ length: wakeShards }, (_, n) => `${family}${n}`);
  const streams = shards.map((shard) =>
    table.query({
      index: wakeIndex.name,
      where: {
        text: `#${wakeIndex.partition} = :shard AND #${wakeIndex.sort} BETWEEN :from AND :to`,
        values: { shard, from, to },
      },
      newestFirst,
    }),
  );
  const at = (item: Item): number => item[wakeIndex.sort] as number;
  return inOrder(streams, (a, b) => (newestFirst ? at(b) - at(a) : at(a) - at(b)));
}

/** Of an overfull index a poll looks at no more than this; the next looks again. */
const mostLookedAt = 10_000;
const atOnce = 200;

/** Items that are ready, as `pick` sees it, the longest ready first. */
export async function due<T extends { ready: number }>(
  table: DynamoTable,
  keys: AsyncIterable<Key>,
  pick: (item: Item) => Promise<T | undefined>,
  limit: number,
): Promise<T[]> {
  const found: T[] = [];
  let looked = 0;
  for await (const some of portions(keys, atOnce)) {
    const picked = await Promise.all((await table.getAll(some, true)).map(pick));
    found.push(...picked.filter((one) => one !== undefined));
    looked += some.length;
    if (found.length >= limit || looked >= mostLookedAt) break;
  }
  return found.toSorted((a, b) => a.ready - b.ready).slice(0, limit);
}

export async function* only(keys: AsyncIterable<Item>, kind: 'copies' | 'messages'): AsyncGenerator<Key> {
  for await (const key of keys) if (isCopyKey(key) === (kind === 'copies')) yield key;
}
