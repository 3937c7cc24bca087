/**
 * The X-Spam fields in the form that mail programs and Sieve scripts know. The numbers are the decision's; which tests they are made of
 * is read from the evidence of the same scan, and shown only if it adds up to the score: not when the evidence has aged out, nor on a
 * released copy, whose new scan may have found something else.
 */
import type { Evidence } from '../analyse/evidence.ts';
import { gather } from '../decide/gather.ts';
import { hundredths } from '../decide/score.ts';
import { wasHeld, type Decision } from '../decide/decision.ts';

/** RFC 5322 section 2.1.1; a tab is shown as eight columns by most programs. */
const columns = 78;
const tab = 8;
const mostStars = 50;

/** A decision that an earlier version made says nothing of thresholds, and has none of these fields. */
export function spamFields(decision: Decision, evidence: Evidence | undefined): string[] {
  const { spam, score } = decision;
  if (!spam) return [];
  // Whoever released a copy has said that it is none.
  const isSpam = spam.flag && !wasHeld(decision);
  return [
    `X-Spam-Flag: ${isSpam ? 'YES' : 'NO'}`,
    `X-Spam-Score: ${points(score)}`,
    `X-Spam-Level: ${'*'.repeat(Math.max(0, Math.min(mostStars, Math.floor(score))))}`,
    status(isSpam, decision, evidence && testsOf(decision, evidence)),
  ];
}

function status(isSpam: boolean, { spam, score }: Decision, tests: string[] | undefined): string {
  const required = spam?.required === undefined ? 'none' : points(spam.required);
  const words = [`X-Spam-Status: ${isSpam ? 'Yes' : 'No'},`, ` score=${points(score)}`, ` required=${required}`];
  if (tests) words.push(...(tests.length > 0 ? listed(tests) : [' tests=none']));
  return fold(words);
}

function listed(tests: readonly string[]): string[] {
  const last = tests.length - 1;
  return tests.map((test, i) => `${i === 0 ? ' tests=[' : ''}${test}${i === last ? ']' : ','}`);
}

/** Begins a new line before a word that would reach beyond the columns. */
function fold(words: readonly string[]): string {
  let text = '';
  let column = 0;
  for (const word of words) {
    const fits = column + word.length <= columns;
    text += fits ? word : `\r\n\t${word.trimStart()}`;
    column = fits ? column + word.length : tab + word.trimStart().length;
  }
  return text;
}

/** What the recipient's policy heard, each code with all its points; undefined where that is not how the score came about. */
function testsOf({ spam, score }: Decision, evidence: Evidence): string[] | undefined {
  const byCode = new Map<string, number>();
  for (const { finding, examiner } of gather(evidence)) {
    if (examiner !== undefined && spam?.off?.includes(examiner)) continue;
    byCode.set(finding.code, (byCode.get(finding.code) ?? 0) + hundredths(finding.points ?? 0));
  }
  const counted = [...byCode].filter(([, sum]) => sum !== 0);
  const total = counted.reduce((all, [, sum]) => all + sum, 0);
  return total === hundredths(score) ? counted.map(([code, sum]) => `${code}=${points(sum / 100)}`) : undefined;
}

/** Never rounded: 4.96 under a threshold of 5 must not be shown as 5.0. */
const points = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));
