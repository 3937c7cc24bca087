import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { top, wireForm } from './wire-form.ts';

const send = (text: string): string => Buffer.concat([...wireForm(Buffer.from(text, 'latin1'))]).toString('latin1');

describe('the wire form', () => {
  test.each([
    ['', ''],
    ['a\r\nb\r\n', 'a\r\nb\r\n'],
    ['.\r\n..\r\n.a\r\n', '..\r\n...\r\n..a\r\n'],
    ['a\nb\n', 'a\r\nb\r\n'],
    ['a\rb\r', 'a\r\nb\r\n'],
    ['a', 'a\r\n'],
    ['a\n.\nb', 'a\r\n..\r\nb\r\n'],
    ['a\r.\r\n', 'a\r\n..\r\n'],
    ['\r\r\n\n', '\r\n\r\n\r\n'],
    ['a.b\r\n', 'a.b\r\n'],
  ])('of %j is %j', (text, wire) => expect(send(text)).toBe(wire));

  test('has every line end with CRLF, every dot at a start doubled, and loses nothing, over block borders too', () => {
    const symbol = fc.constantFrom(
      '\r\n',
      '\n',
      '\r',
      '.',
      'a',
      'x'.repeat(65_533),
      'y'.repeat(65_534),
      'z'.repeat(65_535),
    );
    fc.assert(
      fc.property(fc.array(symbol, { maxLength: 10 }), (symbols) => {
        const text = symbols.join('');
        const wire = send(text);
        const lines = text.split(/\r\n|\r|\n/);
        if (lines.at(-1) === '') lines.pop();
        expect(wire === lines.map((line) => `${line.replace(/^\./, '..')}\r\n`).join('')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('comes in blocks', () => {
    const blocks = [...wireForm(Buffer.from('.line\n'.repeat(100_000)))];
    expect(Math.max(...blocks.map((block) => block.length))).toBeLessThan(128 * 1024);
  });
});

describe('the top', () => {
  const message = 'A: 1\r\nB: 2\r\n\r\none\r\ntwo\r\nthree';
  test.each([
    [message, 0, 'A: 1\r\nB: 2\r\n\r\n'],
    [message, 1, 'A: 1\r\nB: 2\r\n\r\none\r\n'],
    [message, 2, 'A: 1\r\nB: 2\r\n\r\none\r\ntwo\r\n'],
    [message, 3, message],
    [message, 1_000, message],
    ['A: 1\n\none\ntwo\n', 1, 'A: 1\n\none\n'],
    ['\r\none\r\n', 0, '\r\n'],
    ['A: 1\r\n', 5, 'A: 1\r\n'],
    ['', 0, ''],
  ])('of %j with %i lines', (text, lines, wanted) => {
    expect(Buffer.from(top(Buffer.from(text), lines)).toString()).toBe(wanted);
  });
});
