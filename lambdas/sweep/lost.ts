/** What lies in `incoming/` although nobody is at work on it: announced by nobody, or not put away by whoever should have done it. */
import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';

import { idOfKey, lanes } from '#adapters/aws/s3-keys.ts';
import type { MessageState } from '#core/record/state.ts';
import { prefixes } from '#wiring/keys.ts';

export interface Lying {
  id: string;
  /** When it was committed, by S3's clock. */
  since: number;
}

/** From lane to lane, beginning with another each time: should time run out, the others get their turn. */
export async function* lying(client: S3Client, bucket: string, first: number): AsyncGenerator<Lying> {
  for (const index of lanes.keys()) {
    const lane = lanes[(first + index) % lanes.length] ?? '';
    yield* lyingIn({ Bucket: bucket, Prefix: `${prefixes.incoming}${lane}/` }, client);
  }
}

async function* lyingIn(where: { Bucket: string; Prefix: string }, client: S3Client): AsyncGenerator<Lying> {
  let from: string | undefined;
  do {
    const page = await client.send(new ListObjectsV2Command({ ...where, ContinuationToken: from }));
    for (const { Key = '', LastModified } of page.Contents ?? []) {
      const id = idOfKey(Key);
      if (id !== undefined) yield { id, since: LastModified?.getTime() ?? 0 };
    }
    from = page.NextContinuationToken;
  } while (from !== undefined);
}

/** The notice of a younger one may still be on its way. */
const minute = 60_000;
export const youngest = 2 * minute;
/** What is due for so long is not in the index that should have told of it. */
const overlooked = 10 * minute;

/** What is to be done about a message that lies there. */
export function lostBy(state: MessageState | undefined, now: number): 'start' | 'finish' | undefined {
  if (!state) return 'start';
  if (state.open === 0) return 'finish';
  const due = Math.max(state.due ?? 0, state.lease?.until ?? 0);
  return state.open < 0 && due + overlooked <= now ? 'start' : undefined;
}
