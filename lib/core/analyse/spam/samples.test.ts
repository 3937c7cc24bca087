/** Whole messages in testdata/: honest ones of many kinds and languages, and what is sent to the same mailboxes. A new one is a file. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { shippedModel } from './model/shipped.ts';
import { createSpamExaminer } from './spam.ts';
import { subjectOf } from './test-support.ts';

const examiner = createSpamExaminer({ model: shippedModel() });
/** The default policy tags at 5 and holds at 8. */
const tags = 5;

async function scoreOf(path: string): Promise<number> {
  const report = await examiner.examine(await subjectOf(readFileSync(path, 'utf8')), new AbortController().signal);
  return report.findings.reduce((sum, { points = 0 }) => sum + points, 0);
}

const files = (kind: string): string[] => readdirSync(join(import.meta.dirname, 'testdata', kind)).sort();

describe('honest mail', () => {
  it.each(files('ham'))('%s is left well alone', async (file) => {
    expect(await scoreOf(join(import.meta.dirname, 'testdata/ham', file))).toBeLessThan(tags / 2);
  });
});

describe('spam and phishing', () => {
  it.each(files('spam'))('%s is tagged at least', async (file) => {
    expect(await scoreOf(join(import.meta.dirname, 'testdata/spam', file))).toBeGreaterThanOrEqual(tags);
  });
});
