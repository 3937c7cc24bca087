import fc from 'fast-check';
import { expect, test } from 'vitest';

import { Gather } from './gather.ts';

const kilobyte = 1024;

test('what comes in one piece goes on as that piece', () => {
  const only = Buffer.from('whole message');
  expect(new Gather().add(only, true)).toBe(only);
  const big = Buffer.alloc(16 * kilobyte);
  expect(new Gather().add(big, false)).toBe(big);
});

test('small pieces wait for each other', () => {
  const gather = new Gather();
  expect(gather.add(Buffer.from('a'), false)).toBeUndefined();
  expect(gather.add(Buffer.from('b'), false)).toBeUndefined();
  expect(gather.add(Buffer.from('c'), true)?.toString()).toBe('abc');
});

test('nothing is lost, no piece but the last is small, and what was handed out is not written over', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20 * kilobyte), { minLength: 1 }), (lengths) => {
      const pieces = lengths.map((length, n) => Buffer.alloc(length, n));
      const gather = new Gather();
      const written = pieces
        .map((piece, n) => gather.add(piece, n === pieces.length - 1))
        .filter((out) => out !== undefined);
      expect(Buffer.concat(written).equals(Buffer.concat(pieces))).toBe(true);
      for (const out of written.slice(0, -1)) expect(out.length).toBeGreaterThanOrEqual(16 * kilobyte);
    }),
  );
});
