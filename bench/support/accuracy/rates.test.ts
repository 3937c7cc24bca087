import { describe, expect, it } from 'vitest';

import { catchAt, reaching, share, type Scored } from './rates.ts';

const scored = (spam: boolean, scores: readonly number[]): Scored[] =>
  scores.map((score) => ({ spam, kind: '', score }));

describe('share', () => {
  it('gives the interval of Wilson (1927): 10 of 10 is at least 72.2 %', () => {
    expect(share(10, 10).high).toBeCloseTo(100);
    expect(share(10, 10).low).toBeCloseTo(72.25, 1);
  });

  it('is symmetrical about the half', () => {
    const { low, high } = share(50, 100);
    expect(low).toBeCloseTo(40.38, 1);
    expect(high).toBeCloseTo(59.62, 1);
  });

  it('of nothing is no number', () => {
    expect(share(0, 0).percent).toBeNaN();
  });
});

describe('catch', () => {
  const ham = scored(false, [9, 4, 3, 2, 1, 0, 0, 0, 0, 0]);

  it('allows as many ham above the threshold as the bound, and no more', () => {
    const all = [...ham, ...scored(true, [10, 5, 4, 1])];
    expect(catchAt(all, 0.05).percent).toBe(25);
    expect(catchAt(all, 0.1).percent).toBe(50);
  });

  it('cannot be told without ham', () => {
    expect(catchAt(scored(true, [10]), 0.01).percent).toBeNaN();
  });

  it('counts what reaches a threshold, itself included', () => {
    expect(reaching(ham, false, 4)).toMatchObject({ part: 2, of: 10 });
  });
});
