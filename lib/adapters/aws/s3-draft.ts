/** A message on its way into the bucket: in memory up to 5 MB, and then in one request; a larger one goes up in parts as it comes. */
import { createHash, randomBytes } from 'node:crypto';

import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

import type { Envelope } from '#core/message/envelope.ts';
import type { Draft } from '#core/ports/message-store.ts';
import { commitOnce } from './s3-commit.ts';
import { messageKey } from './s3-keys.ts';
import { metadataBefore, sealed, trailer } from './s3-object.ts';
import { partSize, S3Upload } from './s3-upload.ts';

export interface DraftPlace {
  client: S3Client;
  bucket: string;
  id: string;
  /** Whether the message was here before and is held. */
  held: Promise<boolean>;
}

/** `broken`: a piece of the message is missing, so that nothing may become of it. */
type Phase = 'open' | 'broken' | 'committing' | 'closed';

export class S3Draft implements Draft {
  readonly #place: DraftPlace;
  readonly #key: string;
  readonly #token = randomBytes(12).toString('base64url');
  readonly #hash = createHash('sha256');
  #size = 0;
  #chunks: Uint8Array[] = [];
  #kept = 0;
  #upload: S3Upload | undefined;
  /** What goes up at the moment: parts that arrive after an abort would stay. */
  #sending: Promise<void> | undefined;
  #phase: Phase = 'open';

  constructor(place: DraftPlace) {
    this.#place = place;
    this.#key = messageKey('incoming', place.id);
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#mustBe('open');
    try {
      // Aborted meanwhile, the rest is not wanted.
      for (let at = 0; at < chunk.length && this.#phase === 'open'; at += partSize)
        await this.#take(chunk.subarray(at, at + partSize));
    } catch (error) {
      if (this.#phase === 'open') this.#phase = 'broken';
      throw error;
    }
  }

  async commit(envelope: Omit<Envelope, 'raw'>): Promise<boolean> {
    this.#mustBe('open');
    this.#phase = 'committing';
    const raw = { key: this.#key, size: this.#size, sha256: this.#hash.digest('hex') };
    let first = false;
    try {
      first = !(await this.#place.held) && (await this.#store({ ...envelope, raw }));
      return first;
    } finally {
      await this.#end(first);
    }
  }

  async abort(): Promise<void> {
    // While `commit` waits for S3, the upload is no longer ours to take away.
    if (this.#phase === 'committing' || this.#phase === 'closed') return;
    this.#phase = 'closed';
    await this.#sending?.catch(() => undefined);
    await this.#end(false);
  }

  #mustBe(phase: Phase): void {
    if (this.#phase !== phase) throw new Error(`the draft of ${this.#place.id} is ${this.#phase}, not ${phase}`);
  }

  async #take(piece: Uint8Array): Promise<void> {
    this.#size += piece.length;
    this.#hash.update(piece);
    this.#keep(piece);
    if (this.#kept > partSize) await (this.#sending = this.#send());
  }

  #keep(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#kept += chunk.length;
  }

  #taken(): Buffer {
    const block = Buffer.concat(this.#chunks, this.#kept);
    this.#chunks = [];
    this.#kept = 0;
    return block;
  }

  async #send(): Promise<void> {
    const block = this.#taken();
    this.#upload ??= await S3Upload.start({ ...this.#place, key: this.#key }, metadataBefore(this.#token));
    await this.#upload.add(block);
  }

  #store(envelope: Envelope): Promise<boolean> {
    const { client, bucket, id } = this.#place;
    return commitOnce({
      client,
      bucket,
      keys: [this.#key, messageKey('quarantine', id)],
      draft: this.#token,
      ...(this.#upload ? this.#lastPart(this.#upload, envelope) : this.#whole(envelope)),
    });
  }

  #whole(envelope: Envelope): { repeatable: boolean; write(): Promise<unknown> } {
    const { client, bucket } = this.#place;
    const { metadata, end } = sealed(envelope, this.#token);
    if (end.length > 0) this.#keep(end);
    const object = { Bucket: bucket, Key: this.#key, Body: this.#taken(), Metadata: metadata };
    return {
      repeatable: true,
      write: () => client.send(new PutObjectCommand({ ...object, IfNoneMatch: '*' })),
    };
  }

  #lastPart(upload: S3Upload, envelope: Envelope): { repeatable: boolean; write(): Promise<unknown> } {
    this.#keep(trailer(envelope));
    const write = async (): Promise<void> => {
      await upload.add(this.#taken());
      await upload.complete();
    };
    return { repeatable: false, write };
  }

  async #end(stored: boolean): Promise<void> {
    this.#phase = 'closed';
    this.#chunks = [];
    // What cannot be aborted now, the bucket's lifecycle aborts.
    if (!stored) await this.#upload?.abort().catch(() => undefined);
  }
}
