import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decodeCharset, isUtf7 } from './charset.ts';
import { decodeWords } from './words.ts';

describe('decodeWords', () => {
  it.each([
    ['plain', 'plain'],
    // The table of RFC 2047 section 8.
    ['(=?ISO-8859-1?Q?a?=)', '(a)'],
    ['(=?ISO-8859-1?Q?a?= b)', '(a b)'],
    ['(=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=)', '(ab)'],
    ['(=?ISO-8859-1?Q?a?=  =?ISO-8859-1?Q?b?=)', '(ab)'],
    ['(=?ISO-8859-1?Q?a_b?=)', '(a b)'],
    ['(=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=)', '(a b)'],
    ['=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=', 'If you can read this yo'],
    ['=?utf-8*en?q?=C3=a4?=', 'ä'],
    ['=?utf-8?B?w6Q=?= =?utf-8?Q?_b?=', 'ä b'],
    ['=?iso-2022-jp?B?GyRCJDMbKEI=?=', 'こ'],
    ['=?utf-8?Q?unfinished', '=?utf-8?Q?unfinished'],
    ['=?no-such-set?Q?=E4?=', 'ä'],
  ])('reads %s', (value, expected) => {
    expect(decodeWords(value)).toBe(expected);
  });

  it('puts characters together that were cut between two words', () => {
    expect(decodeWords('=?utf-8?Q?=E2=82?= =?utf-8?Q?=AC?=')).toBe('€');
  });

  it('never fails', () => {
    const pieces = fc.array(fc.constantFrom('=?', '?', '?=', 'utf-8', 'q', 'b', '=', ' ', 'a', '\u20ac'));
    fc.assert(
      fc.property(pieces, (some) => {
        expect(typeof decodeWords(some.join(''))).toBe('string');
      }),
      { numRuns: 300 },
    );
    expect(decodeWords('=?a?q?'.repeat(50_000))).toBeDefined();
  });
});

describe('decodeCharset', () => {
  const bytes = (hex: string) => Buffer.from(hex, 'hex');
  it.each([
    ['c3a4', undefined, 'ä'],
    ['e4', undefined, 'ä'],
    ['80', 'us-ascii', '€'],
    ['c3a4', 'x-unknown', 'ä'],
    ['e4', 'iso-8859-1', 'ä'],
    ['c0', 'koi8-r', 'ю'],
    ['82a0', 'CP932', 'あ'],
    ['61ff', 'utf-8', 'a\ufffd'],
    ['1b24422422', 'iso-2022-jp', 'あ'],
    ['6100', 'utf-16le', 'a'],
    ['2b4144772d', 'utf-7', '<'],
    ['2b2d', 'UTF-7', '+'],
  ])('reads %s as %s', (hex, label, text) => {
    expect(decodeCharset(bytes(hex), label)).toBe(text);
  });

  it('knows UTF-7 by all its names', () => {
    expect(['utf-7', 'UTF7', 'unicode-1-1-utf-7', 'csUnicode11UTF7', 'utf-7-imap'].map(isUtf7)).not.toContain(false);
    expect(isUtf7('utf-8')).toBe(false);
  });
});
