import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { rules } from '../rules/rules.ts';
import document from './model.json' with { type: 'json' };
import { readModel } from './model.ts';
import { shippedModel } from './shipped.ts';
import { opinionOf, packWords, readWords } from './table.ts';

describe('the word table', () => {
  it('gives back what was packed, to a sixteenth', () => {
    const word = fc.tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.double({ min: -7, max: 7, noNaN: true }));
    fc.assert(
      fc.property(fc.array(word, { maxLength: 200 }), (words) => {
        const map = new Map(words);
        const table = readWords(packWords(map));
        return [...map].every(([token, odds]) => Math.abs((table.odds(token) ?? 0) - odds) <= 1 / 32);
      }),
    );
  });

  it('knows nothing of other words', () => {
    expect(readWords(packWords(new Map([[7, 1]]))).odds(8)).toBeUndefined();
    expect(readWords(new Uint8Array()).odds(0)).toBeUndefined();
  });

  it('packs the same words to the same bytes, whatever their order', () => {
    const words: [number, number][] = [
      [3, 1],
      [1, -1],
      [4_294_967_295, 2],
    ];
    expect(packWords(new Map(words))).toEqual(packWords(new Map(words.toReversed())));
  });

  it('is refused when it is cut off', () => {
    expect(() => readWords(new Uint8Array(7))).toThrow(/cut off/);
  });

  it('has no opinion without words', () => {
    expect(opinionOf(readWords(new Uint8Array()), Uint32Array.of(1, 2))).toEqual({ score: 0, tokens: 0 });
  });
});

describe('the model that ships', () => {
  it('knows every rule, and moved none across zero', () => {
    for (const { code, prior } of rules) {
      expect(document.rules).toHaveProperty(code);
      expect(shippedModel().pointsOf(code) * prior).toBeGreaterThanOrEqual(0);
    }
  });

  it('is small', () => {
    expect(JSON.stringify(document).length).toBeLessThan(3_000_000);
  });

  it('lets its words alone decide nothing', () => {
    for (const points of Object.values(document.bands)) expect(Math.abs(points)).toBeLessThan(2.5);
  });

  it('is refused when it is of another shape', () => {
    expect(() => readModel({ ...document, v: 2 })).toThrow();
  });
});
