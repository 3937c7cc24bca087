import { describe, expect, it, test } from 'vitest';

import { measure } from './segments.ts';
import { type NoticeFacts, renderNotice } from './render.ts';

const facts: NoticeFacts = {
  from: 'carol@sender.example',
  subject: 'Lunch',
  recipient: 'alice@example.test',
  score: 1.25,
  at: Date.UTC(2026, 10, 24, 23, 30),
};
const render = (template: string, more: Partial<NoticeFacts> = {}, zone = 'UTC'): string =>
  renderNotice(template, { ...facts, ...more }, zone);

describe('a template', () => {
  it('has its fields replaced', () => {
    expect(render('{from}: {subject} ({recipient}, {score})')).toBe(
      'carol@sender.example: Lunch (alice@example.test, 1.25)',
    );
  });

  it.each([
    ['UTC', '2026-11-24 23:30'],
    ['Europe/Berlin', '2026-11-25 00:30'],
    ['America/New_York', '2026-11-24 18:30'],
    ['Asia/Kolkata', '2026-11-25 05:00'],
  ])('tells the time in %s', (zone, expected) => {
    expect(render('{time}', {}, zone)).toBe(expected);
  });

  it('keeps what is no field', () => {
    expect(render('{from {subject}} {body}')).toBe('{from Lunch} {body}');
  });

  it('says so where there is no subject', () => {
    expect(render('{subject}', { subject: '' })).toBe('(no subject)');
  });
});

describe('what a stranger wrote', () => {
  test.each([
    ['line breaks', 'Hello\r\nSubject: other\n\nText', 'Hello Subject: other Text'],
    ['control characters', 'a\u0000b\u001bc\u007fd\u0085e', 'a b c d e'],
    ['separators of lines', 'a\u2028b\u2029c', 'a b c'],
    ['fields', 'For {recipient} {score}', 'For {recipient} {score}'],
    ['patterns of replacement', "$& $1 $` $'", "$& $1 $` $'"],
    ['a name of every object', '{constructor} {__proto__}', '{constructor} {__proto__}'],
    ['signs that turn the direction', 'exe.\u202efdp.gnp\u202c', 'exe.fdp.gnp'],
    ['signs that are not seen', 'pay\u200bpal\u00ad.example\ufeff', 'paypal.example'],
    ['half a character', 'a\ud83d', 'a\ufffd'],
    ['accents apart', 'cafe\u0301', 'café'],
    ['signs of typesetters', '“It’s” – done…', '"It\'s" - done...'],
    ['wide blanks', 'a\u00a0\u3000b', 'a b'],
  ])('with %s in it', (_, subject, expected) => {
    expect(render('{subject}', { subject })).toBe(expected);
  });

  it('in a script from the right, or in emoji, stays what it is', () => {
    for (const subject of ['שלום עולם', 'مرحبا بالعالم', 'می‌خواهم', '👩‍👩‍👧‍👦 🏴‍☠️ 🇩🇪'])
      expect(render('{subject}', { subject })).toBe(subject);
  });

  it('costs two parts at most', () => {
    const subject = 'x'.repeat(300);
    const text = render('New mail from {from}: {subject}', { subject });
    expect(text).toBe(`New mail from carol@sender.example: ${'x'.repeat(267)}...`);
    expect(measure(text)).toEqual({ alphabet: 'GSM-7', segments: 2 });
    expect(measure(render('{subject}', { subject: '😀'.repeat(300) }))).toEqual({ alphabet: 'UCS-2', segments: 2 });
  });
});
