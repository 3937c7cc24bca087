import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { DirectoryInUse, lockDirectory } from './lock.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'citrusmail-lock-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('the second owner is told who the first one is', () => {
  const lock = lockDirectory(directory);
  expect(() => lockDirectory(directory)).toThrow(DirectoryInUse);
  expect(() => lockDirectory(directory)).toThrow(`${directory} is in use by process ${process.pid}`);
  lock.release();
  lockDirectory(directory).release();
});

test('a killed process leaves no lock behind', { timeout: 20_000 }, async () => {
  const program = `const { lockDirectory } = await import(process.argv[1]);
    globalThis.lock = lockDirectory(process.argv[2]);
    console.log('locked');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, [
    '--input-type=module',
    '-e',
    program,
    join(import.meta.dirname, 'lock.ts'),
    directory,
  ]);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  expect(() => lockDirectory(directory)).toThrow(`process ${child.pid}`);
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  await closed;
  lockDirectory(directory).release();
});
