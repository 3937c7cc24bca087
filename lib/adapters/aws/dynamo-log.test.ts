/** Where a search looks, and what it costs. */
import { describe, expect, test } from 'vitest';

import { committed, copyOf, evidenceOf } from '../../../test/contract/samples.ts';
import { SearchTooWide } from '#core/ports/log-store.ts';
import { dynamoStores } from './dynamo-stores.ts';
import { day, recipients, storesUnderTest, time } from './dynamo.test-support.ts';

const under = storesUnderTest();

describe('a search', () => {
  test('finds what is held, however old, page by page, and reads nothing else', async () => {
    const ids = [3, 1, 2].map((n) => under.nextId(time - 100 * day + n));
    for (const [index, each] of ids.entries()) {
      under.id = each;
      const receivedAt = time - 100 * day + [3, 1, 1][index]!;
      const message = await under.stores.states.begin(
        committed(under.id, { receivedAt, recipients: recipients(2) }),
        1,
      );
      await under.stores.copies.create(message, evidenceOf(under.id), [
        copyOf(under.id, 0, 'held', { fate: 'quarantine' }),
        copyOf(under.id, 1, 'held', { fate: 'quarantine' }),
      ]);
    }
    const before = under.aws.calls.length;
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await under.stores.log.search({
        state: 'held',
        until: time - day,
        limit: 2,
        ...(cursor && { cursor }),
      });
      seen.push(...page.records.map((record) => `${ids.indexOf(record.id)}/${record.r}`));
      cursor = page.cursor;
    } while (cursor);
    expect(seen).toEqual(['0/1', '0/0', '2/1', '2/0', '1/1', '1/0']);
    const queries = under.aws.calls.slice(before).filter(({ operation }) => operation === 'Query');
    expect(queries.every(({ target }) => target.endsWith('/index/wake'))).toBe(true);
  });

  test('by the first eight characters of an id reads the minute in which such ids are made', async () => {
    under.id = under.nextId(time - 20 * day);
    await under.stores.states.begin(committed(under.id, { receivedAt: time - 20 * day + 900 }), 1);
    const before = under.aws.calls.length;
    const { records } = await under.stores.log.search({ id: under.id.slice(0, 8), limit: 10 });
    expect(new Set(records.map((record) => record.id))).toEqual(new Set([under.id]));
    expect(under.aws.calls.slice(before).filter(({ operation }) => operation === 'Query').length).toBeLessThan(40);
  });

  test('that would look at too many records says what to do instead', async () => {
    const narrow = dynamoStores({ ...under.aws, clock: () => time, searchDays: 1, mostRead: 150 });
    for (let n = 0; n < 80; n++) await narrow.states.begin(committed(under.nextId(), { recipients: recipients(2) }), 1);
    await expect(narrow.log.search({ to: 'nobody', limit: 10 })).rejects.toThrow(SearchTooWide);
    expect((await narrow.log.search({ limit: 160 })).records).toHaveLength(160);
  });

  test('of a time that ends before it begins finds nothing', async () => {
    for (const state of ['held', 'queued'] as const)
      expect((await under.stores.log.search({ state, since: time, until: time - 1, limit: 1 })).records).toEqual([]);
  });

  test('by the beginning of another kind of id finds it too', async () => {
    under.id = '5f3a0c11-0000-8000-8000-000000000001';
    await under.stores.states.begin(committed(under.id, { receivedAt: time - 3 * day }), 1);
    const { records } = await under.stores.log.search({ id: '5f3a0c11', limit: 10 });
    expect(records.map((record) => record.id)).toEqual([under.id, under.id]);
  });

  test('in a domain reads the partitions of that domain alone, and no mail of our own makes it wider', async () => {
    const own = committed(under.nextId(), {
      collector: 'own',
      recipients: [{ r: 0, address: 'stranger@far.example', evidence: 'RCPT' }],
    });
    await under.stores.states.begin(own, 1);
    expect((await under.stores.log.search({ to: 'stranger', limit: 1 })).records).toHaveLength(1);
    const domains = (await under.aws.items()).find(({ pk }) => pk === 'domains');
    expect(domains?.['names']).toEqual(new Set(['example.test', '*own']));
    await expect(under.stores.log.search({ limit: 1, cursor: 'x' })).rejects.toThrow(RangeError);
  });
});

describe('a flood of refusals', () => {
  const refuse = (n: number): Promise<void> =>
    under.stores.log.reject({ key: `s/${n}`, at: time + n, clientIp: '198.51.100.9', code: 550, text: '5.1.1 no' });

  test('is counted in full and written together', async () => {
    for (let n = 0; n < 101; n++) await refuse(n);
    const before = under.aws.calls.length;
    await Promise.all(Array.from({ length: 400 }, (_, n) => refuse(1000 + n)));
    expect(under.aws.calls.length - before).toBeLessThan(5);
    const { records } = await under.stores.log.search({ clientIp: '198.51.100.9', limit: 1000 });
    expect(records).toHaveLength(101);
    expect(records.find(({ id }) => id.startsWith('flood/'))?.attempts).toBe(401);
  });

  test('does not end because one write of it failed', async () => {
    for (let n = 0; n < 101; n++) await refuse(n);
    under.aws.fault = (_call, phase) =>
      phase === 'before' ? { kind: 'error', status: 400, code: 'ValidationException' } : undefined;
    await expect(refuse(2000)).rejects.toThrow();
    under.aws.fault = undefined;
    await refuse(2001);
  });
});
