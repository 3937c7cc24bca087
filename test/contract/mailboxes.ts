/** The contract of `Mailboxes`, for every adapter that claims to keep it. */
import { randomBytes } from 'node:crypto';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Mailboxes } from '#core/ports/mailboxes.ts';
import { encoder, messageId } from './samples.ts';

export interface MailboxesUnderTest {
  mailboxes: Mailboxes;
  /** Another process, after the first one died without closing anything. */
  reopen(): Promise<Mailboxes>;
  close(): Promise<void>;
}

const alice = 'alice@example.test';
const bob = 'bob/../..@example.test';
const copy = (n: number, r = 0): { id: string; r: number } => ({ id: messageId(1_800_000_000_000, n), r });

export function suite(name: string, make: () => Promise<MailboxesUnderTest>): void {
  describe(`${name} keeps the contract of Mailboxes`, () => {
    let under: MailboxesUnderTest;
    let mailboxes: Mailboxes;
    beforeEach(async () => {
      under = await make();
      mailboxes = under.mailboxes;
    });
    afterEach(() => under.close());

    const deliver = (account: string, n: number, text: string): Promise<void> =>
      mailboxes.deliver(account, copy(n), encoder.encode(text));
    const texts = async (from: Mailboxes, account: string): Promise<string[]> => {
      const list = await from.list(account);
      return Promise.all(list.map(async ({ uid }) => Buffer.from(await from.read(account, uid)).toString()));
    };

    test('what was delivered is listed in order of arrival, each account its own', async () => {
      await deliver(alice, 9, 'first');
      await deliver(alice, 1, 'second');
      await deliver(bob, 5, 'for bob');
      expect(await texts(mailboxes, alice)).toEqual(['first', 'second']);
      expect(await texts(mailboxes, bob)).toEqual(['for bob']);
      expect((await mailboxes.list(alice)).map(({ size }) => size)).toEqual([5, 6]);
      expect(await mailboxes.list('nobody@example.test')).toEqual([]);
    });

    test('bytes come back as they went in', async () => {
      const bytes = randomBytes(2_500_000);
      await mailboxes.deliver(alice, copy(1), bytes);
      const [message] = await mailboxes.list(alice);
      expect(Buffer.compare(Buffer.from(await mailboxes.read(alice, message!.uid)), bytes)).toBe(0);
    });

    test('once per account, message and recipient, also at the same time', async () => {
      await Promise.all(['once', 'once', 'once'].map((text) => deliver(alice, 1, text)));
      await mailboxes.deliver(alice, copy(1, 1), encoder.encode('as another recipient'));
      await deliver(bob, 1, 'for bob');
      expect(await texts(mailboxes, alice)).toEqual(['once', 'as another recipient']);
      expect(await texts(mailboxes, bob)).toEqual(['for bob']);
    });

    test('uids are what RFC 1939 section 7 allows, and stay', async () => {
      await deliver(alice, 1, 'one');
      await deliver(alice, 2, 'two');
      const before = (await mailboxes.list(alice)).map(({ uid }) => uid);
      for (const uid of before) expect(uid).toMatch(/^[\x21-\x7e]{1,70}$/);
      expect(new Set(before).size).toBe(2);
      expect((await (await under.reopen()).list(alice)).map(({ uid }) => uid)).toEqual(before);
    });

    test('what was removed is gone, and a second try to deliver does not bring it back', async () => {
      for (const n of [1, 2, 3]) await deliver(alice, n, `text ${n}`);
      const [one, , three] = await mailboxes.list(alice);
      await mailboxes.remove(alice, [one!.uid, three!.uid, 'unknown', '../../x']);
      expect(await texts(mailboxes, alice)).toEqual(['text 2']);
      await expect(mailboxes.read(alice, one!.uid)).rejects.toThrow();
      await deliver(alice, 1, 'text 1');
      expect(await texts(mailboxes, alice)).toEqual(['text 2']);
      await deliver(alice, 4, 'text 4');
      expect((await mailboxes.list(alice)).map(({ uid }) => uid)).not.toContain(three!.uid);
    });

    test('nobody removes or reads what is another account’s', async () => {
      await deliver(alice, 1, 'private');
      const [message] = await mailboxes.list(alice);
      await mailboxes.remove(bob, [message!.uid]);
      await expect(mailboxes.read(bob, message!.uid)).rejects.toThrow();
      expect(await texts(mailboxes, alice)).toEqual(['private']);
    });

    test('after a death: the delivered is there, the removed is not', async () => {
      for (const n of [1, 2]) await deliver(alice, n, `text ${n}`);
      await mailboxes.remove(alice, [(await mailboxes.list(alice))[0]!.uid]);
      const after = await under.reopen();
      expect(await texts(after, alice)).toEqual(['text 2']);
    });
  });
}
