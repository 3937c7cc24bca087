/** The examiner `spam`: named rules, the shipped words and this installation's lessons, each with its points; the score is their sum. */
import type { Lessons } from '../../ports/lessons.ts';
import type { Examiner, Report, Subject } from '../examiner.ts';
import { evidenceOf, type Finding } from '../../findings/finding.ts';
import { factsOf, type Facts } from './facts/facts.ts';
import { learnedOpinion, learnedPoints } from './learned.ts';
import type { Model } from './model/model.ts';
import { rules } from './rules/rules.ts';
import { bandOf, type Opinion } from './words/classifier.ts';
import { lessonTokensOf, tokensOf } from './words/tokens.ts';

export interface SpamOptions {
  model: Model;
  lessons?: Lessons;
}

/** In two pieces, so that this source is not taken for the test message. */
const gtube = ['XJS*C4JDBQADN1.NSBN3*2IDNEN', 'GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X'].join('*');
const gtubePoints = 1000;

export function createSpamExaminer({ model, lessons }: SpamOptions): Examiner {
  return {
    name: 'spam',
    layer: 'spam',
    version: () => `${model.version}${lessons ? `+${lessons.total().spam}/${lessons.total().ham}` : ''}`,
    examine: (subject) => Promise.resolve(report(subject, model, lessons)),
  };
}

function report({ message, envelope, examinations }: Subject, model: Model, lessons: Lessons | undefined): Report {
  const facts = factsOf({ message, envelope, findings: examinations.flatMap((examination) => examination.findings) });
  const tokens = tokensOf(facts);
  return {
    findings: [
      ...fixed(facts),
      ...ruleFindings(facts, model),
      ...wordFinding('WORDS', model.opinion(tokens), (opinion) => model.pointsOfBand(bandOf(opinion.score))),
      ...(lessons
        ? wordFinding('BAYES', learnedOpinion(lessons, lessonTokensOf(facts)), (opinion) =>
            learnedPoints(lessons, bandOf(opinion.score)),
          )
        : []),
    ],
    examined: message.texts.length,
  };
}

function fixed({ message, body }: Facts): Finding[] {
  const found: Finding[] = [];
  if (message.texts.some((text) => text.text.includes(gtube))) found.push(note('GTUBE', gtubePoints));
  if (body.truncated) found.push(note('TEXT_CUT', 0));
  return found;
}

function ruleFindings(facts: Facts, model: Model): Finding[] {
  return rules.flatMap((rule) => {
    const points = rounded(model.pointsOf(rule.code));
    const seen = points === 0 ? undefined : rule.test(facts);
    if (!seen) return [];
    return [{ ...note(rule.code, points), ...(typeof seen === 'string' && { evidence: evidenceOf(seen) }) }];
  });
}

function wordFinding(
  stem: 'WORDS' | 'BAYES',
  opinion: Opinion | undefined,
  pointsOf: (opinion: Opinion) => number,
): Finding[] {
  if (!opinion || opinion.tokens === 0) return [];
  const points = rounded(pointsOf(opinion));
  return [{ ...note(`${stem}_${bandOf(opinion.score)}`, points), evidence: `${opinion.tokens} telling words` }];
}

const note = (code: string, points: number): Finding => ({ code, layer: 'spam', verdict: 'note', points });

/** Points are shown with two decimals and must add up as shown. */
const rounded = (points: number): number => Math.round(points * 100) / 100;
