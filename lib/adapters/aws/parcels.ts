/** Values on their way from one function to another: in the machine's state while they are small, else in `scratch/`, which is emptied after a day. */
import { randomUUID } from 'node:crypto';

import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

import { type Parcel, parcelLimit } from '#wiring/filter.ts';
import { prefixes } from '#wiring/keys.ts';
import { s3 } from './clients.ts';
import { checkedId } from './s3-keys.ts';

export class S3Parcels {
  readonly #bucket: string;
  readonly #folder: string;
  readonly #client: S3Client;

  /** Parcels about this message. */
  constructor(bucket: string, id: string, client: S3Client = s3()) {
    this.#bucket = bucket;
    this.#folder = `${prefixes.scratch}${checkedId(id)}/`;
    this.#client = client;
  }

  /** `limit` is in bytes of JSON. */
  async wrap(value: unknown, limit = parcelLimit): Promise<Parcel> {
    const json = Buffer.from(JSON.stringify(value));
    if (json.length <= limit) return { value };
    // Never the same twice: who runs again must not change what another run is reading.
    const key = `${this.#folder}${randomUUID()}.json`;
    await this.#client.send(new PutObjectCommand({ Bucket: this.#bucket, Key: key, Body: json }));
    return { key };
  }

  /** Our own writing, so it is what it was when it was wrapped. */
  async unwrap<T>(parcel: Parcel): Promise<T> {
    if ('value' in parcel) return parcel.value as T;
    const { Body } = await this.#client.send(new GetObjectCommand({ Bucket: this.#bucket, Key: parcel.key }));
    return JSON.parse((await Body?.transformToString()) ?? '') as T;
  }
}
