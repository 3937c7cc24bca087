/**
 * ClamAV's signatures in the bucket: files under keys of their set, which are never written twice with different bytes, and one manifest that
 * says which of them belong together now. It is written last, in one request: there is no half set to be read.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import * as z from 'zod';

import type { Clock } from '#core/ports/clock.ts';
import type { SignatureFile, SignatureSet, SignatureStore } from '#core/ports/signature-store.ts';
import { prefixes, signatureManifest } from '#wiring/keys.ts';
import { ifThere, isTaken } from './s3-errors.ts';
import { S3Upload } from './s3-upload.ts';

const memoryKey = `${prefixes.signatures}memory`;
/** S3 takes parts of 5 MB and more, and these are held in memory one at a time. */
const partSize = 8 * 1024 * 1024;
const tries = 3;
/** What is younger may belong to a set that another updater is about to publish. */
const youngest = 60 * 60_000;

const File = z.object({ name: z.string(), key: z.string(), size: z.number(), sha256: z.string() });
const Manifest = z.object({
  v: z.literal(1),
  version: z.string(),
  at: z.number(),
  built: z.number(),
  files: z.array(File),
  /** Keys of the set before: whoever has read that manifest may still be fetching them. */
  before: z.array(z.string()),
});
type Manifest = z.infer<typeof Manifest>;

export interface S3SignaturesOptions {
  client: S3Client;
  bucket: string;
  clock: Clock;
}

export class S3Signatures implements SignatureStore {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #clock: Clock;

  constructor({ client, bucket, clock }: S3SignaturesOptions) {
    this.#client = client;
    this.#bucket = bucket;
    this.#clock = clock;
  }

  async current(): Promise<SignatureSet | undefined> {
    const manifest = await this.#manifest();
    if (!manifest) return undefined;
    const { before: _before, ...set } = manifest;
    return set;
  }

  /** A stream that breaks off is begun anew; one that is complete and wrong is wrong the next time too. */
  async fetch(file: SignatureFile, path: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#fetchOnce(file, path);
      } catch (error) {
        if (attempt === tries) throw error;
      }
    }
  }

  async put(version: string, name: string, path: string): Promise<SignatureFile> {
    const key = `${prefixes.signatures}${version}/${name}`;
    const { size } = await stat(path);
    const place = { client: this.#client, bucket: this.#bucket, key };
    const upload = size > partSize ? await S3Upload.start(place, {}) : undefined;
    if (upload) await uploadParts(upload, path);
    else await this.#client.send(new PutObjectCommand({ ...this.#at(key), Body: await readFile(path) }));
    return { name, key, size, sha256: await hashOf(path) };
  }

  async publish(set: SignatureSet): Promise<void> {
    const before = (await this.#manifest())?.files.map(({ key }) => key) ?? [];
    const manifest: Manifest = { ...set, before };
    const Body = JSON.stringify(manifest);
    await this.#client.send(new PutObjectCommand({ ...this.#at(signatureManifest), Body }));
    await this.#clear(new Set([...set.files.map(({ key }) => key), ...before, signatureManifest, memoryKey]));
  }

  memory(): Promise<Uint8Array | undefined> {
    return this.#read(memoryKey);
  }

  async remember(bytes: Uint8Array): Promise<void> {
    await this.#client.send(new PutObjectCommand({ ...this.#at(memoryKey), Body: bytes }));
  }

  #at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: key };
  }

  async #manifest(): Promise<Manifest | undefined> {
    const bytes = await this.#read(signatureManifest);
    return bytes && Manifest.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  }

  async #read(key: string): Promise<Uint8Array | undefined> {
    const object = await ifThere(this.#client.send(new GetObjectCommand(this.#at(key))));
    return object?.Body?.transformToByteArray();
  }

  async #fetchOnce({ key, size, sha256 }: SignatureFile, path: string): Promise<void> {
    const { Body } = await this.#client.send(new GetObjectCommand(this.#at(key)));
    if (!(Body instanceof Readable)) throw new Error(`${key} is empty`);
    const hash = createHash('sha256');
    let length = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _, done) {
        hash.update(chunk);
        length += chunk.length;
        done(null, chunk);
      },
    });
    await pipeline(Body, measure, createWriteStream(path));
    if (length !== size || hash.digest('hex') !== sha256) throw new Error(`${key} is not what its set promises`);
  }

  async #clear(needed: ReadonlySet<string>): Promise<void> {
    const listed = await this.#client.send(
      new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: prefixes.signatures }),
    );
    const oldest = this.#clock() - youngest;
    for (const { Key, LastModified } of listed.Contents ?? []) {
      if (Key === undefined || needed.has(Key) || !LastModified || LastModified.getTime() > oldest) continue;
      await this.#client.send(new DeleteObjectCommand(this.#at(Key)));
    }
  }
}

/** Where a run before died after this file, it is there, and with the same bytes: the version comes from them. */
async function uploadParts(upload: S3Upload, path: string): Promise<void> {
  const file = await open(path);
  try {
    for (let at = 0; ; at += partSize) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(partSize), 0, partSize, at);
      if (bytesRead > 0) await upload.add(buffer.subarray(0, bytesRead));
      if (bytesRead < partSize) break;
    }
    await upload.complete();
  } catch (error) {
    await upload.abort();
    if (!isTaken(error)) throw error;
  } finally {
    await file.close();
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
