/** A disk that fails under the database. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test, vi } from 'vitest';

import { Database } from './database.ts';

const disk = vi.hoisted(() => ({ fails: false }));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const fdatasync = (fd: number, done: (error: Error | null) => void): void =>
    disk.fails ? done(Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' })) : fs.fdatasync(fd, done);
  return { ...fs, fdatasync };
});

test('after an fsync that failed nothing is promised any more, though the next one might succeed', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'citrusmail-disk-'));
  const db = new Database(join(directory, 'citrusmail.db'));
  const write = (hour: number): Promise<number> =>
    db.write(() => db.run('INSERT INTO rejection_hours (client_ip, hour, n) VALUES (?, ?, 1)', '192.0.2.1', hour));
  expect(await write(1)).toBe(1);
  disk.fails = true;
  await expect(write(2)).rejects.toThrow(/disk lost what was written/);
  disk.fails = false;
  await expect(write(3)).rejects.toThrow(/disk lost what was written/);
  await db.close();
  rmSync(directory, { recursive: true });
});
