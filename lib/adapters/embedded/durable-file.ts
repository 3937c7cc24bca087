/** Files whose bytes are on the disk, not only on their way to it. */
import { closeSync, fsync as fsyncCallback, open as openCallback, write as writeCallback, writeSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { promisify } from 'node:util';

const write = promisify(writeCallback);

export const fsync = promisify(fsyncCallback);
const open = promisify(openCallback);

/**
 * Up to this size, bytes go to and from the page cache on this thread: it costs less than the way through the thread pool and back.
 * Names are another matter: to make one waits for the journal of the file system, often for as long as an fsync.
 */
export const smallSize = 1024 * 1024;

/** A new file that only we can read. */
export function create(path: string): Promise<number> {
  return open(path, 'wx', 0o600);
}

/** Writes a new file; resolves when its bytes are durable. Its name is so only when the directory is fsynced. */
export async function createDurably(path: string, bytes: Uint8Array): Promise<void> {
  const fd = await create(path);
  try {
    const written = bytes.length <= smallSize ? writeSync(fd, bytes) : 0;
    await writeAll(fd, bytes.subarray(written));
    await fsync(fd);
  } finally {
    closeSync(fd);
  }
}

export async function writeAll(fd: number, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await write(fd, bytes, at)).bytesWritten;
}

/** Gone is gone, whoever was faster. */
export async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
