/** Values that are packed into an item, or, where they would not fit, put into an object whose key stands in their place. */
import { createHash } from 'node:crypto';

import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

import { prefixes } from '#wiring/keys.ts';
import { pack, unpack } from './packed.ts';

export type Packed = Uint8Array | string;

/** An item may have 400 KB, all its values together. */
export const largestInItem = 100_000;

export class Overflow {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  /** What is to stand in the item. `name` is only for people. */
  async keep(id: string, name: string, value: unknown): Promise<Packed> {
    const packed = pack(value);
    if (packed.length <= largestInItem) return packed;
    const json = JSON.stringify(value);
    // By its digest: two writers never write over each other, and one that writes again changes nothing.
    const Key = `${prefixes.evidence}${hash(id).slice(0, 1)}/${id}/${name}-${hash(json).slice(0, 32)}.json`;
    await this.#s3.send(
      new PutObjectCommand({ Bucket: this.#bucket, Key, Body: json, ContentType: 'application/json' }),
    );
    return Key;
  }

  /** Our own writing, so it is what it was when it was kept. */
  async read<T>(packed: Packed): Promise<T> {
    if (typeof packed !== 'string') return unpack(packed) as T;
    const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: this.#bucket, Key: packed }));
    return JSON.parse((await Body?.transformToString()) ?? '') as T;
  }
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
