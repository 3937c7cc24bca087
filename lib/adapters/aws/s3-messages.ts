/**
 * The message store in S3. What a message is made of is one object (s3-object.ts): it is committed when the request that writes it under its
 * name, and only if there is none, has been acknowledged. So nothing uncommitted is ever in a listing, and nothing has to be cleared away.
 * Errors of S3 and of its key service go to the caller: the sender is told 451 and keeps the message.
 */
import { Readable } from 'node:stream';

import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';

import type { Envelope } from '#core/message/envelope.ts';
import type { Draft, MessageStore } from '#core/ports/message-store.ts';
import { s3 } from './clients.ts';
import { S3Draft } from './s3-draft.ts';
import { ifThere, isAbsent } from './s3-errors.ts';
import { checkedId, messageKey, type Place } from './s3-keys.ts';
import { idsInOrder } from './s3-lanes.ts';
import { hasTrailer, readObject, readTrailer, type Stored } from './s3-object.ts';
import { Recent } from './s3-recent.ts';

const places: readonly Place[] = ['incoming', 'quarantine'];
/** Of a larger message the envelope is read without the bytes. */
const readWhole = 5 * 1024 * 1024;
/** Envelopes of a hundred recipients pack to about 4 KB. */
const tailSize = 64 * 1024;

export class S3Messages implements MessageStore {
  readonly #bucket: string;
  readonly #client: S3Client;
  readonly #recent = new Recent();

  constructor(bucket: string, client: S3Client = s3()) {
    this.#bucket = bucket;
    this.#client = client;
  }

  async draft(id: string): Promise<Draft> {
    checkedId(id);
    const held = this.#isAt('quarantine', id);
    // Who aborts never asks for the answer.
    held.catch(() => undefined);
    return new S3Draft({ client: this.#client, bucket: this.#bucket, id, held });
  }

  /** Always asked of S3: another process may have finished the message. */
  async envelope(id: string): Promise<Envelope | undefined> {
    const found = await this.#open(id);
    if (!found) return undefined;
    const { object, key } = found;
    if (hasTrailer(object.Metadata) && (object.ContentLength ?? 0) > readWhole)
      return this.#envelopeBehind(object, key);
    const stored = await readStored(object);
    if (stored) this.#recent.keep(id, stored.bytes);
    return stored?.envelope;
  }

  /** They never change, so those that came with the envelope are as good as new ones. */
  async bytes(id: string): Promise<Uint8Array> {
    const recent = this.#recent.get(id);
    if (recent) return recent;
    const found = await this.#open(id);
    const stored = found && (await readStored(found.object));
    if (!stored) throw new Error(`message ${id} is not in the store`);
    this.#recent.keep(id, stored.bytes);
    return stored.bytes;
  }

  incoming(): AsyncGenerator<string> {
    return idsInOrder(this.#client, this.#bucket);
  }

  async hold(id: string): Promise<void> {
    // Whoever finishes a held message holds it once more, and asking costs a twelfth of a copy.
    if (await this.#isAt('quarantine', id)) return;
    const from = `${this.#bucket}/${messageKey('incoming', id)}`;
    try {
      await this.#client.send(new CopyObjectCommand({ ...this.#object('quarantine', id), CopySource: from }));
    } catch (error) {
      // Another may have held and finished it meanwhile.
      if (!isAbsent(error) || !(await this.#isAt('quarantine', id))) throw error;
    }
  }

  async finish(id: string): Promise<void> {
    await this.#remove('incoming', id);
  }

  async drop(id: string): Promise<void> {
    await this.#remove('quarantine', id);
  }

  async #remove(place: Place, id: string): Promise<void> {
    this.#recent.forget(id);
    await this.#client.send(new DeleteObjectCommand(this.#object(place, id)));
  }

  #object(place: Place, id: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: messageKey(place, id) };
  }

  async #isAt(place: Place, id: string): Promise<boolean> {
    return (await ifThere(this.#client.send(new HeadObjectCommand(this.#object(place, id))))) !== undefined;
  }

  async #open(id: string): Promise<{ object: GetObjectCommandOutput; key: string } | undefined> {
    for (const place of places) {
      const address = this.#object(place, id);
      const object = await ifThere(this.#client.send(new GetObjectCommand(address)));
      if (object) return { object, key: address.Key };
    }
    return undefined;
  }

  async #envelopeBehind({ Body, ContentLength: size = 0 }: GetObjectCommandOutput, key: string): Promise<Envelope> {
    if (Body instanceof Readable) Body.destroy();
    const read = readTrailer(await this.#tail(key, size, tailSize), size);
    if ('envelope' in read) return read.envelope;
    const whole = readTrailer(await this.#tail(key, size, read.needs), size);
    if ('envelope' in whole) return whole.envelope;
    throw new Error(`the envelope behind ${key} cannot be read`);
  }

  async #tail(key: string, size: number, wanted: number): Promise<Uint8Array> {
    const range = `bytes=${Math.max(0, size - wanted)}-`;
    return bytesOf(await this.#client.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key, Range: range })));
  }
}

async function readStored(object: GetObjectCommandOutput): Promise<Stored | undefined> {
  return readObject(object.Metadata, await bytesOf(object));
}

async function bytesOf({ Body }: GetObjectCommandOutput): Promise<Uint8Array> {
  return Body ? Buffer.from(await Body.transformToByteArray()) : Buffer.alloc(0);
}
