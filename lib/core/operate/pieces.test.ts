import { gunzipSync } from 'node:zlib';

import fc from 'fast-check';
import { expect, it } from 'vitest';

import { cut, joined } from './pieces.ts';

it('what was cut is put together again', () => {
  const property = fc.property(fc.json(), fc.integer({ min: 1, max: 40 }), (json, size) => {
    const pieces = cut(json, size);
    expect(pieces.every(({ length }) => length <= size)).toBe(true);
    expect(joined(pieces)).toEqual(JSON.parse(json));
  });
  fc.assert(property, { numRuns: 100 });
});

it('is gzip, which others read', () => {
  expect(gunzipSync(Buffer.concat(cut('{"a":1}', 10))).toString()).toBe('{"a":1}');
});

it.each([
  ['none', () => []],
  ['one too few', () => cut(JSON.stringify('x'.repeat(100)), 9).slice(0, -1)],
  ['in another order', () => cut(JSON.stringify('x'.repeat(100)), 9).toReversed()],
])('%s is refused', (_, pieces) => {
  expect(() => joined(pieces())).toThrow();
});
