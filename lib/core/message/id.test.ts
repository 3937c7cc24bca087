import { expect, test } from 'vitest';

import { uuidv7, uuidv8 } from './id.ts';

test('UUIDv7 of RFC 9562 appendix A.6', () => {
  // 2022-02-22T19:22:22Z, rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F
  const random = Buffer.from('0cc318c4dc0c0c07398f', 'hex');
  expect(uuidv7(0x017f22e279b0, random)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
});

test('UUIDv7 sorts by time', () => {
  const random = Buffer.alloc(10, 0xff);
  const ids = [1, 255, 256, 1_800_000_000_000].map((now) => uuidv7(now, random));
  expect(ids.toSorted()).toEqual(ids);
});

test('UUIDv8 is the first 16 bytes of a SHA-256, with version and variant', () => {
  // printf '4:pop33:uid' | sha256sum
  expect(uuidv8(['pop3', 'uid'])).toBe('543adf9f-707a-8acc-8397-3032e29ac1fe');
});

test('the same parts give the same id, and no other parts do', () => {
  expect(uuidv8(['a', 'bc'])).toBe(uuidv8(['a', 'bc']));
  const different = [['a', 'bc'], ['ab', 'c'], ['abc'], ['a', 'b', 'c'], ['1:a2:bc'], ['é', 'bc'], []];
  expect(new Set(different.map(uuidv8)).size).toBe(different.length);
});
