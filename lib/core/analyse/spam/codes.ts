/** Every code that this examiner may state. */
import type { FindingCodes } from '../../findings/finding.ts';
import { rules } from './rules/rules.ts';
import { bands } from './words/classifier.ts';

const banded = (stem: string, who: string): [string, string][] =>
  bands.map(({ name }) => [`${stem}_${name}`, `${who} call it spam with about ${Number(name)} % certainty.`]);

export const spamCodes: FindingCodes = Object.fromEntries([
  ['GTUBE', 'Contains the Generic Test for Unsolicited Bulk Email: always spam, for testing.'],
  ['TEXT_CUT', 'The text is longer than what is read of it for spam; the rest was not looked at here.'],
  ...rules.map((rule): [string, string] => [rule.code, rule.says]),
  ...banded('WORDS', 'The words of the shipped model'),
  ...banded('BAYES', "This installation's own lessons"),
]);
