/** Samples as the spam examiner sees them: opened by the product's own `open`, facts gathered, rules asked, tokens taken. */
import { createIdentifier } from '#core/message/open/types/identify.ts';
import { openMessage } from '#core/message/open/open.ts';
import { factsOf } from '#core/analyse/spam/facts/facts.ts';
import { rules } from '#core/analyse/spam/rules/rules.ts';
import { lessonTokensOf, tokensOf } from '#core/analyse/spam/words/tokens.ts';

import { strippedBytesOf, type Sample } from './corpora.ts';
import { progress } from './progress.ts';

export interface Seen extends Sample {
  /** The sender's registrable domain: what cross-validation must not have on both sides. */
  organisation: string;
  fired: string[];
  tokens: Uint32Array;
  lessonTokens: Uint32Array;
}

/** Archives are left closed: their content is no text, and the anti-virus examiners' business. */
const tools = {
  identify: createIdentifier(),
  expand: () => Promise.resolve({ entries: [], defects: [], limits: [] }),
  clock: () => 0,
};

export async function see(sample: Sample): Promise<Seen> {
  const message = await openMessage(sample.name, strippedBytesOf(sample), tools);
  const facts = factsOf({ message, envelope: { mailFrom: '' }, findings: [] });
  const fired = rules.filter((rule) => rule.test(facts)).map((rule) => rule.code);
  return {
    ...sample,
    organisation: facts.sender.organisation,
    fired,
    tokens: tokensOf(facts),
    lessonTokens: lessonTokensOf(facts),
  };
}

export async function seeAll(samples: readonly Sample[], label: string): Promise<Seen[]> {
  const bar = progress(label, samples.length);
  const seen: Seen[] = [];
  for (const sample of samples) {
    seen.push(await see(sample));
    bar(seen.length);
  }
  return seen;
}
