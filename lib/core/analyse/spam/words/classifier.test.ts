import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { bandOf, combine, logOdds, strongest } from './classifier.ts';

describe('log odds', () => {
  const taught = { spam: 100, ham: 100 };

  it('of what was never seen are nothing', () => {
    expect(logOdds({ spam: 0, ham: 0 }, taught)).toBe(0);
  });

  it('are those of Robinson: (s/2 + n p) / (s + n), with s = 0.3', () => {
    // Seen in 9 spam and 1 ham: p = 0.9, n = 10, f = (0.15 + 9) / 10.3 = 0.8883.
    expect(logOdds({ spam: 9, ham: 1 }, taught)).toBeCloseTo(Math.log(0.888_35 / 0.111_65), 3);
  });

  it('do not depend on how much was taught of either class', () => {
    expect(logOdds({ spam: 10, ham: 1 }, { spam: 1000, ham: 100 })).toBeCloseTo(0);
  });

  it('turn their sign with the classes', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(50), (spam, ham) => {
        return Math.abs(logOdds({ spam, ham }, taught) + logOdds({ spam: ham, ham: spam }, taught)) < 1e-9;
      }),
    );
  });
});

describe('combining', () => {
  it('leaves weak words out', () => {
    expect(combine([0.1, -0.3, 0.39])).toEqual({ score: 0, tokens: 0 });
  });

  it('takes the strongest alone', () => {
    const odds = [...Array.from({ length: 1000 }, () => 0.5), ...Array.from({ length: strongest }, () => -3)];
    expect(combine(odds).score).toBeCloseTo((-3 * strongest) / Math.sqrt(strongest));
  });

  it('is careful with few words', () => {
    expect(combine([3]).score).toBeLessThan(1);
  });
});

describe('bands', () => {
  it('cover every score, each from its lower edge', () => {
    expect([-Infinity, -10, -6, -3, -1, 1, 3, 6, 10, Infinity].map(bandOf)).toEqual([
      '00',
      '05',
      '20',
      '40',
      '50',
      '60',
      '80',
      '95',
      '99',
      '99',
    ]);
  });
});
