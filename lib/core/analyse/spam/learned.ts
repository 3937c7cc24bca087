/** This installation's own classifier: what its lessons say of a message, and how much that may weigh. */
import type { Lessons } from '../../ports/lessons.ts';
import { combine, logOdds, type Band, type Opinion } from './words/classifier.ts';

/** Fewer lessons of either class say nothing yet. */
export const leastLessons = 5;
/** With this many of the rarer class, lessons weigh half of what they can weigh at most. */
const halfWeight = 30;

const points: Readonly<Record<Band, number>> = {
  '00': -6,
  '05': -4,
  '20': -2,
  '40': -0.7,
  '50': 0,
  '60': 0.7,
  '80': 2.5,
  '95': 5,
  '99': 7.5,
};

export function learnedOpinion(lessons: Lessons, tokens: Uint32Array): Opinion | undefined {
  const taught = lessons.total();
  if (Math.min(taught.spam, taught.ham) < leastLessons) return undefined;
  return combine([...lessons.lookup(tokens).values()].map((counts) => logOdds(counts, taught)));
}

/** A single lesson moves little: the weight grows with the number of the rarer class. */
export function learnedPoints(lessons: Lessons, band: Band): number {
  const taught = lessons.total();
  const rarer = Math.min(taught.spam, taught.ham);
  return points[band] * (rarer / (rarer + halfWeight));
}
