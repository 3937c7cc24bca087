/** A pattern that is stricter than its reader would have an editor refuse what the filter takes. */
import fc from 'fast-check';
import { expect, it } from 'vitest';

import { canonicalAddress, canonicalDomain } from '../message/canonical.ts';
import { aDomain, aHost, aLocal, anAddress, aPasswordReference } from './patterns.ts';

const likely = fc.string({
  unit: fc.constantFrom(...Array.from('ab1.:-_@"\\ \n[]/'), 'ü', '例', '\u2028', '🍋', '\u0301'),
  maxLength: 8,
});
const patternOf = (schema: typeof aDomain): RegExp => new RegExp(String(schema.meta()?.['pattern']), 'u');

it.each([
  { what: 'address', reads: (text: string) => canonicalAddress(text) !== undefined, pattern: patternOf(anAddress) },
  {
    what: 'domain',
    reads: (text: string) => canonicalDomain(text) !== undefined && !text.startsWith('['),
    pattern: patternOf(aDomain),
  },
  { what: 'name', reads: (text: string) => text.trim() !== '', pattern: patternOf(aLocal) },
])('every $what that is read fits its pattern', ({ reads, pattern }) => {
  let read = 0;
  fc.assert(
    fc.property(
      fc.oneof(
        likely,
        likely.map((text) => `${text}@example.test`),
      ),
      (text) => {
        if (!reads(text)) return;
        read += 1;
        expect(text).toMatch(pattern);
      },
    ),
    { numRuns: 5000 },
  );
  expect(read).toBeGreaterThan(50);
});

it.each([
  [aHost, 'mail.example.test:25', true],
  [aHost, '[2001:db8::25]:25', true],
  [aHost, 'smtp://mail.example.test', false],
  [aDomain, '*.example.test', false],
  [anAddress, 'example.test', false],
  [aPasswordReference, 'file:secrets/alice', true],
  [aPasswordReference, 'secret:alice@example.test', true],
  [aPasswordReference, 'file:/etc/shadow', false],
  [aPasswordReference, 'correct horse', false],
])('%# is told apart', (schema, text, fits) => {
  expect(patternOf(schema).test(text)).toBe(fits);
});
