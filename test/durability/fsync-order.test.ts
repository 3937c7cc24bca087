/** Promise 1: 250 follows fsync. A killed process does not prove it, since the page cache survives it; the order of system calls does. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type Call, haveStrace, trace } from './trace.ts';

const id = '01a3185c-5000-7000-8000-000000000001';
const available = haveStrace();
if (!available) console.warn('strace is not here and cannot be installed: the order of fsync and 250 is NOT tested');

test('continuous integration has strace', () => {
  expect(available || process.env['CI'] !== 'true').toBe(true);
});

describe.skipIf(!available)('the order of system calls', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'citrusmail-durability-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  /** The first call of this kind; fails when there is none. */
  function find(calls: readonly Call[], names: string[], text: RegExp): Call {
    const call = calls.find((each) => names.includes(each.name) && text.test(each.text));
    expect(call, `${names.join(' or ')} ${text}`).toBeDefined();
    return call!;
  }
  const writes = ['write', 'writev', 'pwrite64', 'pwritev'];
  const run = (program: string): Call[] => trace(join(import.meta.dirname, program), [directory, id]);

  test('content, fsync, rename, fsync of the directory, and only then 250', { timeout: 60_000 }, () => {
    const calls = run('commit-one.ts');
    const order = [
      find(calls.toReversed(), writes, /\.tmp>/),
      find(calls, ['fsync'], /\.tmp>/),
      find(calls, ['rename', 'renameat', 'renameat2'], new RegExp(`\\.tmp".*${id}\\.eml"`)),
      find(calls, ['fsync'], /\/incoming>/),
      find(calls, writes, /^1<.*250 2\.0\.0/),
    ];
    expect(find(calls, writes, /bytes of the message/).ended).toBeLessThanOrEqual(order[0]!.ended);
    for (const [index, call] of order.slice(1).entries()) expect(order[index]!.ended).toBeLessThan(call.begun);
  });

  test('the write-ahead log of the database is on the disk before anybody is told', { timeout: 60_000 }, () => {
    const calls = run('begin-one.ts');
    const reply = find(calls, writes, /^1<.*250 2\.0\.0/);
    const before = calls.filter(({ ended }) => ended < reply.begun).toReversed();
    const written = find(before, writes, /-wal>/);
    expect(find(before, ['fsync', 'fdatasync'], /-wal>/).begun).toBeGreaterThan(written.ended);
    // And the names of the log and of the directories are in a directory that is there itself.
    find(before, ['fsync'], new RegExp(`<${directory}>`));
  });
});
