import { describe, expect, it, test } from 'vitest';

import { defaults } from '../policy/defaults.ts';
import type { NotifyRule } from '../policy/schema.ts';
import type { LogRecord } from '../record/log-record.ts';
import { chooseNotices, isQuiet } from './choose.ts';

const now = Date.UTC(2026, 10, 24, 12);
const one = '+441632960001';
const other = '+441632960002';

function record(more: Partial<LogRecord> = {}): LogRecord {
  return {
    id: '019ab000-0000-7000-8000-000000000001',
    r: 0,
    v: 4,
    receivedAt: now - 5_000,
    updatedAt: now - 1_000,
    state: 'delivered',
    collector: 'smtp',
    mailFrom: 'bounce@sender.example',
    headerFrom: 'carol@sender.example',
    recipient: 'alice@example.test',
    subject: 'Lunch',
    size: 100,
    score: 2.5,
    findings: [],
    reasons: [],
    attempts: 1,
    ...more,
  };
}

const rule = (more: Partial<NotifyRule> = {}): NotifyRule => ({ sms: [one], text: '{from}: {subject}', ...more });
const chosen = (rules: NotifyRule[], more: Partial<LogRecord> = {}, zone = 'UTC') =>
  chooseNotices(record(more), { ...defaults, zone, notify: rules }, now);

describe('the rules of a policy', () => {
  it('tell every number once that mail was delivered', () => {
    expect(chosen([rule({ sms: [one, other] })])).toEqual([
      { phone: one, text: 'carol@sender.example: Lunch', quiet: false, perHour: 20 },
      { phone: other, text: 'carol@sender.example: Lunch', quiet: false, perHour: 20 },
    ]);
  });

  it('tell of held mail where they say so', () => {
    const when: NotifyRule['when'] = ['held'];
    expect(chosen([rule()], { state: 'held' })).toEqual([]);
    expect(chosen([rule({ when })])).toEqual([]);
    expect(chosen([rule({ when, text: 'held: {score}' })], { state: 'held' })).toMatchObject([{ text: 'held: 2.5' }]);
    expect(chosen([rule({ when: ['delivered', 'held'] })])).toHaveLength(1);
  });

  it('are heard in their order: the first that wants it has the number', () => {
    const rules = [rule({ when: ['held'], text: 'a' }), rule({ text: 'b', perHour: 3 }), rule({ text: 'c' })];
    expect(chosen(rules)).toMatchObject([{ text: 'b', perHour: 3 }]);
  });

  it('name the envelope’s sender where From names nobody', () => {
    expect(chosen([rule()], { headerFrom: undefined })).toMatchObject([{ text: 'bounce@sender.example: Lunch' }]);
    expect(chosen([rule()], { headerFrom: undefined, mailFrom: '' })).toMatchObject([{ text: '<>: Lunch' }]);
  });
});

test.each<Partial<LogRecord>>([
  { state: 'deferred' },
  { state: 'queued' },
  { state: 'bounced' },
  { state: 'discarded' },
  { state: 'waiting' },
  { collector: 'import' },
  { collector: 'own' },
  { updatedAt: now - 61 * 60_000 },
])('nobody is told of %j', (more) => {
  expect(chosen([rule({ when: ['delivered', 'held'] })], more)).toEqual([]);
});

describe('quiet hours', () => {
  const at = (time: string): number => Date.parse(`2026-11-24T${time}:00Z`);
  test.each([
    ['22:00-07:00', 'UTC', '21:59', false],
    ['22:00-07:00', 'UTC', '22:00', true],
    ['22:00-07:00', 'UTC', '00:00', true],
    ['22:00-07:00', 'UTC', '06:59', true],
    ['22:00-07:00', 'UTC', '07:00', false],
    ['12:00-13:30', 'UTC', '11:59', false],
    ['12:00-13:30', 'UTC', '12:00', true],
    ['12:00-13:30', 'UTC', '13:30', false],
    ['22:00-07:00', 'Europe/Berlin', '21:00', true],
    ['22:00-07:00', 'Europe/Berlin', '06:00', false],
    ['22:00-07:00', 'Australia/Adelaide', '11:30', true],
    ['00:00-01:00', 'UTC', '00:30', true],
    ['00:00-01:00', 'UTC', '23:59', false],
  ])('%s in %s, at %s UTC: %s', (quiet, zone, time, expected) => {
    expect(isQuiet({ quiet }, zone, at(time))).toBe(expected);
  });

  test('follow the change to summer time', () => {
    // Berlin is two hours ahead of UTC in July.
    expect(isQuiet({ quiet: '22:00-07:00' }, 'Europe/Berlin', Date.UTC(2026, 6, 1, 20))).toBe(true);
    expect(isQuiet({ quiet: '22:00-07:00' }, 'Europe/Berlin', Date.UTC(2026, 6, 1, 5))).toBe(false);
  });

  test('are in the policy’s zone, and marked', () => {
    expect(chosen([rule({ quiet: '12:30-13:30' })], {}, 'Europe/Berlin')).toMatchObject([{ quiet: true }]);
    expect(chosen([rule({ quiet: '12:30-13:30' })], {}, 'UTC')).toMatchObject([{ quiet: false }]);
  });
});
