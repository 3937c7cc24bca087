/** The contract of `MessageStore`, for every adapter that claims to keep it. */
import { createHash, randomBytes } from 'node:crypto';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { type MessageStore, StoreFull } from '#core/ports/message-store.ts';
import { all, encoder, envelopeOf, messageId, store } from './samples.ts';

export interface MessageStoreUnderTest {
  store: MessageStore;
  /** Another process, after the first one died without closing anything. */
  reopen(): Promise<MessageStore>;
  /** Lets the store believe that this many bytes are free; Infinity at the start. Absent where the store is never full. */
  setFree?(bytes: number): void;
  close(): Promise<void>;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const time = 1_800_000_000_000;

export function suite(name: string, make: () => Promise<MessageStoreUnderTest>): void {
  describe(`${name} keeps the contract of MessageStore`, () => {
    let under: MessageStoreUnderTest;
    let messages: MessageStore;
    beforeEach(async () => {
      under = await make();
      messages = under.store;
    });
    afterEach(() => under.close());

    test('what was committed is there, byte for byte, with its envelope', async () => {
      const id = messageId(time);
      const bytes = encoder.encode('Subject: hello\r\n\r\n\u0000 and 8 bit: é\n.\r\n');
      expect(await store(messages, id, bytes)).toBe(true);
      expect(await messages.bytes(id)).toEqual(Buffer.from(bytes));
      const envelope = await messages.envelope(id);
      expect(envelope).toMatchObject(envelopeOf(id));
      expect(envelope?.raw).toMatchObject({ size: bytes.length, sha256: sha256(bytes) });
    });

    test('an empty message is a message', async () => {
      await store(messages, messageId(time), new Uint8Array());
      expect(await messages.bytes(messageId(time))).toHaveLength(0);
    });

    test('a large message that comes in many pieces', async () => {
      const id = messageId(time);
      const bytes = randomBytes(5_000_003);
      const draft = await messages.draft(id);
      for (let at = 0; at < bytes.length; at += 65_001) await draft.write(bytes.subarray(at, at + 65_001));
      expect(await draft.commit(envelopeOf(id))).toBe(true);
      expect(sha256(await messages.bytes(id))).toBe(sha256(bytes));
      expect((await messages.envelope(id))?.raw).toMatchObject({ size: bytes.length, sha256: sha256(bytes) });
    });

    test('a message of 20 MB, in one piece', async () => {
      const id = messageId(time);
      const bytes = randomBytes(20_000_000);
      expect(await store(messages, id, bytes)).toBe(true);
      expect((await messages.envelope(id))?.raw).toMatchObject({ size: bytes.length, sha256: sha256(bytes) });
      expect(sha256(await messages.bytes(id))).toBe(sha256(bytes));
    });

    test('of two large drafts of one id, the bytes of the first stay', async () => {
      const id = messageId(time);
      const all = [1, 2].map(() => randomBytes(7_000_000));
      const drafts = await Promise.all(all.map(() => messages.draft(id)));
      await Promise.all(drafts.map((draft, n) => draft.write(all[n]!)));
      const won = await Promise.all(drafts.map((draft) => draft.commit(envelopeOf(id))));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(sha256(await messages.bytes(id))).toBe(sha256(all[won.indexOf(true)]!));
    });

    test('a large draft that was aborted, even while a piece was written, never was', async () => {
      const draft = await messages.draft(messageId(time));
      await draft.write(randomBytes(6_000_000));
      const written = draft.write(randomBytes(6_000_000));
      await draft.abort();
      await written;
      await expect(draft.write(randomBytes(1))).rejects.toThrow();
      expect(await messages.envelope(messageId(time))).toBeUndefined();
      expect(await all(messages.incoming())).toEqual([]);
    });

    test('an envelope of a hundred long recipients', async () => {
      const id = messageId(time);
      const recipients = Array.from({ length: 100 }, (_, r) => ({
        r,
        address: `${'x'.repeat(64)}@${'y'.repeat(180)}.example`,
        evidence: 'RCPT',
      }));
      const draft = await messages.draft(id);
      await draft.commit(envelopeOf(id, { recipients }));
      expect((await messages.envelope(id))?.recipients).toEqual(recipients);
    });

    test('the second commit of an id changes nothing and says false', async () => {
      const id = messageId(time);
      expect(await store(messages, id, encoder.encode('first'))).toBe(true);
      expect(await store(messages, id, encoder.encode('second'))).toBe(false);
      expect(Buffer.from(await messages.bytes(id)).toString()).toBe('first');
    });

    test('of two drafts of one id that commit at the same time, one wins', async () => {
      const id = messageId(time);
      const drafts = await Promise.all([messages.draft(id), messages.draft(id)]);
      await Promise.all(drafts.map((draft, n) => draft.write(encoder.encode(`draft ${n}`))));
      const won = await Promise.all(drafts.map((draft) => draft.commit(envelopeOf(id))));
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(Buffer.from(await messages.bytes(id)).toString()).toBe(`draft ${won.indexOf(true)}`);
    });

    test('a draft that was aborted never was', async () => {
      const id = messageId(time);
      const draft = await messages.draft(id);
      await draft.write(randomBytes(2_000_000));
      await draft.abort();
      await draft.abort();
      expect(await messages.envelope(id)).toBeUndefined();
      expect(await all(messages.incoming())).toEqual([]);
      await expect(messages.bytes(id)).rejects.toThrow(id);
    });

    test('a session that ends while a piece is being written leaves nothing', async () => {
      const draft = await messages.draft(messageId(time));
      const written = draft.write(randomBytes(3_000_000));
      await draft.abort();
      await written;
      await expect(draft.write(randomBytes(1))).rejects.toThrow();
      await expect(draft.commit(envelopeOf(messageId(time)))).rejects.toThrow();
      expect(await store(messages, messageId(time), encoder.encode('whole'))).toBe(true);
      expect(await all(messages.incoming())).toEqual([messageId(time)]);
    });

    test('`incoming` lists what is committed, oldest first', async () => {
      const ids = [5, 1, 9, 3].map((n) => messageId(time + n));
      await Promise.all(ids.map((id) => store(messages, id, encoder.encode(id))));
      await messages.draft(messageId(time + 4));
      expect(await all(messages.incoming())).toEqual(ids.toSorted());
    });

    test('what is held and finished is read from quarantine, until it is dropped', async () => {
      const id = messageId(time);
      await store(messages, id, encoder.encode('held'));
      await messages.hold(id);
      await messages.hold(id);
      await messages.finish(id);
      await messages.finish(id);
      expect(await all(messages.incoming())).toEqual([]);
      expect(Buffer.from(await messages.bytes(id)).toString()).toBe('held');
      await messages.hold(id);
      expect(await store(messages, id, encoder.encode('again'))).toBe(false);
      await messages.drop(id);
      await messages.drop(id);
      expect(await messages.envelope(id)).toBeUndefined();
    });

    test('what nobody has cannot be held', async () => {
      await expect(messages.hold(messageId(time))).rejects.toThrow();
    });

    test('after a death in the middle: the committed is there, the rest is cleared away', async () => {
      const ids = [messageId(time), messageId(time + 1)];
      await Promise.all(ids.map((id) => store(messages, id, encoder.encode(id))));
      const half = await messages.draft(messageId(time + 2));
      await half.write(randomBytes(2_000_000));
      await messages.hold(messageId(time));
      const after = await under.reopen();
      expect(await all(after.incoming())).toEqual(ids);
      expect(await after.envelope(messageId(time + 2))).toBeUndefined();
      await after.finish(messageId(time));
      expect(Buffer.from(await after.bytes(messageId(time))).toString()).toBe(messageId(time));
    });

    test('no space: refused before the first byte, or at the piece that does not fit', async ({ skip }) => {
      if (!under.setFree) return skip('this store is never full');
      under.setFree(1000);
      await expect(messages.draft(messageId(time), 2000)).rejects.toThrow(StoreFull);
      const draft = await messages.draft(messageId(time + 1), 500);
      await expect(draft.write(randomBytes(5000))).rejects.toThrow(StoreFull);
      await expect(draft.commit(envelopeOf(messageId(time + 1)))).rejects.toThrow();
      await draft.abort();
      under.setFree(1_000_000);
      expect(await store(messages, messageId(time), encoder.encode('now'))).toBe(true);
    });

    test('an id is never a path', async () => {
      for (const id of ['../../etc/passwd', '', 'a/b', `${messageId(time)}/..`, messageId(time).toUpperCase()])
        await expect(messages.draft(id)).rejects.toThrow();
    });
  });
}
