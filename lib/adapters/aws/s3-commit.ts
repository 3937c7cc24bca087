/**
 * The write that makes a message be there, once. S3 answers 412 to who comes second, but also to the SDK that repeats a request of ours whose
 * answer was lost on the way: so who is refused, or does not know, looks whose object it is.
 */
import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';

import { ifThere, isConflict, isTaken } from './s3-errors.ts';
import { isOf } from './s3-object.ts';

/** Writes at the same moment as a deletion are refused for that moment. */
const mostTries = 4;

export interface Commit {
  client: S3Client;
  bucket: string;
  /** Where it is written, and where it may have been taken meanwhile. */
  keys: readonly string[];
  draft: string;
  /** Whether the same write may be made again. */
  repeatable: boolean;
  write(): Promise<unknown>;
}

/** True when the object is there and this draft's, false when it is another's. */
export async function commitOnce(commit: Commit): Promise<boolean> {
  for (let tried = 1; ; tried++) {
    try {
      await commit.write();
      return true;
    } catch (error) {
      const owner = await ownerOf(commit).catch(() => 'unknown');
      if (owner === 'us') return true;
      if (isTaken(error) && owner !== 'unknown') return owner === 'nobody';
      if (!commit.repeatable || !isConflict(error) || tried === mostTries) throw error;
    }
  }
}

/** `nobody` after a refusal: it was there, and is finished already. As only a source's own message has its id, it was ours. */
async function ownerOf({ client, bucket, keys, draft }: Commit): Promise<'us' | 'another' | 'nobody'> {
  for (const Key of keys) {
    const head = await ifThere(client.send(new HeadObjectCommand({ Bucket: bucket, Key })));
    if (head) return isOf(draft, head.Metadata) ? 'us' : 'another';
  }
  return 'nobody';
}
