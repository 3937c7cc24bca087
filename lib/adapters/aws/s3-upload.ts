/** A large object on its way up in parts. Parts that come to nothing are aborted; those of who died, the bucket's lifecycle takes away. */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompletedPart,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

import type { Metadata } from './s3-object.ts';

/** S3 wants as much of every part but the last, and takes 10,000 of them. */
export const partSize = 5 * 1024 * 1024;
const algorithm = 'CRC32';

export interface UploadPlace {
  client: S3Client;
  bucket: string;
  key: string;
}

interface Address {
  Bucket: string;
  Key: string;
  UploadId: string | undefined;
}

export class S3Upload {
  readonly #client: S3Client;
  readonly #address: Address;
  readonly #parts: CompletedPart[] = [];

  private constructor(client: S3Client, address: Address) {
    this.#client = client;
    this.#address = address;
  }

  static async start({ client, bucket, key }: UploadPlace, metadata: Metadata): Promise<S3Upload> {
    const target = { Bucket: bucket, Key: key };
    const { UploadId } = await client.send(
      new CreateMultipartUploadCommand({ ...target, Metadata: metadata, ChecksumAlgorithm: algorithm }),
    );
    return new S3Upload(client, { ...target, UploadId });
  }

  async add(bytes: Uint8Array): Promise<void> {
    const PartNumber = this.#parts.length + 1;
    const { ETag, ChecksumCRC32 } = await this.#client.send(
      new UploadPartCommand({ ...this.#address, PartNumber, Body: bytes, ChecksumAlgorithm: algorithm }),
    );
    this.#parts.push({ PartNumber, ETag, ChecksumCRC32 });
  }

  /** Fails with 412 where there is an object of this key. */
  async complete(): Promise<void> {
    await this.#client.send(
      new CompleteMultipartUploadCommand({
        ...this.#address,
        MultipartUpload: { Parts: this.#parts },
        IfNoneMatch: '*',
      }),
    );
  }

  async abort(): Promise<void> {
    await this.#client.send(new AbortMultipartUploadCommand(this.#address));
  }
}
