/** The contract of `LogStore`, for every adapter that claims to keep it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Evidence } from '#core/analyse/evidence.ts';
import type { Envelope } from '#core/message/envelope.ts';
import type { LogQuery, Rejection } from '#core/ports/log-store.ts';
import type { LogRecord } from '#core/record/log-record.ts';
import { committed, copyOf, evidenceOf, messageId, stepOf } from './samples.ts';
import type { StateStoresUnderTest } from './state-store.ts';

const time = 1_800_000_000_000;
const idOf = (n: number): string => messageId(time + n);

export function suite(name: string, make: () => Promise<StateStoresUnderTest>): void {
  describe(`${name} keeps the contract of LogStore`, () => {
    let under: StateStoresUnderTest;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(() => under.close());

    const search = async (query: Partial<LogQuery>): Promise<LogRecord[]> =>
      (await under.log.search({ limit: 100, ...query })).records;
    const ids = async (query: Partial<LogQuery>): Promise<string[]> => (await search(query)).map(({ id }) => id);

    /** A message of one recipient, received at `time + n`. */
    async function arrive(n: number, more: Partial<Envelope> = {}): Promise<void> {
      const recipients = [{ r: 0, address: 'alice@example.test', evidence: 'RCPT' }];
      await under.states.begin(committed(idOf(n), { receivedAt: time + n, recipients, ...more }), 1);
    }

    async function decide(n: number, summary: Evidence['summary'] = {}, codes?: string[]): Promise<void> {
      const message = await under.states.get(idOf(n));
      await under.copies.create(message!, evidenceOf(idOf(n), summary, codes), [copyOf(idOf(n), 0)]);
    }

    test('a record says how the message came, what was found, what was decided and what became of it', async () => {
      await arrive(1);
      await decide(1, { subject: 'Grüße' }, ['SPF_PASS', 'DKIM_FAIL', 'DMARC_NONE', 'ARC_PASS']);
      const copy = (await under.copies.of(idOf(1)))[0]!;
      const taken = stepOf(copy, 'attempting', 'attempted');
      await under.copies.transitions([taken]);
      await under.copies.transitions([
        stepOf(taken, 'deferred', 'deferred', {}, { remote: 'mx.example', answer: '451 later' }),
      ]);
      const [record] = await search({ id: idOf(1) });
      expect(record).toMatchObject({
        id: idOf(1),
        r: 0,
        v: 3,
        receivedAt: time + 1,
        updatedAt: copy.decision.at + 3,
        state: 'deferred',
        fate: 'deliver',
        collector: 'smtp',
        clientIp: '192.0.2.7',
        helo: 'mail.sender.example',
        tls: 'TLSv1.3',
        mailFrom: 'sender@sender.example',
        headerFrom: 'shop@author.example',
        recipient: 'alice@example.test',
        subject: 'Grüße',
        messageId: '<1@author.example>',
        size: 1234,
        score: 1.5,
        spf: 'pass',
        dkim: 'fail',
        dmarc: 'none',
        arc: 'pass',
        route: 'smtp mail.inside.example:25',
        remote: 'mx.example: 451 later',
        attempts: 1,
      });
      expect(record?.findings.map(({ code }) => code)).toEqual([
        'MIME_ODD',
        'SPF_PASS',
        'DKIM_FAIL',
        'DMARC_NONE',
        'ARC_PASS',
      ]);
      expect(record?.reasons).toEqual(copy.decision.because);
    });

    test('newest first; pages stay what they are when mail arrives between them', async () => {
      for (const n of [3, 1, 5, 2, 4]) await arrive(n);
      const first = await under.log.search({ limit: 2 });
      expect(first.records.map(({ id }) => id)).toEqual([idOf(5), idOf(4)]);
      await arrive(6);
      const second = await under.log.search({ limit: 2, cursor: first.cursor! });
      expect(second.records.map(({ id }) => id)).toEqual([idOf(3), idOf(2)]);
      const third = await under.log.search({ limit: 2, cursor: second.cursor! });
      expect(third).toMatchObject({ records: [{ id: idOf(1) }] });
      expect(third.cursor).toBeUndefined();
    });

    test('more in one millisecond than it has room for', async () => {
      const many = Array.from({ length: 1100 }, (_, n) => messageId(time, n));
      await Promise.all(many.map((id) => under.states.begin(committed(id, { receivedAt: time }), 1)));
      const seen = new Set<string>();
      let cursor: string | undefined;
      do {
        const page = await under.log.search({ limit: 500, ...(cursor && { cursor }) });
        for (const { id, r } of page.records) seen.add(`${id}/${r}`);
        cursor = page.cursor;
      } while (cursor);
      expect(seen.size).toBe(2200);
    }, 120_000);

    test('addresses: the beginning of one, of its domain, or the domain alone', async () => {
      await arrive(1, {
        mailFrom: 'bob_smith@shop.example',
        recipients: [{ r: 0, address: 'alice@example.test', evidence: 'RCPT' }],
      });
      await arrive(2, { mailFrom: '', recipients: [{ r: 0, address: 'malice@inside.example', evidence: 'RCPT' }] });
      expect(await ids({ to: 'alice@example.test' })).toEqual([idOf(1)]);
      expect(await ids({ to: 'ALICE@exam' })).toEqual([idOf(1)]);
      expect(await ids({ to: 'alice' })).toEqual([idOf(1)]);
      expect(await ids({ to: 'inside.example' })).toEqual([idOf(2)]);
      expect(await ids({ to: '@inside' })).toEqual([idOf(2)]);
      expect(await ids({ to: '@malice' })).toEqual([]);
      expect(await ids({ from: 'bob_s' })).toEqual([idOf(1)]);
      expect(await ids({ from: 'bob%' })).toEqual([]);
      expect(await ids({ from: 'shop.example', to: 'inside.example' })).toEqual([]);
      await decide(2, { headerFrom: 'carol@author.example' });
      expect(await ids({ from: 'carol@author' })).toEqual([idOf(2)]);
    });

    test('words of the subject in any order, findings, Message-ID, client', async () => {
      await arrive(1);
      await arrive(2, { client: { ip: '2001:db8::7', from: 'socket' } });
      await decide(1, { subject: 'Your order no. 17 has been shipped', messageId: '<a@x>' }, ['SPF_PASS', 'DKIM_FAIL']);
      await decide(2, { subject: 'Übergabe: order "quoted"', messageId: '<b@x>' }, ['SPF_FAIL', 'DKIM_PASS']);
      expect(await ids({ subject: 'shipped ORDER' })).toEqual([idOf(1)]);
      expect(await ids({ subject: 'order' })).toEqual([idOf(2), idOf(1)]);
      expect(await ids({ subject: 'übergabe' })).toEqual([idOf(2)]);
      expect(await ids({ subject: 'order absent' })).toEqual([]);
      expect(await ids({ finding: 'SPF_FAIL' })).toEqual([idOf(2)]);
      expect(await ids({ finding: 'SPF' })).toEqual([]);
      expect(await ids({ messageId: '<a@x>' })).toEqual([idOf(1)]);
      expect(await ids({ clientIp: '2001:db8::7', subject: 'order' })).toEqual([idOf(2)]);
    });

    test('nothing that a person types is a query language', async () => {
      await arrive(1);
      await decide(1, { subject: 'plain' });
      for (const text of [
        '"',
        '* OR plain',
        'plain" OR "x',
        'NEAR(',
        "'; DROP TABLE log",
        '-',
        'a\u0000b',
        '%',
        ')',
        'a:b',
      ])
        for (const key of ['subject', 'from', 'to', 'finding', 'id', 'messageId'] as const)
          expect(await ids({ [key]: text })).toBeInstanceOf(Array);
      expect(await ids({ subject: 'plain' })).toEqual([idOf(1)]);
    });

    test('times, states, fates, and the first characters of an id', async () => {
      for (const n of [1, 2, 3]) await arrive(n);
      await decide(2);
      const message = await under.states.get(idOf(3));
      await under.copies.create(message!, evidenceOf(idOf(3)), [copyOf(idOf(3), 0, 'held', { fate: 'quarantine' })]);
      expect(await ids({ since: time + 2 })).toEqual([idOf(3), idOf(2)]);
      expect(await ids({ until: time + 2 })).toEqual([idOf(1)]);
      expect(await ids({ state: 'waiting' })).toEqual([idOf(1)]);
      expect(await ids({ state: 'received' })).toEqual([idOf(2)]);
      expect(await ids({ state: 'held' })).toEqual([idOf(3)]);
      expect(await ids({ fate: 'quarantine' })).toEqual([idOf(3)]);
      expect(await ids({ fate: 'deliver' })).toEqual([idOf(2)]);
      expect(await ids({ id: idOf(1).slice(0, 13) })).toEqual(
        [idOf(3), idOf(2), idOf(1)].filter((id) => id.startsWith(idOf(1).slice(0, 13))),
      );
      expect(await ids({ id: idOf(2) })).toEqual([idOf(2)]);
    });

    const refused: Rejection = {
      key: 'session/1',
      at: time,
      clientIp: '198.51.100.9',
      helo: 'bot.example',
      mailFrom: 'bot@bot.example',
      recipient: 'nobody@example.test',
      code: 550,
      text: '5.1.1 no such recipient',
    };

    test('who was refused is in the log; the same key again is counted', async () => {
      await under.log.reject(refused);
      await under.log.reject({ ...refused, at: time + 5 });
      const [record, ...others] = await search({ to: 'nobody@example.test' });
      expect(others).toEqual([]);
      expect(record).toMatchObject({
        id: 'session/1',
        state: 'rejected',
        fate: 'reject',
        clientIp: '198.51.100.9',
        mailFrom: 'bot@bot.example',
        receivedAt: time,
        updatedAt: time + 5,
        attempts: 2,
        remote: '550 5.1.1 no such recipient',
      });
      expect(await under.log.events('session/1', 0)).toMatchObject([
        { kind: 'rejected', at: time, detail: { code: 550 } },
      ]);
      expect(await ids({ state: 'rejected' })).toEqual(['session/1']);
    });

    test('a flood from one client does not fill the log, and every refusal is counted', async () => {
      await Promise.all(
        Array.from({ length: 500 }, (_, n) => under.log.reject({ ...refused, key: `flood/${n}`, at: time + n })),
      );
      const records = await search({ clientIp: refused.clientIp, limit: 1000 });
      expect(records.length).toBeLessThan(150);
      expect(records.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(500);
      await under.log.reject({ ...refused, key: 'other/1', clientIp: '203.0.113.5' });
      expect(await ids({ clientIp: '203.0.113.5' })).toEqual(['other/1']);
    });
  });
}
