/** Catch at a bound on false alarms, and shares with their intervals. */

export interface Scored {
  spam: boolean;
  kind: string;
  score: number;
}

export interface Share {
  part: number;
  of: number;
  /** In percent; not a number where there is nothing to share. */
  percent: number;
  low: number;
  high: number;
}

/** Wilson's score interval, 95 %: holds for small samples and for shares near nothing or all. */
export function share(part: number, of: number): Share {
  if (of === 0) return { part, of, percent: Number.NaN, low: Number.NaN, high: Number.NaN };
  const z = 1.959964;
  const p = part / of;
  const middle = (p + z ** 2 / (2 * of)) / (1 + z ** 2 / of);
  const half = (z / (1 + z ** 2 / of)) * Math.sqrt((p * (1 - p)) / of + z ** 2 / (4 * of ** 2));
  return { part, of, percent: 100 * p, low: 100 * Math.max(0, middle - half), high: 100 * Math.min(1, middle + half) };
}

/** Spam above the score that at most this share of ham reaches: the threshold lies just above a ham, never on it. */
export function catchAt(scored: readonly Scored[], falseAlarms: number): Share {
  const ham = scores(scored, false).sort((a, b) => b - a);
  const spam = scores(scored, true);
  if (ham.length === 0) return share(0, 0);
  const threshold = ham[Math.floor(ham.length * falseAlarms)] ?? Infinity;
  return share(spam.filter((score) => score > threshold).length, spam.length);
}

export function reaching(scored: readonly Scored[], spam: boolean, threshold: number): Share {
  const all = scores(scored, spam);
  return share(all.filter((score) => score >= threshold).length, all.length);
}

const scores = (scored: readonly Scored[], spam: boolean): number[] =>
  scored.filter((one) => one.spam === spam).map((one) => one.score);
