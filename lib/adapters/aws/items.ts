/**
 * Items and what they say. A message is a partition: the item `message`, an item for each recipient's copy, one for the evidence of each
 * later scan. What conditions and indexes look at is an attribute of its own; the rest is packed, so that a copy stays within the
 * kilobyte that one write unit pays for.
 */
import type { Event } from '#core/record/event.ts';
import type { LogRecord } from '#core/record/log-record.ts';
import { isMoving, type Lease, type MessageState, type RecipientState } from '#core/record/state.ts';
import type { Key } from './dynamo-table.ts';

export const messageSort = 'message';
export const evidenceSorts = 'evidence#';
const copySorts = 'copy#';
const digits = (n: number): string => String(n).padStart(5, '0');
export const lastOrdinal = 99_999;

export const messageKey = (id: string): Key => ({ pk: id, sk: messageSort });
export const copyKey = (id: string, r: number): Key => ({ pk: id, sk: `${copySorts}${digits(r)}` });
export const evidenceKey = (id: string, scan: number): Key => ({ pk: id, sk: `${evidenceSorts}${digits(scan)}` });
export const isCopyKey = ({ sk }: Key): boolean => sk.startsWith(copySorts);
export const copyOrdinal = (sk: string): number => Number(sk.slice(copySorts.length));

/** How a message came to one recipient: never changed. */
export interface Arrival extends Pick<
  LogRecord,
  'receivedAt' | 'collector' | 'clientIp' | 'helo' | 'tls' | 'mailFrom' | 'recipient' | 'size'
> {}

/** What a record says of a scan; of its findings the codes, by which it is searched. */
export interface Found extends Pick<
  LogRecord,
  'headerFrom' | 'subject' | 'messageId' | 'spf' | 'dkim' | 'dmarc' | 'arc'
> {
  scan: number;
  codes: string[];
}

/** One copy from its decision on. Its id and ordinal are in its key and are not repeated. */
export interface Body extends Pick<RecipientState, 'attempt' | 'giveUpAt' | 'last'> {
  decision: Omit<RecipientState['decision'], 'id' | 'r'>;
  found: Found;
  /** The latest of them. */
  events: Omit<Event, 'id' | 'r'>[];
  /** What all events have made of the record. */
  record: Pick<LogRecord, 'updatedAt' | 'attempts' | 'remote'>;
}

/** An entry of the wake index. */
export interface Wake {
  shard: string;
  at: number;
}

export interface StoredCopy {
  id: string;
  r: number;
  v: number;
  state: LogRecord['state'];
  due?: number;
  lease?: Lease;
  /** The version up to which the archive has its events. */
  sent: number;
  wake?: Wake;
  arrival: Arrival;
  /** Absent while `waiting`. */
  body?: Body;
}
export type DecidedCopy = StoredCopy & { body: Body; state: RecipientState['state'] };

export const isDecided = (copy: StoredCopy): copy is DecidedCopy => copy.body !== undefined;

export interface MessageItem extends Key, Partial<LeaseAttributes> {
  v: number;
  policyVersion: number;
  scan: number;
  tries: number;
  waitingSince?: number;
  due?: number;
  /** Packed, or the key of an object: there once the message is decided. */
  copies?: Uint8Array | string;
  evidence?: Uint8Array | string;
  /** The scan that `evidence` is of. */
  evidenceScan?: number;
}

export interface CopyItem extends Key, Partial<LeaseAttributes> {
  v: number;
  state: LogRecord['state'];
  due?: number;
  sent?: number;
  wakeShard?: string;
  wakeAt?: number;
  arrival: Uint8Array;
  body?: Uint8Array | string;
}

interface LeaseAttributes {
  leaseOwner: string;
  leaseUntil: number;
}

export const leaseAttributes = (lease?: Lease): Partial<LeaseAttributes> => ({
  leaseOwner: lease?.owner,
  leaseUntil: lease?.until,
});

function leaseOf({ leaseOwner: owner, leaseUntil: until }: Partial<LeaseAttributes>): { lease?: Lease } {
  return owner === undefined || until === undefined ? {} : { lease: { owner, until } };
}

export function messageOf(item: MessageItem, open: number): MessageState {
  const { pk: id, v, policyVersion, scan, tries, waitingSince, due } = item;
  return {
    id,
    v,
    policyVersion,
    scan,
    tries,
    ...(waitingSince !== undefined && { waitingSince }),
    ...(due !== undefined && { due }),
    ...leaseOf(item),
    open,
  };
}

export function copyOf(item: CopyItem, arrival: Arrival, body?: Body): StoredCopy {
  const { pk: id, sk, v, state, due, sent = 0, wakeShard: shard, wakeAt: at } = item;
  return {
    id,
    r: copyOrdinal(sk),
    v,
    state,
    ...(due !== undefined && { due }),
    ...leaseOf(item),
    sent,
    ...(shard !== undefined && at !== undefined && { wake: { shard, at } }),
    arrival,
    ...(body && { body }),
  };
}

/** As the rest of the filter knows it. Its events are in the log. */
export function stateOf({ id, r, v, state, due, lease, body }: DecidedCopy): RecipientState {
  const { decision, attempt, giveUpAt, last } = body;
  return {
    id,
    r,
    v,
    state,
    decision: { ...decision, id, r },
    ...(due !== undefined && { due }),
    attempt,
    ...(lease && { lease }),
    giveUpAt,
    ...(last && { last }),
    unsent: [],
  };
}

export const eventsOf = ({ id, r, body }: StoredCopy): Event[] =>
  body?.events.map((event) => ({ ...event, id, r })) ?? [];

export const openOf = (copies: readonly StoredCopy[]): number =>
  copies.filter((copy) => isDecided(copy) && isMoving(copy.state)).length;
