/** Expected values are counted by hand from 3GPP TS 23.038 and TS 23.040. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

import { fit, measure } from './segments.ts';

const family = '👨‍👩‍👧';

describe('a text is paid for', () => {
  test.each([
    ['nothing', '', 'GSM-7', 1],
    ['160 septets', 'a'.repeat(160), 'GSM-7', 1],
    ['161 septets: two of 153 at most', 'a'.repeat(161), 'GSM-7', 2],
    ['306 septets', 'a'.repeat(306), 'GSM-7', 2],
    ['307 septets', 'a'.repeat(307), 'GSM-7', 3],
    ['the euro sign counts two', '€'.repeat(80), 'GSM-7', 1],
    ['one euro sign more', '€'.repeat(81), 'GSM-7', 2],
    [
      'an escape is not parted from its character: 152 + € fill the first with 152',
      `${'a'.repeat(152)}€${'a'.repeat(151)}`,
      'GSM-7',
      2,
    ],
    ['and so 306 septets can be three parts', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 'GSM-7', 3],
    ['letters of the small alphabet', 'ÄÖÜß éèà Δ§ @£$ ñ ¿¡', 'GSM-7', 1],
    ['signs of its extension', '^{}\\[~]|', 'GSM-7', 1],
    ['a letter outside it', 'ç', 'UCS-2', 1],
    ['70 units', '漢'.repeat(70), 'UCS-2', 1],
    ['71 units: two of 67 at most', '漢'.repeat(71), 'UCS-2', 2],
    ['134 units', '漢'.repeat(134), 'UCS-2', 2],
    ['135 units', '漢'.repeat(135), 'UCS-2', 3],
    ['35 pairs are 70 units', '😀'.repeat(35), 'UCS-2', 1],
    ['a pair is not parted: 33 fill a part with 66', '😀'.repeat(66), 'UCS-2', 2],
    ['and so 134 units can be three parts', '😀'.repeat(67), 'UCS-2', 3],
    ['one foreign sign makes all of it large', `${'a'.repeat(70)}漢`, 'UCS-2', 2],
  ] as const)('%s', (_, text, alphabet, segments) => {
    expect(measure(text)).toEqual({ alphabet, segments });
  });
});

describe('what is too long', () => {
  it('ends with a mark where the last part is full', () => {
    expect(fit('a'.repeat(306), 2)).toBe('a'.repeat(306));
    expect(fit('a'.repeat(307), 2)).toBe(`${'a'.repeat(303)}...`);
    expect(fit('漢'.repeat(135), 2)).toBe(`${'漢'.repeat(131)}...`);
    expect(fit('a'.repeat(161), 1)).toBe(`${'a'.repeat(157)}...`);
  });

  it('is never cut in the middle of what people take for one character', () => {
    // 8 units each: 8 of them and the mark are 67, and what comes behind does not fit the first 70 units.
    expect(fit(family.repeat(9), 1)).toBe(`${family.repeat(8)}...`);
    // "e" and an acute accent that does not compose with it.
    const letter = 'x\u0301';
    expect(fit(letter.repeat(40), 1)).toBe(`${letter.repeat(33)}...`);
    expect(fit('😀'.repeat(36), 1)).toBe(`${'😀'.repeat(33)}...`);
    expect(fit('🇩🇪'.repeat(20), 1)).toBe(`${'🇩🇪'.repeat(16)}...`);
  });

  it('ends before a foreign sign that would halve the room', () => {
    expect(fit(`${'a'.repeat(200)}漢`, 2)).toBe(`${'a'.repeat(200)}...`);
  });

  it('does not end with a blank before the mark', () => {
    expect(fit(`${'a'.repeat(150)} ${'b'.repeat(6)} ${'c'.repeat(50)}`, 1)).toBe(
      `${'a'.repeat(150)} ${'b'.repeat(6)}...`,
    );
  });

  it('may be one character that is longer than all the room', () => {
    expect(fit(`a${'\u0301'.repeat(500)}`, 2)).toBe('...');
  });

  it('fits, whole characters of it, whatever it is', () => {
    const characters = fc.constantFrom('a', ' ', '€', 'é', '漢', '😀', family, 'x\u0301', '🇩🇪', 'ש');
    const texts = fc.array(characters, { maxLength: 500 });
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 4 }), (written, most) => {
        const cut = fit(written.join(''), most);
        expect(measure(cut).segments).toBeLessThanOrEqual(most);
        if (cut === written.join('')) return;
        const beginnings = new Set(written.map((_, n) => written.slice(0, n).join('').trimEnd()));
        expect(beginnings).toContain(cut.replace(/\.\.\.$/, ''));
      }),
      { numRuns: 200 },
    );
  });
});
