/** Pieces of what is too large for one call, in `scratch/`, which forgets them after a day. Whoever may call this function may have them. */
import { randomUUID } from 'node:crypto';

import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

import { OperationFailed } from '#core/operate/operation.ts';
import { type Pieces, transferPrefix } from '#wiring/control.ts';

export interface Piece {
  transfer: string;
  piece: number;
}

export interface Transfers {
  put(piece: Piece, bytes: Uint8Array): Promise<void>;
  take(piece: Piece): Promise<Buffer>;
  all(pieces: Pieces): Promise<Buffer[]>;
  keep(pieces: Buffer[]): Promise<Pieces>;
}

export function createTransfers(client: S3Client, bucket: string): Transfers {
  const at = ({ transfer, piece }: Piece) => ({ Bucket: bucket, Key: `${transferPrefix}${transfer}/${piece}` });
  const transfers: Transfers = {
    async put(piece, bytes) {
      await client.send(new PutObjectCommand({ ...at(piece), Body: bytes }));
    },
    async take(piece) {
      const object = await client.send(new GetObjectCommand(at(piece))).catch(gone);
      return Buffer.from((await object.Body?.transformToByteArray()) ?? []);
    },
    all: ({ transfer, count }) =>
      Promise.all(Array.from({ length: count }, (_, piece) => transfers.take({ transfer, piece }))),
    async keep(pieces) {
      const transfer = randomUUID();
      await Promise.all(pieces.map((bytes, piece) => transfers.put({ transfer, piece }, bytes)));
      return { transfer, count: pieces.length };
    },
  };
  return transfers;
}

function gone(error: unknown): never {
  if (error instanceof NoSuchKey)
    throw new OperationFailed('A part of what was sent is gone: ask again.', { cause: error });
  throw error;
}
