import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { lettersOf, plainLetters, swapsLetters } from './letters.ts';

describe('letters', () => {
  it('are counted with capitals, digits and exclamation marks', () => {
    expect(lettersOf('Win 100 EUROS!!')).toMatchObject({ letters: 8, capitals: 6, digits: 3, exclamations: 2 });
  });

  it.each(['𝗗𝗲𝗯𝘁', 'Ｄｅｂｔ', 'Ⓓⓔⓑⓣ', 'Yoʊ Bɑckup'])('that imitate are found: %s', (text) => {
    expect(lettersOf(text).imitations).toBeGreaterThan(0);
  });

  it('that are split are found, and only where both sides are letters', () => {
    expect(lettersOf('D\u200br\u200bi\u00adve').split).toBe(3);
    expect(lettersOf('preview \u200c \u200c \u200c text').split).toBe(0);
  });

  it.each(['pаypal', 'Ηello'])('of two alphabets in one word are found: %s', (text) => {
    expect(lettersOf(text).mixedWords).toBe(1);
  });

  it.each(['Привет world', 'α and β', 'こんにちは world', 'naïve café Øre', '5 µm'])(
    'of honest languages are not: %s',
    (text) => {
      expect(lettersOf(text)).toMatchObject({ mixedWords: 0, imitations: 0, split: 0 });
    },
  );

  it('tells ornaments from emoji', () => {
    expect(lettersOf('➥➥ Offer ➥➥').ornaments).toBe(4);
    expect(lettersOf('🔥 Sale 🎁').ornaments).toBe(0);
  });

  it('are read up to the limit', () => {
    expect(lettersOf('a'.repeat(1000), 100).letters).toBe(100);
  });

  it('of any text add up', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { letters, capitals, imitations } = lettersOf(text);
        return capitals <= letters && imitations <= letters && letters <= text.length;
      }),
    );
  });
});

describe('plain letters', () => {
  it('are what a reader thinks he reads', () => {
    expect(plainLetters('𝗗𝗲𝗯𝘁 R\u200be\u200bl\u00adief')).toBe('Debt Relief');
  });
});

describe('swapped letters', () => {
  it.each(['WaImart', 'BIueCross', 'AcETooIs', 'CompIemetary', 'K0BALT', '$1OO', 'PoIicy', 'pIan'])('%s', (text) => {
    expect(swapsLetters(text)).toBe(true);
  });

  it.each(['LinkedIn', 'CheckIn', 'Walmart', 'iPhone', 'MacInnes', 'C3PO', 'ISO 9001', 'WiFi', 'UNIQLO'])(
    'not %s',
    (text) => {
      expect(swapsLetters(text)).toBe(false);
    },
  );
});
