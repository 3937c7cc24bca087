import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { bareCrToLf, hasBareCr, lineFacts } from './lines.ts';

const facts = (text: string) => lineFacts(Buffer.from(text));

describe('lineFacts', () => {
  it('tells line ends apart', () => {
    expect(facts('a\r\nb\r\n')).toMatchObject({ crlf: true, lf: false, bareCr: false });
    expect(facts('a\nb\n')).toMatchObject({ crlf: false, lf: true, bareCr: false });
    expect(facts('a\r\nb\n')).toMatchObject({ crlf: true, lf: true });
    expect(facts('a\rb')).toMatchObject({ crlf: false, lf: false, bareCr: true });
    // A line end that was converted twice.
    expect(facts('a\r\r\nb')).toMatchObject({ bareCr: false });
  });

  it('measures the longest line without its end', () => {
    expect(facts('abc\r\nab\n').longest).toBe(3);
    expect(facts('ab\nabcd').longest).toBe(4);
    expect(facts('').longest).toBe(0);
  });

  it('sees NUL', () => {
    expect(facts('a\0').nul).toBe(true);
    expect(facts('a').nul).toBe(false);
  });
});

describe('bareCrToLf', () => {
  it.each([
    ['a\rb', 'a\nb'],
    ['a\r\nb\rc', 'a\r\nb\nc'],
    ['a\r\rb', 'a\n\nb'],
    ['a\r\r\nb', 'a\r\r\nb'],
    ['\r', '\n'],
  ])('makes of %j %j', (text, expected) => {
    expect(Buffer.from(bareCrToLf(Buffer.from(text))).toString()).toBe(expected);
  });

  it('keeps the length and leaves no bare CR', () => {
    const text = fc
      .array(fc.constantFrom('a', '\r', '\n'), { maxLength: 12 })
      .map((list) => Buffer.from(list.join('')));
    fc.assert(
      fc.property(text, (raw) => {
        const changed = bareCrToLf(raw);
        expect(changed.length).toBe(raw.length);
        expect(hasBareCr(changed)).toBe(false);
        if (!hasBareCr(raw)) expect(Buffer.from(changed)).toEqual(raw);
      }),
      { numRuns: 300 },
    );
  });
});
