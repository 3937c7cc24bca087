import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { Lines, type Line } from './lines.ts';

function read(pieces: (string | Buffer)[], limit = 100): (Line | 'more')[] {
  const lines = new Lines(limit);
  const found: (Line | 'more')[] = [];
  for (const piece of pieces) {
    lines.push(Buffer.from(piece));
    for (let line = lines.next(); line !== undefined; line = lines.next()) {
      found.push(line);
      if (line.kind === 'bare') return found;
    }
  }
  return found;
}

const garbled: Line = { kind: 'garbled' };
const line = (text: string): Line => ({ kind: 'line', text });

describe('lines', () => {
  test.each<[string, string[], Line[]]>([
    ['one by one', ['a\r\nb\r\n'], [line('a'), line('b')]],
    ['in pieces', ['a', 'b\r', '\nc', '\r\n'], [line('ab'), line('c')]],
    ['empty', ['\r\n\r\n'], [line(''), line('')]],
    ['in UTF-8', ['é\r\n'], [line('é')]],
    ['with a tab', ['a\tb\r\n'], [line('a\tb')]],
    ['that end with LF alone', ['a\nb\r\n'], [{ kind: 'bare' }]],
    ['that end with CR alone', ['a\rb\r\n'], [{ kind: 'bare' }]],
    ['with a CR too many', ['a\r\r\n'], [{ kind: 'bare' }]],
    ['with control characters', ['a\0\r\n\u001b\r\n\u0085\r\n'], [garbled, garbled, garbled]],
    ['that are not complete', ['abc', 'def\r'], []],
  ])('%s', (_name, pieces, wanted) => {
    expect(read(pieces)).toEqual(wanted);
    expect(read(Array.from(pieces.join('')))).toEqual(wanted);
  });

  test('not in UTF-8', () => {
    expect(read([Buffer.from([0xc3, 0x28, 13, 10])])).toEqual([{ kind: 'garbled' }]);
  });
});

describe('the limit', () => {
  test('counts the CRLF', () => {
    expect(read(['12345678\r\n'], 10)).toEqual([line('12345678')]);
    expect(read(['123456789\r\n'], 10)).toEqual([{ kind: 'long' }]);
  });

  test('a line without end takes no memory, and the one behind it is heard', () => {
    const lines = new Lines(10);
    for (let n = 0; n < 1_000; n += 1) {
      lines.push(Buffer.alloc(1_000, 'x'));
      expect(lines.next()).toBeUndefined();
      expect(lines.waiting).toBeLessThanOrEqual(10);
    }
    lines.push(Buffer.from('\r\nb\r\n'));
    expect(lines.next()).toEqual({ kind: 'long' });
    expect(lines.next()).toEqual(line('b'));
  });

  test('a bare LF in a line that is thrown away is seen', () => {
    expect(read(['x'.repeat(50), 'x'.repeat(50), '\nRSET\r\n'], 10)).toEqual([{ kind: 'bare' }]);
    expect(read(['x'.repeat(50), '\r', 'RSET\r\n'], 10)).toEqual([{ kind: 'bare' }]);
  });
});

test('drain takes what is no line yet', () => {
  const lines = new Lines(100);
  lines.push(Buffer.from('DATA\r\nSubject'));
  lines.next();
  expect(lines.drain().toString()).toBe('Subject');
  expect(lines.waiting).toBe(0);
});

test('bytes of any kind, cut anywhere, give the same lines', () => {
  const symbol = fc.constantFrom('\r\n', '\r\n', 'a', 'bc', '\r', '\n', 'é', '\0', 'x'.repeat(12));
  fc.assert(
    fc.property(fc.array(symbol, { maxLength: 12 }), (symbols) => {
      const bytes = Buffer.from(symbols.join(''));
      const pieces = Array.from(bytes, (byte) => Buffer.from([byte]));
      expect(read(pieces, 10)).toEqual(read([bytes], 10));
    }),
    { numRuns: 500 },
  );
});
