import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { Content, type ContentEnd } from './content.ts';

/** The same by a regular expression over the whole, as RFC 5321 sections 4.1.1.4, 4.5.2 and 2.3.8 have it. */
function byTheBook(text: string): { bytes: string; end?: ContentEnd; rest: string } {
  const match = /^(?<lines>(?:(?!\.\r\n)[^\r\n]*\r\n)*)(?<last>[\s\S]*)$/.exec(text)!.groups!;
  const lines = match.lines!.split('\r\n');
  const veiled = lines.findIndex((line) => line.includes('\0') && line.replaceAll('\0', '') === '.');
  const unstuffed = lines.map((line) => line.replace(/^\./, '')).join('\r\n');
  if (veiled >= 0) return { bytes: '', end: 'smuggling', rest: '' };
  if (match.last!.startsWith('.\r\n')) return { bytes: unstuffed, end: 'complete', rest: match.last!.slice(3) };
  // What is left holds no CRLF: any LF in it is bare, and so is any CR but one that stands last.
  if (/\n|\r[^]/.test(match.last!)) return { bytes: '', end: 'smuggling', rest: '' };
  return { bytes: unstuffed + match.last!.replace(/^\./, ''), rest: '' };
}

function read(pieces: string[]): { bytes: string; end?: ContentEnd; rest: string; size: number } {
  const content = new Content();
  const kept: Buffer[] = [];
  for (const [n, piece] of pieces.entries()) {
    const { bytes, end, rest } = content.take(Buffer.from(piece, 'latin1'));
    kept.push(Buffer.from(bytes));
    const behind = rest.toString('latin1') + pieces.slice(n + 1).join('');
    if (end !== undefined)
      return { bytes: Buffer.concat(kept).toString('latin1'), end, rest: behind, size: content.size };
  }
  return { bytes: Buffer.concat(kept).toString('latin1'), rest: '', size: content.size };
}

describe('against a reader of whole texts', () => {
  const alphabet = fc.constantFrom('\r\n', '\r\n', '.', 'a', '\r', '\n', '\0', '..', '\r\n.', '\r\n.\r\n', '\t', 'ÿ');
  const text = fc.array(alphabet, { maxLength: 25 });

  test('any cut gives the same', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(6)), (symbols, lengths) => {
        const whole = symbols.join('');
        const pieces = cutUp(whole, lengths);
        const wanted = byTheBook(whole);
        const found = read(pieces);
        expect(found.end).toBe(wanted.end);
        if (wanted.end === 'smuggling') return;
        expect(found.rest).toBe(wanted.rest);
        // Without an end, a CR (and a dot before it) may still wait for its LF.
        if (wanted.end === 'complete') expect(found.bytes).toBe(wanted.bytes);
        else expect(wanted.bytes.startsWith(found.bytes)).toBe(true);
        expect(found.size).toBe(found.bytes.length);
      }),
      { numRuns: 2_000 },
    );
  });
});

function cutUp(text: string, lengths: number[]): string[] {
  const pieces: string[] = [];
  let rest = text;
  for (const length of lengths) {
    pieces.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return [...pieces, rest];
}

describe('the longest line', () => {
  test.each([
    ['\r\n.\r\n', 2],
    ['abc\r\nab\r\n.\r\n', 5],
    ['ab\r\nabc\r\n.\r\n', 5],
    ['abcdef', 6],
  ])('of %j is %i', (text, longest) => {
    for (const pieces of [[text], Array.from(text)]) {
      const content = new Content();
      for (const piece of pieces) content.take(Buffer.from(piece));
      expect(content.longestLine).toBe(longest);
    }
  });
});

test('a piece without stuffed dots is not copied', () => {
  const chunk = Buffer.from('Subject: x\r\n\r\nbody\r\n.\r\n');
  expect(new Content().take(chunk).bytes.buffer).toBe(chunk.buffer);
});
