/**
 * Fits the rules' points: a logistic regression whose weights start from judgement and move only as far as the mail counted forces them to
 * (a Gaussian prior around each rule's own points), never across zero. Deterministic: coordinates in order, exact arithmetic order.
 */

export interface Example {
  /** Indices of the features that hold, each worth 1. */
  on: readonly number[];
  spam: boolean;
  weight: number;
  /** Which collection it comes from: each has its own base rate, so that none of them teaches "mail of that mailbox is spam". */
  source: number;
}

export interface FitOptions {
  /** Points per feature before counting; the fitted points keep their sign. */
  prior: readonly number[];
  /** Natural-log odds of one point. */
  oddsPerPoint: number;
  /** Log odds of a message with no points. */
  base: number;
  /** How far, in points, a weight is expected to be from its prior. */
  spread: number;
  /** How far, in log odds, a source's base rate is expected to be from `base`. */
  sourceSpread: number;
  rounds: number;
}

export function fitPoints(examples: readonly Example[], options: FitOptions): number[] {
  const { prior, oddsPerPoint, spread, sourceSpread } = options;
  const points = [...prior];
  const holders = prior.map((): number[] => []);
  const members: number[][] = [];
  examples.forEach((example, i) => {
    for (const feature of example.on) holders[feature]?.push(i);
    (members[example.source] ??= []).push(i);
  });
  const offsets = members.map(() => 0);
  const logits = examples.map(
    (example) => options.base + oddsPerPoint * example.on.reduce((sum, feature) => sum + (prior[feature] ?? 0), 0),
  );
  const shift = (rows: readonly number[], by: number): void =>
    rows.forEach((row) => (logits[row] = (logits[row] ?? 0) + by));
  for (let round = 0; round < options.rounds; round++) {
    for (let source = 0; source < offsets.length; source++) {
      const rows = members[source] ?? [];
      const { gradient, curvature } = slope(examples, logits, rows);
      const offset = offsets[source] ?? 0;
      const next = offset - bounded((gradient + offset / sourceSpread ** 2) / (curvature + 1 / sourceSpread ** 2));
      shift(rows, next - offset);
      offsets[source] = next;
    }
    for (let feature = 0; feature < points.length; feature++) {
      const rows = holders[feature] ?? [];
      const start = prior[feature] ?? 0;
      if (rows.length === 0 || start === 0) continue;
      const now = points[feature] ?? 0;
      const { gradient, curvature } = slope(examples, logits, rows);
      const slopeHere = gradient * oddsPerPoint + (now - start) / spread ** 2;
      const step = bounded(slopeHere / (curvature * oddsPerPoint ** 2 + 1 / spread ** 2));
      const next = start > 0 ? Math.max(0, now - step) : Math.min(0, now - step);
      shift(rows, (next - now) * oddsPerPoint);
      points[feature] = next;
    }
  }
  return points;
}

/** Newton's step, where the curve is flat, leaps beyond the valley and back for ever. */
const longestStep = 0.25;
const bounded = (step: number): number => Math.max(-longestStep, Math.min(longestStep, step));

/** First and second derivative of the weighted log loss along the logits of these rows. */
function slope(
  examples: readonly Example[],
  logits: readonly number[],
  rows: readonly number[],
): { gradient: number; curvature: number } {
  let gradient = 0;
  let curvature = 0;
  for (const row of rows) {
    const example = examples[row];
    if (!example) continue;
    const p = 1 / (1 + Math.exp(-(logits[row] ?? 0)));
    gradient += example.weight * (p - (example.spam ? 1 : 0));
    curvature += example.weight * p * (1 - p);
  }
  return { gradient, curvature };
}
