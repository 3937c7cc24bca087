/** Where SES's receipt rule puts messages: `ses/`, each under SES's own name for it. */
import { DeleteObjectCommand, GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';

import { prefixes } from '#wiring/keys.ts';

import { s3 } from './clients.ts';
import { ifThere } from './s3-errors.ts';

export class S3SesInbox {
  readonly #bucket: string;
  readonly #client: S3Client;

  constructor(bucket: string, client: S3Client = s3()) {
    this.#bucket = bucket;
    this.#client = client;
  }

  async read(messageId: string): Promise<Uint8Array | undefined> {
    const object = await ifThere(this.#client.send(new GetObjectCommand(this.#object(messageId))));
    return object?.Body?.transformToByteArray();
  }

  async remove(messageId: string): Promise<void> {
    await this.#client.send(new DeleteObjectCommand(this.#object(messageId)));
  }

  #object(messageId: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: `${prefixes.ses}${messageId}` };
  }
}
