import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fingerprint, sameButForBlanks } from './same.ts';

const same = (a: string, b: string) => sameButForBlanks(Buffer.from(a), Buffer.from(b));

describe('sameButForBlanks', () => {
  it.each([
    ['', ''],
    ['a b', 'a b'],
    ['a\r\nb\r\n', 'a\nb'],
    ['a \nb', 'a\nb\n\n'],
    [' a', 'a'],
    ['ab', 'a b'],
    ['  ', ''],
  ])('%j and %j are the same', (a, b) => {
    expect(same(a, b)).toBe(true);
    expect(same(b, a)).toBe(true);
    expect(fingerprint(Buffer.from(a))).toBe(fingerprint(Buffer.from(b)));
  });

  it.each([
    ['a', ''],
    ['a', 'b'],
    ['ab', 'a'],
    ['ab', 'ba'],
    ['a\0', 'a'],
  ])('%j and %j are not', (a, b) => {
    expect(same(a, b)).toBe(false);
    expect(same(b, a)).toBe(false);
  });

  it('says of any two what comparing them without blanks says', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', ' ', '\r', '\n', '\t'), { maxLength: 8 })
      .map((list) => list.join(''));
    fc.assert(
      fc.property(text, text, (a, b) => {
        const expected = a.replace(/\s/g, '') === b.replace(/\s/g, '');
        expect(same(a, b)).toBe(expected);
        if (expected) expect(fingerprint(Buffer.from(a))).toBe(fingerprint(Buffer.from(b)));
      }),
      { numRuns: 500 },
    );
  });
});
