import { expect, test } from 'vitest';

import { Recent } from './s3-recent.ts';

const megabytes = (count: number): Uint8Array => new Uint8Array(count * 1024 * 1024);

test('eight messages are kept, those used last', () => {
  const recent = new Recent();
  for (let n = 0; n < 8; n++) recent.keep(`${n}`, new Uint8Array(n));
  recent.get('0');
  recent.keep('8', new Uint8Array(8));
  expect(recent.get('1')).toBeUndefined();
  expect(recent.get('0')).toHaveLength(0);
  expect(recent.get('8')).toHaveLength(8);
});

test('of large ones as many as 50 MB hold, and nothing larger', () => {
  const recent = new Recent();
  recent.keep('a', megabytes(20));
  recent.keep('b', megabytes(30));
  expect([recent.get('a'), recent.get('b')]).not.toContain(undefined);
  recent.keep('c', megabytes(1));
  expect(recent.get('a')).toBeUndefined();
  recent.keep('d', megabytes(51));
  expect(recent.get('d')).toBeUndefined();
  expect(recent.get('b')).toBeDefined();
});

test('what was kept twice, or forgotten, does not count', () => {
  const recent = new Recent();
  for (const id of ['a', 'a', 'b', 'b']) recent.keep(id, megabytes(25));
  expect([recent.get('a'), recent.get('b')]).not.toContain(undefined);
  recent.forget('a');
  recent.forget('never');
  recent.keep('c', megabytes(25));
  expect(recent.get('b')).toBeDefined();
});
