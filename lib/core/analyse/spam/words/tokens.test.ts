import { describe, expect, it } from 'vitest';

import { facts, letter } from '../test-support.ts';
import { lessonTokensOf, tokensOf, wordLimit } from './tokens.ts';

const mail = (body: string, subject = 'x'): string =>
  `From: a@b.test\nSubject: ${subject}\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n${body}\n`;

const tokens = async (body: string, subject?: string): Promise<Set<number>> =>
  new Set(tokensOf(await facts(mail(body, subject))));

describe('tokens', () => {
  it('are distinct, unsigned and the same for the same message', async () => {
    const [once, again] = [tokensOf(await facts(letter)), tokensOf(await facts(letter))];
    expect(once).toEqual(again);
    expect(new Set(once).size).toBe(once.length);
  });

  it('know order: neighbours the other way round are others', async () => {
    expect(await tokens('cold beer')).not.toEqual(await tokens('beer cold'));
  });

  it('tell subject from text', async () => {
    const inText = await tokens('beer', 'x');
    expect([...(await tokens('', 'beer'))].every((token) => inText.has(token))).toBe(false);
  });

  it('take all digits for alike', async () => {
    expect(await tokens('room 17')).toEqual(await tokens('room 42'));
  });

  it('read scripts without spaces in pairs of characters', async () => {
    const other = await tokens('日本語で書く');
    const common = [...(await tokens('日本語の手紙'))].filter((token) => other.has(token));
    expect(common.length).toBeGreaterThanOrEqual(3);
  });

  it('are bounded: three for each word read', async () => {
    const words = Array.from(
      { length: 20_000 },
      (_, i) => `w${String.fromCharCode(97 + (i % 26))}${i.toString(36)}`,
    ).join(' ');
    expect((await tokens(words)).size).toBeLessThan(3 * wordLimit + 100);
  });

  it('of a lesson add where it came from', async () => {
    const found = await facts(letter);
    const lesson = new Set(lessonTokensOf(found));
    expect(tokensOf(found).every((token) => lesson.has(token))).toBe(true);
    expect(lessonTokensOf(found).length).toBeGreaterThan(tokensOf(found).length);
  });
});
