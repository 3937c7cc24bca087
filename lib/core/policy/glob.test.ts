import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { compileGlob, fold } from './glob.ts';

const matches = (pattern: string, text: string): boolean => compileGlob(pattern)(fold(text));

test.each([
  ['*.exe', 'a.exe', true],
  ['*.exe', 'A.EXE', true],
  ['*.exe', '.exe', true],
  ['*.exe', 'a.exe.txt', false],
  ['invoice*.zip', 'invoice.zip', true],
  ['invoice*.zip', 'invoice-2026.zip', true],
  ['invoice*.zip', 'my invoice.zip', false],
  ['a*b*c', 'abc', true],
  ['a*b*c', 'aXbXbXc', true],
  ['a*b*c', 'acb', false],
  ['ab*bc', 'abc', false],
  ['ab*bc', 'abbc', true],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['*?', '', false],
  ['*a?c*', 'xxabcxx', true],
  ['*', '', true],
  ['', '', true],
  ['', 'a', false],
  ['a.c', 'abc', false],
  ['[ab]', 'a', false],
  ['ÄRGER*', 'a\u0308rger.doc', true],
])('%s on %s: %s', (pattern, text, expected) => {
  expect(matches(pattern, text)).toBe(expected);
});

test('agrees with the regular expression that says the same', () => {
  const piece = fc.constantFrom('a', 'b', '*', '?', 'ab');
  const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 10 }).map((chars) => chars.join(''));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), text, (pieces, text) => {
      const pattern = pieces.join('');
      const regex = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
      expect(matches(pattern, text)).toBe(regex.test(text));
    }),
  );
});
