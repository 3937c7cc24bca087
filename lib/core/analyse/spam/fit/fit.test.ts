import { describe, expect, it } from 'vitest';

import { fitPoints, type Example } from './logistic.ts';
import { trainModel, type TrainingExample } from './train.ts';
import { chooseWords, type WordExample } from './words.ts';

const options = { prior: [1, -1, 2], oddsPerPoint: 0.7, base: -2.5, spread: 1, sourceSpread: 1, rounds: 50 };
const examples = (on: number[], spam: number, ham: number, source = 0): Example[] => [
  ...Array.from({ length: spam }, () => ({ on, spam: true, weight: 1, source })),
  ...Array.from({ length: ham }, () => ({ on, spam: false, weight: 1, source })),
];

describe('fitting points', () => {
  it('leaves judgement alone where nothing was counted', () => {
    expect(fitPoints([], options)).toEqual([1, -1, 2]);
  });

  it('moves them towards what was counted', () => {
    const [spammy = 0, hammy = 0] = fitPoints(
      [...examples([0], 50, 0), ...examples([1], 0, 50), ...examples([], 50, 50)],
      options,
    );
    expect(spammy).toBeGreaterThan(1);
    expect(hammy).toBeLessThan(-1);
  });

  it('never moves them across zero', () => {
    const [first = 0, second = 0] = fitPoints(
      [...examples([0], 0, 200), ...examples([1], 200, 0), ...examples([], 100, 100)],
      options,
    );
    expect(first).toBeGreaterThanOrEqual(0);
    expect(first).toBeLessThan(0.8);
    expect(second).toBeLessThanOrEqual(0);
    expect(second).toBeGreaterThan(-0.8);
  });

  it('does not take the base rate of a source for the worth of a rule', () => {
    const lopsided = [...examples([0], 80, 20, 0), ...examples([], 80, 20, 0), ...examples([], 20, 80, 1)];
    expect(fitPoints(lopsided, { ...options, sourceSpread: 10 })[0]).toBeLessThan(1.3);
  });
});

const word = (set: string, spam: boolean, ...tokens: number[]): WordExample => ({
  set,
  spam,
  tokens: Uint32Array.from(tokens),
});
const times = (count: number, example: WordExample): WordExample[] => Array.from({ length: count }, () => example);
const sets = { modern: new Set(['new']), older: new Set(['a', 'b']) };

describe('choosing words', () => {
  it('leaves out what stood in one message only', () => {
    expect(
      chooseWords([word('new', true, 1), ...times(3, word('new', true, 2)), word('new', false, 9)], sets).has(1),
    ).toBe(false);
  });

  it('takes a word of older mail only where two sets agree, and weakly', () => {
    const mail = [
      ...times(5, word('a', true, 1, 2)),
      ...times(5, word('a', false, 3)),
      ...times(5, word('b', true, 1)),
      ...times(5, word('b', false, 2)),
    ];
    const words = chooseWords(mail, sets);
    expect(words.get(1)).toBeGreaterThan(0);
    expect(words.get(1)).toBeLessThanOrEqual(1.5);
    expect(words.has(2)).toBe(false);
    expect(words.has(3)).toBe(false);
  });

  it('lets the mail of today speak last', () => {
    const mail = [
      ...times(5, word('a', true, 1)),
      ...times(5, word('a', false, 8)),
      ...times(5, word('b', true, 1)),
      ...times(5, word('b', false, 9)),
      ...times(4, word('new', false, 1)),
      ...times(4, word('new', true, 7)),
    ];
    expect(chooseWords(mail, sets).get(1)).toBeLessThan(0);
  });
});

describe('training', () => {
  it('gives the same document for the same mail', () => {
    const seen = (spam: boolean, i: number): TrainingExample => ({
      set: 'commercial-2025-2026',
      spam,
      organisation: `o${i % 7}.test`,
      fired: spam ? ['FROM_NAME_BRAND'] : ['REPLY'],
      tokens: Uint32Array.of(spam ? 1 : 2, 3),
    });
    const mail = Array.from({ length: 40 }, (_, i) => seen(i % 2 === 0, i));
    expect(trainModel(mail)).toEqual(trainModel(mail));
    expect(trainModel(mail).rules['FROM_NAME_BRAND']).toBeGreaterThan(3);
  });
});
