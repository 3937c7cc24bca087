import { describe, expect, it } from 'vitest';

import { themesIn, wordsOf } from './phrases.ts';

const themes = (text: string) => [...themesIn(wordsOf(text), text).keys()].sort();

describe('words', () => {
  it('are lower case, without accents, marks and invisible characters', () => {
    expect(wordsOf('Über l’été: F\u00adREE – 10€!')).toEqual(['uber', 'l', 'ete', 'free', '10']);
    expect(wordsOf("Don't STOP 24/7")).toEqual(['don', 't', 'stop', '24', '7']);
  });
});

describe('themes', () => {
  it.each([
    ['We noticed unusual activity; please verify your account.', ['accountThreat']],
    ['Ihr Konto wurde gesperrt.', ['accountThreat']],
    ['Votre compte a été suspendu', ['accountThreat']],
    ['Su cuenta ha sido bloqueada', ['accountThreat']],
    ['Your mailbox is full', ['mailbox']],
    ['the next of kin of my late client', ['inheritance']],
    ['ご利用制限のため本人確認をお願いします', ['accountThreat']],
    ['See you on Friday at the usual place', []],
  ])('%s', (text, found) => {
    expect(themes(text)).toEqual(found);
  });

  it('count distinct phrases, not repetition', () => {
    const text = 'you have won '.repeat(50);
    expect(themesIn(wordsOf(text), text).get('prize')?.size).toBe(1);
  });
});
