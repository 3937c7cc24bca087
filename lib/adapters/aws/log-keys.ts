/** Where records lie in the log index: by domain, day and shard, in the order of their arrival. */
import { createHash } from 'node:crypto';

import type { LogRecord } from '#core/record/log-record.ts';
import { logIndex, logShards } from '#wiring/table.ts';

type Place = Pick<LogRecord, 'id' | 'r' | 'receivedAt' | 'collector' | 'recipient'>;

/** Not names of domains: mail of our own goes to any domain of the world, and refusals may have none. */
export const ownMail = '*own';
export const refusals = '*refused';

const day = 24 * 60 * 60_000;
/** Of digits in a time until the year 2286. */
const timeDigits = 13;

export function domainOf({ collector, recipient }: Pick<Place, 'collector' | 'recipient'>): string {
  if (collector === 'own') return ownMail;
  return recipient.slice(recipient.lastIndexOf('@') + 1).toLowerCase();
}

export function logAttributes(place: Place, domain = domainOf(place)): Record<string, string> {
  const shard = (createHash('sha256').update(place.id).digest()[1] ?? 0) % logShards;
  return {
    [logIndex.partition]: logDay(domain, place.receivedAt, shard),
    [logIndex.sort]: logAt(place),
  };
}

export function logAt({ receivedAt, id, r }: Pick<Place, 'receivedAt' | 'id' | 'r'>): string {
  return `${timeText(receivedAt)}#${id}#${String(r).padStart(5, '0')}`;
}

export const timeText = (at: number): string => String(Math.max(0, Math.ceil(at))).padStart(timeDigits, '0');
export const timeIn = (logAt: string): number => Number(logAt.slice(0, timeDigits));

/** All partitions of a day. */
export function logDays(domains: readonly string[], at: number): string[] {
  const shards = Array.from({ length: logShards }, (_, shard) => shard);
  return domains.flatMap((domain) => shards.map((shard) => logDay(domain, at, shard)));
}

function logDay(domain: string, at: number, shard: number): string {
  const [date = ''] = new Date(at).toISOString().split('T');
  return `${domain}#${date.replaceAll('-', '')}#${shard}`;
}

/** A moment of each day in UTC from the first of these moments to the last, the latest day first. */
export function daysBetween(since: number, until: number): number[] {
  const days = [];
  for (let at = Math.floor(until / day); at >= Math.floor(since / day); at--) days.push(at * day);
  return days;
}

/** Where a page ended; letters and digits for whoever carries it. */
export const cursorOf = (logAt: string): string => Buffer.from(logAt).toString('base64url');

export function logAtOf(cursor: string): string {
  const logAt = Buffer.from(cursor, 'base64url').toString();
  if (!/^\d{13}#.+#\d{5}$/s.test(logAt)) throw new RangeError('this cursor is not from a search');
  return logAt;
}
