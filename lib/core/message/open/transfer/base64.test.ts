import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decodeBase64 } from './base64.ts';

const decode = (text: string) => {
  const { bytes, garbage, joined } = decodeBase64(Buffer.from(text, 'latin1'));
  return [Buffer.from(bytes).toString('latin1'), garbage, joined];
};

describe('decodeBase64', () => {
  it.each([
    // RFC 4648 section 10.
    ['', '', false, false],
    ['Zg==', 'f', false, false],
    ['Zm8=', 'fo', false, false],
    ['Zm9v', 'foo', false, false],
    ['Zm9vYg==', 'foob', false, false],
    // Lines, either line end, white space where none should be.
    ['Zm9v\r\nYmFy\r\n', 'foobar', false, false],
    ['Zm9v\nYmFy\n\n', 'foobar', false, false],
    [' Zm 9v\tYmFy', 'foobar', false, false],
    // Padding left out.
    ['Zm8', 'fo', false, false],
    // Garbage is skipped (RFC 2045 section 6.8).
    ['Zm9v!Y-m_Fy', 'foobar', true, false],
    ['Zm9v\r\n--\r\nYmFy', 'foobar', true, false],
    // A second stream begins behind the padding of the first, aligned anew.
    ['Zg==Zm8=', 'ffo', false, true],
    ['Zg==\r\nZg==\r\n', 'ff', false, true],
    ['Zm9vYg======', 'foob', false, false],
    ['=Zg==', 'f', false, false],
  ])('reads %j', (text, expected, garbage, joined) => {
    expect(decode(text)).toEqual([expected, garbage, joined]);
  });

  it('reads what any encoder writes, however the lines are cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 80 }), (bytes, width) => {
        const encoded = Buffer.from(bytes).toString('base64');
        const lines = encoded.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
        expect(Buffer.from(decodeBase64(Buffer.from(lines.join('\r\n'))).bytes)).toEqual(Buffer.from(bytes));
        expect(Buffer.from(decodeBase64(Buffer.from(`!${lines.join('\n')}`)).bytes)).toEqual(Buffer.from(bytes));
      }),
      { numRuns: 100 },
    );
  });
});
