import { describe, expect, it } from 'vitest';

import { spanOfId } from './dynamo-log-places.ts';
import {
  cursorOf,
  daysBetween,
  domainOf,
  logAt,
  logAtOf,
  logAttributes,
  logDays,
  timeIn,
  timeText,
} from './log-keys.ts';

const noon = Date.UTC(2027, 0, 15, 12);
const id = '01a3185c-5000-7000-8000-000000000001';
const place = { id, r: 7, receivedAt: noon, collector: 'smtp' as const, recipient: 'Alice@Example.TEST' };

describe('a record lies', () => {
  it('in its domain and its day in UTC, in the order of arrival', () => {
    const { logDay, logAt: at } = logAttributes(place);
    expect(logDay).toMatch(/^example\.test#20270115#[0-3]$/);
    expect(at).toBe(`1800014400000#${id}#00007`);
    expect(timeIn(at ?? '')).toBe(noon);
  });

  it('apart when it is mail of our own, which goes to every domain of the world', () => {
    expect(domainOf({ collector: 'own', recipient: 'a@b.example' })).toBe('*own');
    expect(domainOf({ collector: 'smtp', recipient: 'postmaster' })).toBe('postmaster');
  });

  it('in one of the partitions that are looked through', () => {
    expect(logDays(['example.test', '*own'], noon)).toHaveLength(8);
    expect(logDays(['example.test'], noon)).toContain(logAttributes(place).logDay);
  });
});

it('days are those of UTC, the latest first', () => {
  const days = daysBetween(Date.UTC(2027, 0, 14, 23, 59), Date.UTC(2027, 0, 16));
  expect(days.map((at) => new Date(at).toISOString().slice(0, 10))).toEqual(['2027-01-16', '2027-01-15', '2027-01-14']);
  expect(daysBetween(2, 1)).toHaveLength(1);
});

it('times have the order of their texts', () => {
  const times = [-Infinity, 0, 0.5, 999, 1000, noon];
  expect(times.map(timeText).toSorted()).toEqual(times.map(timeText));
});

describe('a cursor', () => {
  it('is where a page ended, in letters, digits, - and _', () => {
    const at = logAt({ ...place, id: 'session/ü 1' });
    expect(cursorOf(at)).toMatch(/^[0-9A-Za-z_-]{1,200}$/);
    expect(logAtOf(cursorOf(at))).toBe(at);
  });

  it.each(['', 'x', 'lkjasdf09', cursorOf('1800014400000#x'), cursorOf('180001440000#x#00001')])(
    'is not %j',
    (text) => {
      expect(() => logAtOf(text)).toThrow(RangeError);
    },
  );
});

describe('the beginning of an id', () => {
  it('tells when ids of that beginning were made', () => {
    // 0x01a3185c5000 is 1,800,000,000,000.
    expect(spanOfId('01a3185c-5000')).toEqual({ since: 1_799_999_940_000, until: 1_800_003_600_000 });
    expect(spanOfId('01a3185c')).toEqual({ since: 0x01a3185c0000 - 60_000, until: 0x01a3185cffff + 3_600_000 });
    expect(spanOfId('01a3185c-5')).toEqual({ since: 0x01a3185c5000 - 60_000, until: 0x01a3185c5fff + 3_600_000 });
  });

  it('tells nothing when it is too short or no id', () => {
    for (const text of ['', '01a3185', 'session/1', '%']) expect(spanOfId(text)).toBeUndefined();
  });
});
