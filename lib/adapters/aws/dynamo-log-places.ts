/** Where in the table a search has to look: keys of items, newest arrival first. */
import type { LogQuery } from '#core/ports/log-store.ts';
import { logIndex, logShards, wakeIndex } from '#wiring/table.ts';
import type { Domains } from './dynamo-domains.ts';
import type { DynamoTable, Item } from './dynamo-table.ts';
import { copyOrdinal } from './items.ts';
import { daysBetween, logAt, logDays, refusals, timeIn, timeText } from './log-keys.ts';
import { inOrder } from './streams.ts';
import { families, wakeKeys } from './wake.ts';

/** A key with its place in the order of the log. */
export interface Place {
  pk: string;
  sk: string;
  at: string;
}

export interface Span {
  since: number;
  until: number;
  /** Where the page before ended. */
  before?: string | undefined;
}

/** Index partitions that are read side by side. */
const atOnce = 64;
const page = 250;

/** Days x domains x shards, as many days at a time as there is room for; the first alone, since most searches end there. */
export async function* indexPlaces(
  table: DynamoTable,
  domains: readonly string[],
  { since, until, before }: Span,
): AsyncGenerator<Place> {
  const days = daysBetween(since, (before === undefined ? until : Math.min(until, timeIn(before) + 1)) - 1);
  const to = before !== undefined && before < timeText(until) ? before : timeText(until);
  const values = { from: timeText(since), to };
  // DynamoDB refuses a span that ends before it begins.
  if (values.from > to) return;
  for (let size = 1; days.length > 0; size = Math.max(1, Math.floor(atOnce / (domains.length * logShards)))) {
    const partitions = days.splice(0, size).flatMap((at) => logDays(domains, at));
    const streams = partitions.map((partition) => places(table, partition, values));
    yield* inOrder(streams, (a, b) => (a.at < b.at ? 1 : -1));
  }
}

async function* places(
  table: DynamoTable,
  partition: string,
  span: { from: string; to: string },
): AsyncGenerator<Place> {
  const text = `#${logIndex.partition} = :partition AND #${logIndex.sort} BETWEEN :from AND :to`;
  const where = { text, values: { partition, ...span } };
  for await (const item of table.query({ index: logIndex.name, where, newestFirst: true, page }))
    yield { pk: item.pk, sk: item.sk, at: item[logIndex.sort] as string };
}

/** Domains that may have what is asked for. */
export async function domainsOf(query: LogQuery, domains: Domains): Promise<string[]> {
  if (query.state === 'rejected' || query.fate === 'reject') return [refusals];
  const at = query.to?.lastIndexOf('@') ?? -1;
  const beginning = at < 0 ? '' : (query.to ?? '').slice(at + 1).toLowerCase();
  const named = (await domains.all()).filter((name) => name.startsWith(beginning) || name.startsWith('*'));
  return query.state === undefined && query.fate === undefined ? [...named, refusals] : named;
}

/** What is held has partitions of its own in the wake index: it may be older than any search looks back, and is little beside the rest. */
export async function* heldPlaces(table: DynamoTable, { since, until, before }: Span): AsyncGenerator<Place> {
  const to = Math.min(until - 1, before === undefined ? Infinity : timeIn(before));
  const span = { from: Math.max(0, since), to: Math.min(to, Number.MAX_SAFE_INTEGER) };
  const streams = [families.held, families.heldUnsent].map((family) => wakeKeys(table, family, span, true));
  const time = (item: Item): number => item[wakeIndex.sort] as number;
  let same: Place[] = [];
  for await (const item of inOrder(streams, (a, b) => time(b) - time(a))) {
    const place = placeOf(item, time(item));
    if (same[0] && timeIn(same[0].at) !== timeIn(place.at)) yield* newestFirst(same.splice(0));
    same.push(place);
  }
  yield* newestFirst(same);
}

function placeOf({ pk, sk }: Item, receivedAt: number): Place {
  return { pk, sk, at: logAt({ receivedAt, id: pk, r: copyOrdinal(sk) }) };
}

const newestFirst = (places: Place[]): Place[] => places.toSorted((a, b) => (a.at < b.at ? 1 : -1));

const minute = 60_000;
const uuidTime = /^[0-9a-f]{8}(-([0-9a-f]{0,4}))?/;

/** The times that an id of this beginning tells of, if it is a UUIDv7: ids are made when a message is announced, shortly before it is received. */
export function spanOfId(id: string): { since: number; until: number } | undefined {
  const [head, , tail = ''] = uuidTime.exec(id) ?? [];
  if (head === undefined) return undefined;
  const digits = id.slice(0, 8) + tail;
  const first = Number.parseInt(digits.padEnd(12, '0'), 16);
  return { since: first - minute, until: Number.parseInt(digits.padEnd(12, 'f'), 16) + 60 * minute };
}
