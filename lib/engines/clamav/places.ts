/** Where clamd's socket and its temporary files go, when the data directory is not the best place. */
import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A Unix socket's path holds 107 bytes (unix(7)), and a data directory may be deep. */
const pathLimit = 107;

export function socketPathFor(folder: string, temporary = tmpdir()): string {
  const near = join(resolve(folder), 'clamd.sock');
  if (Buffer.byteLength(near) <= pathLimit) return near;
  return join(privateFolder(temporary, folder), 'clamd.sock');
}

/** All threads of clamd with the largest message and archive in hand stay well below. */
const memoryNeeded = 2 * 1024 ** 3;

/**
 * clamd writes each message and each part into a file before it scans it. In memory that costs a fifth of the time and half of the
 * processor; but a container's /dev/shm may hold 64 MB only, and a full one would stop all mail.
 */
export function temporaryFolderFor(folder: string, memory = '/dev/shm'): string {
  const onDisk = join(resolve(folder), 'tmp');
  try {
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize >= memoryNeeded ? privateFolder(memory, folder) : onDisk;
  } catch {
    return onDisk;
  }
}

/** The same `folder` gives the same path; nobody else may enter it. */
function privateFolder(parent: string, folder: string): string {
  const hash = createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 16);
  const path = join(parent, `citrusmail-${hash}`);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const found = lstatSync(path);
  // Anybody can make a folder of this name before us.
  if (!found.isDirectory() || found.uid !== process.getuid?.()) throw new Error(`${path} belongs to somebody else`);
  chmodSync(path, 0o700);
  return path;
}
