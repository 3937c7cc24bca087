/** Our own scores: of models trained without what they are tested on, as the spam examiner of the product adds them up. */
import { CountedLessons } from '#core/analyse/spam/counted-lessons.ts';
import { trainModel } from '#core/analyse/spam/fit/train.ts';
import { learnedOpinion, learnedPoints } from '#core/analyse/spam/learned.ts';
import { readModel, type Model } from '#core/analyse/spam/model/model.ts';
import { bandOf } from '#core/analyse/spam/words/classifier.ts';
import type { Lessons } from '#core/ports/lessons.ts';

import { lot, type SetName } from '../../corpora.ts';
import type { Seen } from '../../spam-data.ts';
import type { Scored } from './rates.ts';

export function scoreOf(model: Model, seen: Seen, lessons?: Lessons): number {
  const rules = seen.fired.reduce((sum, code) => sum + model.pointsOf(code), 0);
  const words = model.pointsOfBand(bandOf(model.opinion(seen.tokens).score));
  const learned = lessons && learnedOpinion(lessons, seen.lessonTokens);
  return rules + words + (learned ? learnedPoints(lessons, bandOf(learned.score)) : 0);
}

const train = (seen: readonly Seen[]): Model => readModel(trainModel(seen));

const scored = (model: Model, seen: readonly Seen[], lessons?: Lessons): Scored[] =>
  seen.map((one) => ({ spam: one.spam, kind: one.kind, score: scoreOf(model, one, lessons) }));

/** Trained on all other sets. */
export function withoutSet(training: readonly Seen[], set: SetName, test: readonly Seen[]): Scored[] {
  return scored(train(training.filter((one) => one.set !== set)), test);
}

/** Trained on all other sets and on those of this set's senders that are not being tested, in five turns. */
export function crossValidated(training: readonly Seen[], set: SetName, turns = 5): Scored[] {
  const turnOf = (one: Seen): number => lot(one.organisation) % turns;
  return Array.from({ length: turns }, (_, turn) => turn).flatMap((turn) => {
    const model = train(training.filter((one) => one.set !== set || turnOf(one) !== turn));
    return scored(
      model,
      training.filter((one) => one.set === set && turnOf(one) === turn),
    );
  });
}

/** A model that never saw the set, and an installation that was taught half of it: tested on the other half. */
export function taught(
  training: readonly Seen[],
  set: SetName,
  halves: { teach: readonly Seen[]; test: readonly Seen[] },
): Scored[] {
  const lessons = new CountedLessons();
  for (const one of halves.teach) lessons.teach(one.name, one.spam ? 'spam' : 'ham', one.lessonTokens);
  return scored(train(training.filter((one) => one.set !== set)), halves.test, lessons);
}

/** The model as it ships, on mail that it never saw. */
export function shippedOn(model: Model, seen: readonly Seen[]): Scored[] {
  return scored(model, seen);
}
