import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decodeQuotedPrintable } from './quoted-printable.ts';

const decode = (text: string) => Buffer.from(decodeQuotedPrintable(Buffer.from(text, 'latin1'))).toString('latin1');

describe('decodeQuotedPrintable', () => {
  it.each([
    // RFC 2045 section 6.7: escapes, soft line breaks, white space at line ends.
    ['a=3Db', 'a=b'],
    ['=e4=E4', '\xe4\xe4'],
    ["Now's the time =\r\nfor all folk to come=\r\n to the aid.", "Now's the time for all folk to come to the aid."],
    ['a \t \r\nb', 'a\r\nb'],
    ['a \nb', 'a\nb'],
    ['a=20\r\nb', 'a \r\nb'],
    ['a=20 \r\nb', 'a \r\nb'],
    // White space behind a soft line break was added on the way.
    ['a= \t\r\nb', 'ab'],
    ['a=\nb', 'ab'],
    // What is no escape stays.
    ['a=b', 'a=b'],
    ['a=xy', 'a=xy'],
    ['a==41', 'a=A'],
    // A soft line break at the very end.
    ['a=', 'a'],
    ['a=4', 'a=4'],
    ['', ''],
  ])('reads %j', (text, expected) => {
    expect(decode(text)).toBe(expected);
  });

  it('reads any bytes that are escaped one by one', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const encoded = [...bytes].map((byte) => `=${byte.toString(16).padStart(2, '0')}`).join('=\r\n');
        expect(Buffer.from(decodeQuotedPrintable(Buffer.from(encoded)))).toEqual(Buffer.from(bytes));
      }),
      { numRuns: 100 },
    );
  });

  it('never makes more of it', () => {
    const pieces = fc.array(fc.constantFrom('=', '\r', '\n', ' ', 'a', '41', '\t'), { maxLength: 50 });
    fc.assert(
      fc.property(pieces, (some) => {
        expect(decode(some.join('')).length).toBeLessThanOrEqual(some.join('').length);
      }),
      { numRuns: 300 },
    );
  });
});
