/** What S3 says when there is no error but an answer: absent, or there already. */
import { S3ServiceException } from '@aws-sdk/client-s3';

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}

/** Only for who may list the bucket: others are told 403 about what is not there. */
export function isAbsent(error: unknown): boolean {
  return statusOf(error) === 404;
}

/** `If-None-Match: *` and there is one. */
export function isTaken(error: unknown): boolean {
  return statusOf(error) === 412;
}

/** Something else was done to the key at the same moment; S3 wants to be asked again. */
export function isConflict(error: unknown): boolean {
  return statusOf(error) === 409;
}

/** Undefined where the object is not there. */
export async function ifThere<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}
