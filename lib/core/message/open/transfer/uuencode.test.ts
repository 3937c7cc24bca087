import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decodeContent, encodingOf } from './transfer.ts';
import { findUuFiles } from './uuencode.ts';

const find = (...lines: string[]) =>
  findUuFiles(Buffer.from(lines.join('\r\n'), 'latin1'), 10).map(({ name, bytes, truncated }) => [
    name,
    Buffer.from(bytes).toString('latin1'),
    truncated,
  ]);

/** As POSIX describes it: three bytes in four characters, a grave accent for zero. */
function encode(bytes: Uint8Array): string[] {
  const character = (value: number) => (value === 0 ? '`' : String.fromCharCode(value + 32));
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 45) {
    const piece = [...bytes.subarray(at, at + 45)];
    let line = character(piece.length);
    for (let group = 0; group < piece.length; group += 3) {
      const [a = 0, b = 0, c = 0] = piece.slice(group, group + 3);
      line += [a >> 2, ((a & 3) << 4) | (b >> 4), ((b & 15) << 2) | (c >> 6), c & 63].map(character).join('');
    }
    lines.push(line);
  }
  return lines;
}

describe('findUuFiles', () => {
  it('finds a file in text', () => {
    expect(find('Hello', 'begin 644 cat.txt', '#0V%T', '`', 'end', 'Bye')).toEqual([['cat.txt', 'Cat', false]]);
  });

  it('finds several, and one at the very beginning', () => {
    expect(find('begin 644 a', '#0V%T', '`', 'end', 'begin 0755 b c.exe', '#0V%T', 'end')).toEqual([
      ['a', 'Cat', false],
      ['b c.exe', 'Cat', false],
    ]);
  });

  it('reads blanks for zeros that were lost at line ends', () => {
    expect(find('begin 644 a', '"90', 'end')).toEqual([['a', 'e\0', false]]);
  });

  it('reads the base64 form', () => {
    expect(find('begin-base64 644 a', 'Q2F0', '====')).toEqual([['a', 'Cat', false]]);
  });

  it('keeps what there is of one that is cut off', () => {
    expect(find('begin 644 a', '#0V%T')).toEqual([['a', 'Cat', true]]);
    expect(find('begin 644 a', '#0V%T', 'And so on, this is no such line.')).toEqual([['a', 'Cat', true]]);
  });

  it('leaves prose alone', () => {
    expect(find('begin 644 words, and then we talk about something else entirely')).toEqual([]);
    expect(find('They begin 644 a', '#0V%T', 'end')).toEqual([]);
    expect(find('begin at the beginning', 'end')).toEqual([]);
  });

  it('reads any bytes back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (bytes) => {
        const [file] = findUuFiles(Buffer.from(['begin 644 x', ...encode(bytes), '`', 'end'].join('\n')), 1);
        expect(Buffer.from(file?.bytes ?? [])).toEqual(Buffer.from(bytes));
      }),
      { numRuns: 100 },
    );
  });

  it('never fails, and stops at the number that it is given', () => {
    const pieces = fc.array(fc.constantFrom('begin 644 a', '#0V%T', '`', 'end', 'x', '', 'begin-base64 644 a', '===='));
    fc.assert(
      fc.property(pieces, (some) => {
        expect(findUuFiles(Buffer.from(some.join('\n')), 3).length).toBeLessThanOrEqual(3);
      }),
      { numRuns: 200 },
    );
  });
});

describe('transfer encodings', () => {
  it.each([
    [undefined, 'identity'],
    ['7bit', 'identity'],
    ['BASE64', 'base64'],
    [' base64 (as ever)', 'base64'],
    ['"base64"', 'base64'],
    ['base64;', 'base64'],
    ['quoted-printable', 'quoted-printable'],
    ['x-uuencode', 'uuencode'],
    ['base65', 'unknown'],
  ])('%j is %s', (field, encoding) => {
    expect(encodingOf(field)).toBe(encoding);
  });

  it('leave content as it is where it cannot be undone, and say so', () => {
    const bytes = Buffer.from('Hello');
    expect(decodeContent(bytes, 'unknown')).toEqual({ bytes, oddities: ['MIME_ENCODING_UNKNOWN'] });
    expect(decodeContent(bytes, 'uuencode')).toEqual({ bytes, oddities: ['MIME_ENCODING_UNKNOWN'] });
  });
});
