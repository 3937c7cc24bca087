import { describe, expect, it } from 'vitest';

import { decisionOf, evidenceWith } from './sample-copy.test-support.ts';
import { reasonField } from './reason-field.ts';
import { spamFields } from './spam-fields.ts';

const point = (code: string, points: number) => ({ code, layer: 'spam', verdict: 'note', points }) as const;
const six = [point('A', 1.2), point('B', 4.5), point('C', 0.5), point('D', 0)];
const tagged = decisionOf({ score: 6.2, spam: { flag: true, required: 5 }, edits: [{ subject: '[SPAM]' }] });

describe('the X-Spam fields', () => {
  it('show the score with its addends and the lowest threshold that does something', () => {
    expect(spamFields(tagged, evidenceWith(six))).toEqual([
      'X-Spam-Flag: YES',
      'X-Spam-Score: 6.2',
      'X-Spam-Level: ******',
      'X-Spam-Status: Yes, score=6.2 required=5.0 tests=[A=1.2,B=4.5,C=0.5]',
    ]);
  });

  it('fold at 78 columns, a tab being eight, and come out whole', () => {
    const findings = Array.from({ length: 30 }, (_, i) => point(`LONG_NAME_OF_A_TEST_${i}`, 0.1));
    const status = spamFields({ ...tagged, score: 3 }, evidenceWith(findings))[3] ?? '';
    const lines = status.split('\r\n').map((line) => line.replace('\t', ' '.repeat(8)));
    expect(lines.length).toBeGreaterThan(10);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(78);
    expect(status.match(/TEST_\d+=0\.1/g)).toHaveLength(30);
  });

  it('are never rounded over a threshold', () => {
    const almost = { ...tagged, score: 4.96, spam: { flag: false, required: 5 } };
    expect(spamFields(almost, evidenceWith([point('A', 4.96)]))).toEqual([
      'X-Spam-Flag: NO',
      'X-Spam-Score: 4.96',
      'X-Spam-Level: ****',
      'X-Spam-Status: No, score=4.96 required=5.0 tests=[A=4.96]',
    ]);
  });

  it('have 50 stars at most and none below 0', () => {
    const level = (score: number) => spamFields({ ...tagged, score }, undefined)[2];
    expect(level(900)).toBe(`X-Spam-Level: ${'*'.repeat(50)}`);
    expect(level(-3.5)).toBe('X-Spam-Level: ');
  });

  it('say when nothing was found and when nothing is asked for', () => {
    expect(spamFields({ ...tagged, score: 0, spam: { flag: false } }, evidenceWith([]))[3]).toBe(
      'X-Spam-Status: No, score=0.0 required=none tests=none',
    );
  });

  it('show no tests that would not add up: evidence aged out, or of another scan', () => {
    const without = 'X-Spam-Status: Yes, score=6.2 required=5.0';
    expect(spamFields(tagged, undefined)[3]).toBe(without);
    expect(spamFields(tagged, evidenceWith([point('A', 1)]))[3]).toBe(without);
  });

  it('leave out what the recipient does not hear', () => {
    const deaf = { ...tagged, spam: { flag: false, required: 5, off: ['spam' as const] }, score: 0 };
    expect(spamFields(deaf, evidenceWith(six))[3]).toContain('tests=none');
  });

  it('do not call spam what a person has released', () => {
    const because = [
      { layer: 'spam', code: 'SCORE', scope: 'organisation', rule: 'spam.atLeast 5', fate: 'quarantine' },
    ];
    const released = decisionOf({ ...tagged, edits: [], because: because as typeof tagged.because });
    expect(spamFields(released, undefined)[0]).toBe('X-Spam-Flag: NO');
    expect(reasonField(released)).toEqual([
      'X-CitrusMail-Reason: released;\r\n\tSCORE by organisation: spam.atLeast 5',
    ]);
  });

  it('are none where an earlier version decided', () => {
    expect(spamFields(decisionOf({}), undefined)).toEqual([]);
  });
});

describe('X-CitrusMail-Reason', () => {
  const reason = {
    layer: 'attachments',
    code: 'ATTACHMENT_RULE',
    scope: 'group sales',
    rule: 'r',
    fate: 'deliver',
  } as const;

  it('is absent where mail is delivered as it came', () => {
    expect(reasonField(decisionOf({ because: [reason] }))).toEqual([]);
  });

  it('names code, scope and rule, ten of them', () => {
    const because = Array.from({ length: 12 }, (_, i) => ({ ...reason, rule: `rule ${i}` }));
    const lines = reasonField(decisionOf({ because, fate: 'redirect' }))
      .join('')
      .split('\r\n');
    expect(lines.slice(0, 2)).toEqual([
      'X-CitrusMail-Reason: redirected;',
      '\tATTACHMENT_RULE by group sales: rule 0;',
    ]);
    expect(lines.slice(-2)).toEqual(['\tATTACHMENT_RULE by group sales: rule 9;', '\tand 2 more']);
  });

  it('keeps lines short and ASCII whatever a rule holds', () => {
    const because = [
      { ...reason, rule: 'x'.repeat(5000) },
      { ...reason, rule: 'name *.größe\r\nBcc: x' },
    ];
    const field = reasonField(decisionOf({ because, edits: [{ subject: '[T]' }] })).join('');
    expect(field).toMatch(/^[\t\r\n -~]+$/);
    expect(field).not.toMatch(/^Bcc/m);
    expect(Math.max(...field.split('\r\n').map((line) => line.length))).toBeLessThan(300);
  });
});
