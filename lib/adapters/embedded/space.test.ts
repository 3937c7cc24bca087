import { tmpdir } from 'node:os';

import { expect, test } from 'vitest';

import { StoreFull } from '#core/ports/message-store.ts';
import { asStoreFull, Space } from './space.ts';

test('the reserve stays free', () => {
  const space = new Space('/', { clock: () => 0, reserve: 100, freeBytes: () => 150 });
  expect(() => space.claim(51)).toThrow(StoreFull);
  space.claim(50);
});

test('what was granted and is not yet on the disk counts', () => {
  let asked = 0;
  const space = new Space('/', { clock: () => 0, reserve: 0, freeBytes: () => (asked++, 100) });
  space.claim(60);
  expect(asked).toBe(1);
  // 60 of the 100 may be written by now or not: before it refuses, the kernel is asked again.
  space.claim(60);
  expect(asked).toBe(2);
});

test('the kernel is asked again after a second', () => {
  let now = 0;
  let free = 1000;
  const space = new Space('/', { clock: () => now, reserve: 0, freeBytes: () => free });
  space.claim(10);
  free = 0;
  space.claim(10);
  now = 1000;
  expect(() => space.claim(10)).toThrow(StoreFull);
});

test('a real file system has room for a byte and none for more than there is', () => {
  const space = new Space(tmpdir(), { clock: () => 0, reserve: 0 });
  space.claim(1);
  expect(() => space.claim(Number.MAX_SAFE_INTEGER)).toThrow(StoreFull);
});

test('a full disk and a full quota are StoreFull, with the cause; other errors are what they are', () => {
  for (const code of ['ENOSPC', 'EDQUOT']) {
    const cause = Object.assign(new Error('write'), { code });
    expect(asStoreFull(cause)).toBeInstanceOf(StoreFull);
    expect((asStoreFull(cause) as Error).cause).toBe(cause);
  }
  const other = Object.assign(new Error('write'), { code: 'EIO' });
  expect(asStoreFull(other)).toBe(other);
});
