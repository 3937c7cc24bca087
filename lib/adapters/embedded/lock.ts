/**
 * One process owns a data directory. The lock is one that the kernel holds for a process and takes back when it dies, however it dies:
 * nothing goes stale, and nobody guesses from a process number. SQLite takes it, because Node cannot by itself.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export class DirectoryInUse extends Error {
  override name = 'DirectoryInUse';
}

export interface DirectoryLock {
  release(): void;
}

/** Throws `DirectoryInUse` with a sentence for the person at the terminal. A copy of the data must leave `lock` out: to read it is to lose it. */
export function lockDirectory(dataDir: string): DirectoryLock {
  const lock = new DatabaseSync(join(dataDir, 'lock'), { timeout: 0 });
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw new DirectoryInUse(`${dataDir} is in use by ${owner(dataDir)}: stop that one, or give another --data`, {
      cause: error,
    });
  }
  writeFileSync(join(dataDir, 'lock.pid'), `${process.pid}\n`);
  return { release: () => lock.close() };
}

function owner(dataDir: string): string {
  try {
    return `process ${readFileSync(join(dataDir, 'lock.pid'), 'utf8').trim()}`;
  } catch {
    return 'another process';
  }
}
