/** The ids in `incoming/`: sixteen listings, each in order, read as one. A listing reads a page of a thousand when it is come to. */
import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';

import { prefixes } from '#wiring/keys.ts';
import { idOfKey, lanes } from './s3-keys.ts';

interface Head {
  id: string;
  rest: AsyncIterator<string, void>;
}

/** In the order of ids, which for UUIDv7 is that of arrival. */
export async function* idsInOrder(client: S3Client, bucket: string): AsyncGenerator<string> {
  const started = await Promise.all(lanes.map((lane) => next(idsOfLane(client, bucket, lane))));
  const heads = started.filter((head) => head !== undefined);
  while (heads.length > 0) {
    const first = heads.reduce((best, head, at) => (head.id < heads[best]!.id ? at : best), 0);
    const { id, rest } = heads[first]!;
    yield id;
    const following = await next(rest);
    heads.splice(first, 1, ...(following ? [following] : []));
  }
}

async function next(rest: AsyncIterator<string, void>): Promise<Head | undefined> {
  const step = await rest.next();
  return step.done ? undefined : { id: step.value, rest };
}

async function* idsOfLane(client: S3Client, bucket: string, lane: string): AsyncGenerator<string, void> {
  let from: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: `${prefixes.incoming}${lane}/`, ContinuationToken: from }),
    );
    yield* (page.Contents ?? []).map(({ Key }) => idOfKey(Key ?? '')).filter((id) => id !== undefined);
    from = page.NextContinuationToken;
  } while (from !== undefined);
}
