import { expect, it } from 'vitest';

import { createCache } from './cache.ts';

const answer = (text: string, keep = 1000) => Promise.resolve({ records: [text], keep });

it('lets the longest unused go first', async () => {
  const cache = createCache(2, () => 0);
  await cache.get('a', () => answer('a'));
  await cache.get('b', () => answer('b'));
  await cache.get('a', () => answer('not asked'));
  await cache.get('c', () => answer('c'));
  expect(await cache.get('a', () => answer('not asked'))).toMatchObject({ records: ['a'] });
  expect(await cache.get('b', () => answer('b again'))).toMatchObject({ records: ['b again'] });
});

it('does not keep what may not be kept, nor what is huge', async () => {
  const cache = createCache(10, () => 0);
  await cache.get('zero', () => answer('first', 0));
  expect(await cache.get('zero', () => answer('second', 0))).toMatchObject({ records: ['second'] });
  await cache.get('huge', () => answer('x'.repeat(10_000)));
  expect(await cache.get('huge', () => answer('y'))).toMatchObject({ records: ['y'] });
});
