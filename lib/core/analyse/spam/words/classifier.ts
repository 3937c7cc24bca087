/**
 * Naive Bayes over hashed tokens. Each token's log odds are drawn towards "unknown" by how little it was seen (G. Robinson's estimate);
 * the strongest are summed and divided by the root of their number, so that long messages do not shout down short ones.
 */

export interface TokenCounts {
  spam: number;
  ham: number;
}

/** How many messages of each class the counts were taken over. */
export type Taught = TokenCounts;

/** The weight of "unknown", in messages. */
const unknownStrength = 0.3;
/** Weaker tokens say nothing but add noise. */
const leastOdds = 0.4;
export const strongest = 150;
const leastRoot = 10;

/** Log odds that a message with this token is spam, had as much been taught of either. */
export function logOdds(counts: TokenCounts, taught: Taught): number {
  const spam = counts.spam / Math.max(taught.spam, 1);
  const ham = counts.ham / Math.max(taught.ham, 1);
  const seen = counts.spam + counts.ham;
  const p = (unknownStrength / 2 + (seen * spam) / (spam + ham || 1)) / (unknownStrength + seen);
  return Math.log(p / (1 - p));
}

export interface Opinion {
  /** Below zero for ham; beyond 8 either way it is rarely wrong. */
  score: number;
  /** How many tokens it rests on. */
  tokens: number;
}

export function combine(odds: readonly number[]): Opinion {
  const telling = odds.filter((one) => Math.abs(one) >= leastOdds);
  const used =
    telling.length <= strongest ? telling : telling.sort((a, b) => Math.abs(b) - Math.abs(a)).slice(0, strongest);
  const sum = used.reduce((total, one) => total + one, 0);
  return { score: sum / Math.sqrt(Math.max(used.length, leastRoot)), tokens: used.length };
}

/** The bands in which an opinion is shown and weighed; `upTo` excluded. */
export const bands = [
  { name: '00', upTo: -10 },
  { name: '05', upTo: -6 },
  { name: '20', upTo: -3 },
  { name: '40', upTo: -1 },
  { name: '50', upTo: 1 },
  { name: '60', upTo: 3 },
  { name: '80', upTo: 6 },
  { name: '95', upTo: 10 },
  { name: '99', upTo: Infinity },
] as const;
export type Band = (typeof bands)[number]['name'];

export function bandOf(score: number): Band {
  return bands.find((band) => score < band.upTo)?.name ?? '99';
}
