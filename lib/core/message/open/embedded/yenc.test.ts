import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { findYencFiles } from './yenc.ts';

/** As yenc.org describes it: 42 more, and NUL, LF, CR and `=` escaped by 64 more. */
function encode(bytes: Uint8Array): Buffer {
  const encoded = [...bytes].flatMap((byte) => {
    const code = (byte + 42) & 0xff;
    return [0x00, 0x0a, 0x0d, 0x3d].includes(code) ? [0x3d, (code + 64) & 0xff] : [code];
  });
  return Buffer.from(encoded);
}

const file = (name: string, bytes: Uint8Array, end = '\r\n=yend size=3\r\n') =>
  Buffer.concat([Buffer.from(`=ybegin line=128 size=3 name=${name}\r\n`), encode(bytes), Buffer.from(end)]);

const find = (text: Uint8Array) =>
  findYencFiles(text, 10).map(({ name, bytes, truncated }) => [name, Buffer.from(bytes).toString('latin1'), truncated]);

describe('findYencFiles', () => {
  it('finds files in text', () => {
    const text = Buffer.concat([
      Buffer.from('Hello\r\n'),
      file('a b.exe', Buffer.from('Cat')),
      file('c', Buffer.from('Dog')),
    ]);
    expect(find(text)).toEqual([
      ['a b.exe', 'Cat', false],
      ['c', 'Dog', false],
    ]);
  });

  it('reads a piece of a file in several parts', () => {
    const text =
      '=ybegin part=1 line=128 size=3 name=a\r\n=ypart begin=1 end=3\r\n\x6d\x8b\x9e\r\n=yend size=3 part=1\r\n';
    expect(find(Buffer.from(text, 'latin1'))).toEqual([['a', 'Cat', false]]);
  });

  it('keeps what there is of one that is cut off', () => {
    expect(find(file('a', Buffer.from('Cat'), ''))).toEqual([['a', 'Cat', true]]);
  });

  it('leaves prose alone', () => {
    expect(find(Buffer.from('The line =ybegin name=a begins it\n=ybegin without one\n'))).toEqual([]);
  });

  it('reads any bytes back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const [found] = findYencFiles(file('x', bytes), 1);
        expect(Buffer.from(found?.bytes ?? [])).toEqual(Buffer.from(bytes));
      }),
      { numRuns: 100 },
    );
  });

  it('never fails', () => {
    const pieces = fc.array(fc.constantFrom('=ybegin name=a\n', '=ybegin ', '=ypart ', '\n=yend', 'x', '=', '\n'));
    fc.assert(
      fc.property(pieces, (some) => {
        expect(findYencFiles(Buffer.from(some.join('')), 3).length).toBeLessThanOrEqual(3);
      }),
      { numRuns: 200 },
    );
  });
});
