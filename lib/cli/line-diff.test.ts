import fc from 'fast-check';
import { expect, it } from 'vitest';

import { lineDiff } from './line-diff.ts';

it.each([
  ['equal', 'a\nb\nc', 'a\nb\nc', []],
  ['a line changed', 'a\nb\nc', 'a\nX\nc', ['- b', '+ X']],
  ['put in', 'a\nc', 'a\nb\nc', ['+ b']],
  ['taken out', 'a\nb\nc', 'a\nc', ['- b']],
  ['at both ends', 'x\na\ny', 'a\nz', ['- x', '- y', '+ z']],
  ['repeated lines', 'a\na', 'a\na\na', ['+ a']],
])('%s', (_what, before, after, lines) => {
  expect(lineDiff(before, after)).toEqual(lines);
});

it('never takes out or puts in what stands on both sides at its place', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = lineDiff(before.join('\n'), after.join('\n'));
      const out = lines.filter((line) => line.startsWith('- ')).length;
      const put = lines.filter((line) => line.startsWith('+ ')).length;
      expect(put - out).toBe((after.length || 1) - (before.length || 1));
      expect(lines.length === 0).toBe(before.join('\n') === after.join('\n'));
    }),
    { numRuns: 200 },
  );
});
