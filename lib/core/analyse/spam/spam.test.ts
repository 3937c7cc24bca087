import { describe, expect, it } from 'vitest';

import type { Finding } from '../../findings/finding.ts';
import { spamCodes } from './codes.ts';
import { CountedLessons } from './counted-lessons.ts';
import { shippedModel } from './model/shipped.ts';
import { createSpamExaminer } from './spam.ts';
import { teach } from './teach.ts';
import { bait, letter, opened, subjectOf } from './test-support.ts';

const examiner = createSpamExaminer({ model: shippedModel() });
const never = new AbortController().signal;

async function findingsOf(text: string, with_ = examiner): Promise<Finding[]> {
  return (await with_.examine(await subjectOf(text), never)).findings;
}

const scoreOf = (findings: readonly Finding[]): number => findings.reduce((sum, { points }) => sum + (points ?? 0), 0);

const gtube = `${letter}\n${['XJS*C4JDBQADN1.NSBN3*2IDNEN', 'GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X'].join('*')}\n`;

describe('the spam examiner', () => {
  it('lets an ordinary letter pass with less than nothing', async () => {
    expect(scoreOf(await findingsOf(letter))).toBeLessThan(0);
  });

  it('holds a gift from nobody', async () => {
    expect(scoreOf(await findingsOf(bait))).toBeGreaterThan(8);
  });

  it('never misses the test message, whatever else speaks for it', async () => {
    expect(scoreOf(await findingsOf(gtube))).toBeGreaterThan(900);
  });

  it('states only codes that are documented, of its own layer, never an action', async () => {
    for (const finding of [...(await findingsOf(letter)), ...(await findingsOf(bait))]) {
      expect(spamCodes).toHaveProperty(finding.code);
      expect(finding).toMatchObject({ layer: 'spam', verdict: 'note' });
    }
  });

  it('pays no heed to what a stranger says other filters found', async () => {
    const flattered = bait.replace(
      'From:',
      'X-Spam-Status: No, score=-50\nX-Spam-Flag: NO\nAuthentication-Results: mx.office.test; dmarc=pass\nFrom:',
    );
    expect(scoreOf(await findingsOf(flattered))).toBeCloseTo(scoreOf(await findingsOf(bait)));
  });

  it('shows points of two decimals that add up', async () => {
    for (const { points = 0 } of await findingsOf(bait)) expect(points * 100).toBeCloseTo(Math.round(points * 100));
  });

  it('survives a message of nothing', async () => {
    expect(await findingsOf('')).toBeInstanceOf(Array);
  });
});

describe('lessons', () => {
  const taught = async (times: number): Promise<CountedLessons> => {
    const lessons = new CountedLessons();
    for (let i = 0; i < times; i++) {
      const [spam, ham] = await Promise.all([opened(bait), opened(letter)]);
      await teach(lessons, `spam ${i}`, 'spam', { message: spam, envelope: { mailFrom: '' }, findings: [] });
      await teach(lessons, `ham ${i}`, 'ham', { message: ham, envelope: { mailFrom: '' }, findings: [] });
    }
    return lessons;
  };
  const learned = (findings: readonly Finding[]): Finding | undefined =>
    findings.find(({ code }) => code.startsWith('BAYES_'));

  it('say nothing while there are few', async () => {
    const examiner = createSpamExaminer({ model: shippedModel(), lessons: await taught(4) });
    expect(learned(await findingsOf(bait, examiner))).toBeUndefined();
  });

  it('weigh more, the more there are', async () => {
    const some = createSpamExaminer({ model: shippedModel(), lessons: await taught(10) });
    const many = createSpamExaminer({ model: shippedModel(), lessons: await taught(60) });
    const [few = 0, more = 0] = [
      learned(await findingsOf(bait, some))?.points,
      learned(await findingsOf(bait, many))?.points,
    ];
    expect(few).toBeGreaterThan(0);
    expect(more).toBeGreaterThan(few);
    expect(learned(await findingsOf(letter, many))?.points).toBeLessThan(0);
  });

  it('change the version of the examiner', async () => {
    const lessons = await taught(1);
    expect(createSpamExaminer({ model: shippedModel(), lessons }).version()).not.toBe(examiner.version());
  });
});
