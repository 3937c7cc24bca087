/**
 * POP3 mailboxes: an object for each message, and an item of the table that says that it is there. A mailbox is a partition, so that listing
 * it is one query: cheaper than asking S3 while it is small, and ten times as fast when it has a hundred thousand messages, of which
 * S3 lists a thousand at a time. The sort key is (id, r) and not the arrival, which is another at each try: the same copy has one item only.
 * The item of a removed message stays for as long as anything could try to deliver it again. The object is there before the item
 * and goes after it, so that a death in between leaves at most an object that nobody lists.
 */
import { createHash } from 'node:crypto';

import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

import type { Clock } from '#core/ports/clock.ts';
import type { MailboxMessage, Mailboxes } from '#core/ports/mailboxes.ts';
import { prefixes } from '#wiring/keys.ts';
import { expiry } from '#wiring/table.ts';
import { s3 } from './clients.ts';
import { dynamo } from './dynamo-client.ts';
import { DynamoTable, isAbsent, type Item, type Key } from './dynamo-table.ts';
import { parallel } from './parallel.ts';
import { ifThere, isTaken } from './s3-errors.ts';
import { checkedId, isId } from './s3-keys.ts';

interface Copy {
  id: string;
  r: number;
}

interface Entry extends Item {
  arrival: number;
  size: number;
  removed?: boolean;
}

export interface MailboxOptions {
  bucket: string;
  table: string;
  clock: Clock;
  /** For tests; the process's own otherwise. */
  clients?: { dynamo: DynamoDBDocumentClient; s3: S3Client };
}

/** Queues forget after 14 days, and deliveries are given up before. */
const removedDays = 15;
const secondsADay = 24 * 60 * 60;
const removalsAtOnce = 25;

export class S3Mailboxes implements Mailboxes {
  readonly #bucket: string;
  readonly #client: S3Client;
  readonly #table: DynamoTable;
  readonly #clock: Clock;

  constructor({ bucket, table, clock, clients }: MailboxOptions) {
    this.#bucket = bucket;
    this.#client = clients?.s3 ?? s3();
    this.#table = new DynamoTable(clients?.dynamo ?? dynamo(), table);
    this.#clock = clock;
  }

  async deliver(account: string, copy: Copy, bytes: Uint8Array): Promise<void> {
    const key = itemKey(account, copy);
    const size = await this.#put(objectKey(account, copy), bytes);
    const entered = await this.#table.update(key, { set: { arrival: this.#clock(), size } }, isAbsent, 'NONE');
    if (!entered && ((await this.#table.get(key)) as Entry | undefined)?.removed) await this.#delete(account, copy);
  }

  async list(account: string): Promise<MailboxMessage[]> {
    const where = { text: '#pk = :pk', values: { pk: partition(account) } };
    const entries = ((await this.#table.all({ where })) as Entry[]).filter(({ removed }) => !removed);
    return entries.sort(inOrderOfArrival).map(({ sk, size }) => ({ uid: uidOf(sk), size }));
  }

  async read(account: string, uid: string): Promise<Uint8Array> {
    const copy = copyOf(uid);
    const object = copy && (await ifThere(this.#client.send(new GetObjectCommand(this.#object(account, copy)))));
    if (!object) throw new Error(`there is no message ${uid} in this mailbox`);
    return object.Body ? object.Body.transformToByteArray() : new Uint8Array();
  }

  async remove(account: string, uids: string[]): Promise<void> {
    const copies = uids.map(copyOf).filter((copy) => copy !== undefined);
    await parallel(copies, removalsAtOnce, (copy) => this.#remove(account, copy));
  }

  async #remove(account: string, copy: Copy): Promise<void> {
    const expires = Math.ceil(this.#clock() / 1000) + removedDays * secondsADay;
    const set = { removed: true, size: undefined, [expiry]: expires };
    if (!(await this.#table.update(itemKey(account, copy), { set }, isThere, 'NONE'))) return;
    // It is removed, whatever S3 says now.
    await this.#delete(account, copy).catch(() => undefined);
  }

  /** The first that was written stays; its size, which a second rendering need not have. */
  async #put(key: string, bytes: Uint8Array): Promise<number> {
    const object = { Bucket: this.#bucket, Key: key };
    try {
      await this.#client.send(new PutObjectCommand({ ...object, Body: bytes, IfNoneMatch: '*' }));
      return bytes.length;
    } catch (error) {
      if (!isTaken(error)) throw error;
      return (await this.#client.send(new HeadObjectCommand(object))).ContentLength ?? bytes.length;
    }
  }

  async #delete(account: string, copy: Copy): Promise<void> {
    await this.#client.send(new DeleteObjectCommand(this.#object(account, copy)));
  }

  #object(account: string, copy: Copy): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: objectKey(account, copy) };
  }
}

const isThere = { text: 'attribute_exists(#pk)' };

const partition = (account: string): string => `mailbox#${account}`;

function itemKey(account: string, { id, r }: Copy): Key {
  return { pk: partition(account), sk: `${checkedId(id)}#${r}` };
}

/** An account's name may hold what a key had better not: its hash does not. */
function objectKey(account: string, { id, r }: Copy): string {
  return `${prefixes.mailbox}${createHash('sha256').update(account).digest('hex')}/${checkedId(id)}.${r}`;
}

/** Unique in a mailbox for ever (RFC 1939 section 7) without a counter. */
function uidOf(sk: string): string {
  return sk.replace('#', '.');
}

function copyOf(uid: string): Copy | undefined {
  const [, id = '', r] = /^([^.]*)\.(\d{1,5})$/.exec(uid) ?? [];
  return isId(id) ? { id, r: Number(r) } : undefined;
}

function inOrderOfArrival(a: Entry, b: Entry): number {
  return a.arrival - b.arrival || (a.sk < b.sk ? -1 : 1);
}
