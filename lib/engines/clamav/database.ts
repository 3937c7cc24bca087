/** What stands at the head of ClamAV's signature files (.cvd and .cld): which version this is, and when it was made. */
import { closeSync, openSync, readSync } from 'node:fs';

export interface DatabaseHead {
  version: number;
  /** When its signatures were made, in epoch milliseconds. */
  built: number;
}

const headSize = 512;
const magic = 'ClamAV-VDB';

/** `ClamAV-VDB:DATE:VERSION:COUNT:LEVEL:MD5:SIGNATURE:BUILDER:SECONDS`; undefined where it is no such file. */
export function readDatabaseHead(path: string): DatabaseHead | undefined {
  const fields = readHead(path).toString('latin1').trimEnd().split(':');
  const [version, seconds] = [Number(fields[2]), Number(fields[8])];
  if (fields[0] !== magic || !Number.isInteger(version) || !Number.isInteger(seconds) || seconds <= 0) return undefined;
  return { version, built: seconds * 1000 };
}

function readHead(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(headSize);
    return head.subarray(0, readSync(file, head, 0, headSize, 0));
  } finally {
    closeSync(file);
  }
}
