/** Where clamd's socket goes: a Unix socket's path holds 107 bytes (unix(7)), and a data directory may be deep. */
import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const pathLimit = 107;

/** The same folder gives the same path; nobody else may enter the folder that it is in. */
export function socketPathFor(folder: string, temporary = tmpdir()): string {
  const near = join(resolve(folder), 'clamd.sock');
  if (Buffer.byteLength(near) <= pathLimit) return near;
  const hash = createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 16);
  const short = join(temporary, `citrusmail-${hash}`);
  mkdirSync(short, { recursive: true, mode: 0o700 });
  const found = lstatSync(short);
  // Anybody can make a folder of this name in /tmp before us.
  if (!found.isDirectory() || found.uid !== process.getuid?.()) throw new Error(`${short} belongs to somebody else`);
  chmodSync(short, 0o700);
  return join(short, 'clamd.sock');
}
