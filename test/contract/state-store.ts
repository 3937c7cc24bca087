/** The contracts of `MessageStates`, `RecipientStates` and `EvidenceStore`, for every adapter that claims to keep them. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { attempt, type DeliveryHouse } from '#core/deliver/deliver.ts';
import type { Envelope } from '#core/message/envelope.ts';
import type { LogStore } from '#core/ports/log-store.ts';
import type { EvidenceStore, MessageStates, RecipientStates } from '#core/ports/state-store.ts';
import type { Shipment } from '#core/ports/transport.ts';
import type { EventKind } from '#core/record/event.ts';
import { foldEvents, partOfDecision, partOfEvidence, recordOfArrival } from '#core/record/fold.ts';
import { type CopyState, isMoving, type MessageState, type RecipientState } from '#core/record/state.ts';
import { committed, copyOf, encoder, evidenceOf, messageId, stepOf } from './samples.ts';

export interface StateStores {
  states: MessageStates;
  copies: RecipientStates;
  evidence: EvidenceStore;
  log: LogStore;
}

export interface StateStoresUnderTest extends StateStores {
  /** Another process, after the first one died without closing anything. */
  reopen(): Promise<StateStores>;
  close(): Promise<void>;
}

const time = 1_800_000_000_000;
const id = messageId(time);

const recipientsOf = (count: number): Envelope['recipients'] =>
  Array.from({ length: count }, (_, r) => ({ r, address: `user${r}@example.test`, evidence: 'RCPT' }));

const takenBy = (owner: string, copy: RecipientState): RecipientState =>
  stepOf(copy, 'attempting', 'attempted', { lease: { owner, until: time + 100 } }, { owner });

/** Sends all that it is given, and says to whom. */
function sender(owner: string, stores: StateStores, sent: string[]): DeliveryHouse {
  return {
    ...stores,
    clock: () => time + 1000,
    random: () => 0.5,
    owner,
    hostname: 'mx.example.test',
    messages: { envelope: async () => committed(id), bytes: async () => encoder.encode('Subject: s\r\n\r\n') },
    circuits: { state: async () => 'closed' },
    transport: {
      async ship({ recipients }: Shipment) {
        sent.push(...recipients);
        return recipients.map((recipient) => ({ recipient, outcome: 'accepted', remote: { host: 'h', text: 'Ok' } }));
      },
    },
  } as unknown as DeliveryHouse;
}

export function suite(name: string, make: () => Promise<StateStoresUnderTest>): void {
  describe(`${name} keeps the contract of the state stores`, () => {
    let under: StateStoresUnderTest;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(() => under.close());

    const begin = (policyVersion = 1): Promise<MessageState> => under.states.begin(committed(id), policyVersion);
    const create = async (copies: RecipientState[]): Promise<RecipientState[]> =>
      under.copies.create(await begin(), evidenceOf(id), copies);

    /** Copies in the queue, for so many recipients. */
    async function decideFor(count: number): Promise<RecipientState[]> {
      const recipients = recipientsOf(count);
      const message = await under.states.begin(committed(id, { recipients }), 1);
      const copies = recipients.map(({ r, address }) => copyOf(id, r, 'queued', { to: address }));
      return under.copies.create(message, evidenceOf(id), copies);
    }

    test('the first `begin` makes the state and pins the policy; the second finds it', async () => {
      const [one, other] = await Promise.all([begin(3), begin(4)]);
      expect([3, 4]).toContain(one?.policyVersion);
      expect(one).toEqual({ id, v: 1, policyVersion: one?.policyVersion, scan: 1, tries: 0, open: -1 });
      expect(other).toEqual(one);
      expect(await begin(5)).toEqual(one);
      expect(await under.states.get(id)).toEqual(one);
      const { records } = await under.log.search({ id, limit: 10 });
      expect(new Set(records.map(({ r, state }) => `${r} ${state}`))).toEqual(new Set(['0 waiting', '1 waiting']));
    });

    test('of two workers that begin a message with a lease, one has it in hand, and both are told whose it is', async () => {
      const take = (owner: string): Promise<MessageState> =>
        under.states.begin(committed(id), 1, { owner, until: time + 100 });
      const [one, other] = await Promise.all([take('one'), take('two')]);
      expect(other).toEqual(one);
      expect(['one', 'two']).toContain(one?.lease?.owner);
      expect(one).toMatchObject({ v: 1, tries: 1, open: -1, lease: { until: time + 100 }, due: time + 100 });
      expect(await under.states.get(id)).toEqual(one);
      expect(await under.states.due(time + 99, 10)).toEqual([]);
      expect(await under.states.due(time + 100, 10)).toEqual([one]);
    });

    test('a lease does not change what was begun before', async () => {
      const state = await begin();
      expect(await under.states.begin(committed(id), 1, { owner: 'one', until: time + 100 })).toEqual(state);
      expect(await under.states.get(id)).toEqual(state);
    });

    test('of two workers that save one version, one wins', async () => {
      const state = await begin();
      const owners = ['one', 'two'];
      const lease = (owner: string) => ({ owner, until: time + 100 });
      const won = await Promise.all(
        owners.map((owner) => under.states.save({ ...state, v: 2, tries: 1, lease: lease(owner), due: time + 100 })),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
      const winner = owners[won.indexOf(true)] ?? '';
      expect(await under.states.get(id)).toMatchObject({ v: 2, tries: 1, lease: lease(winner) });
    });

    test('undecided messages come up when they are due and nobody holds them', async () => {
      const state = await begin();
      expect(await under.states.due(time, 10)).toEqual([state]);
      const leased = { ...state, v: 2, lease: { owner: 'one', until: time + 100 } };
      await under.states.save(leased);
      expect(await under.states.due(time + 99, 10)).toEqual([]);
      expect(await under.states.due(time + 100, 10)).toEqual([leased]);
      const waiting = { ...state, v: 3, waitingSince: time, due: time + 500 };
      await under.states.save(waiting);
      expect(await under.states.due(time + 499, 10)).toEqual([]);
      expect(await under.states.due(time + 500, 10)).toEqual([waiting]);
      await under.copies.create(waiting, evidenceOf(id), [copyOf(id, 0)]);
      expect(await under.states.due(time + 9999, 10)).toEqual([]);
    });

    test('the longest overdue first, and no more than asked for', async () => {
      const ids = [30, 10, 20].map((late) => messageId(time, late));
      for (const [index, each] of ids.entries()) {
        const state = await under.states.begin(committed(each), 1);
        await under.states.save({ ...state, v: 2, due: time + [30, 10, 20][index]! });
      }
      expect((await under.states.due(time + 100, 2)).map((state) => state.id)).toEqual([ids[1], ids[2]]);
    });

    test('`create` writes copies, evidence, events and `open`, once', async () => {
      const decisions = [
        { evidence: evidenceOf(id), copies: [copyOf(id, 0), copyOf(id, 1, 'held', { fate: 'quarantine' })] },
        {
          evidence: evidenceOf(id, { subject: 'other' }),
          copies: [copyOf(id, 0, 'discarded', { fate: 'discard' }), copyOf(id, 1)],
        },
      ];
      const message = await begin();
      const [one, other] = await Promise.all(
        decisions.map(({ evidence, copies }) => under.copies.create(message, evidence, copies)),
      );
      const won = decisions.find(({ copies }) => copies[0]?.state === one?.[0]?.state);
      expect(one).toEqual(won?.copies.map((copy) => ({ ...copy, unsent: [] })));
      expect(other).toEqual(one);
      expect(await under.copies.of(id)).toEqual(one);
      expect(await under.evidence.evidence(id)).toEqual(won?.evidence);
      expect((await under.states.get(id))?.open).toBe(1);
      for (const r of [0, 1]) expect(await under.log.events(id, r)).toEqual(won?.copies[r]?.unsent);
    });

    test('who lost the message to a decision cannot save it any more', async () => {
      const late = await begin();
      await under.copies.create(late, evidenceOf(id), [copyOf(id, 0)]);
      expect(await under.states.save({ ...late, v: late.v + 1, tries: 1 })).toBe(false);
      expect((await under.states.get(id))?.open).toBe(1);
    });

    test('of two that move one copy, one wins, and its event alone is in the log', async () => {
      const [copy] = await create([copyOf(id, 0)]);
      const owners = ['one', 'two'];
      const outcomes = await Promise.all(owners.map((owner) => under.copies.transitions([takenBy(owner, copy!)])));
      expect(outcomes.flat().filter(Boolean)).toHaveLength(1);
      const winner = owners[outcomes.findIndex(([won]) => won)];
      expect((await under.copies.of(id))[0]?.lease?.owner).toBe(winner);
      expect((await under.log.events(id, 0)).map(({ detail }) => detail['owner'])).toEqual([undefined, winner]);
    });

    test('of copies that are moved together each wins or loses alone', async () => {
      const copies = await decideFor(3);
      expect(await under.copies.transitions([takenBy('one', copies[1]!)])).toEqual([true]);
      const next = [takenBy('two', copies[2]!), takenBy('two', copies[1]!), stepOf(copies[0]!, 'held', 'held')];
      expect(await under.copies.transitions(next)).toEqual([true, false, true]);
      const after = await under.copies.of(id);
      expect(after.map(({ v, lease }) => [v, lease?.owner])).toEqual([
        [2, undefined],
        [2, 'one'],
        [2, 'two'],
      ]);
      expect((await under.states.get(id))?.open).toBe(2);
      expect((await under.log.events(id, 1)).map(({ detail }) => detail['owner'])).toEqual([undefined, 'one']);
      expect(await under.copies.transitions([])).toEqual([]);
    });

    test('of two that deliver the same hundred copies, each copy is sent by one', async () => {
      const copies = await decideFor(100);
      const sent: string[] = [];
      const written = await Promise.all(
        ['one', 'two'].map((owner) => attempt(copies, sender(owner, under, sent), new AbortController().signal)),
      );
      expect(sent.toSorted()).toEqual(copies.map(({ decision }) => decision.to).toSorted());
      expect(new Set(written.flat().map(({ r }) => r)).size).toBe(100);
      expect(await under.copies.of(id)).toEqual(written.flat().toSorted((a, b) => a.r - b.r));
      expect((await under.states.get(id))?.open).toBe(0);
      for (const r of [0, 50, 99])
        expect((await under.log.events(id, r)).map(({ kind }) => kind)).toEqual(['decided', 'attempted', 'delivered']);
    }, 30_000);

    test('`open` follows the copies: down to 0, and up again by a release', async () => {
      const [alice, carol] = await create([copyOf(id, 0), copyOf(id, 1, 'held', { fate: 'quarantine' })]);
      const open = async (): Promise<number | undefined> => (await under.states.get(id))?.open;
      await under.copies.transitions([stepOf(alice!, 'delivered', 'delivered', { due: undefined })]);
      expect(await open()).toBe(0);
      const released = stepOf(carol!, 'queued', 'released');
      await under.copies.transitions([released]);
      expect(await open()).toBe(1);
      await under.copies.transitions([stepOf(released, 'delivered', 'delivered')]);
      expect(await open()).toBe(0);
    });

    test('moving copies come up when due and nobody holds them', async () => {
      const [copy] = await create([copyOf(id, 0), copyOf(id, 1, 'held')]);
      const due = copy!.due!;
      expect(await under.copies.due(due - 1, 10)).toEqual([]);
      expect(await under.copies.due(due, 10)).toEqual([copy]);
      const taken = stepOf(copy!, 'attempting', 'attempted', { lease: { owner: 'one', until: due + 100 }, attempt: 1 });
      await under.copies.transitions([taken]);
      expect(await under.copies.due(due + 99, 10)).toEqual([]);
      expect(await under.copies.due(due + 100, 10)).toMatchObject([{ id, r: 0, v: 2, attempt: 1 }]);
      const last = { host: 'mail.inside.example', code: 451, enhanced: '4.3.0', text: 'later' };
      const deferred = stepOf(taken, 'deferred', 'deferred', { lease: undefined, due: due + 1000, last });
      await under.copies.transitions([deferred]);
      expect(await under.copies.due(due + 999, 10)).toEqual([]);
      const { lease: _none, ...rest } = deferred;
      expect(await under.copies.due(due + 1000, 10)).toEqual([{ ...rest, unsent: [] }]);
      await under.copies.transitions([stepOf(deferred, 'delivered', 'delivered', { due: undefined })]);
      expect(await under.copies.due(due * 2, 10)).toEqual([]);
    });

    test('a later scan decides a held copy again, and its record shows what it found', async () => {
      const message = await begin();
      await under.copies.create(message, evidenceOf(id), [
        copyOf(id, 0),
        copyOf(id, 1, 'held', { fate: 'quarantine' }),
      ]);
      const evidence = { ...evidenceOf(id, {}, ['SPF_FAIL']), scan: 2 };
      await under.evidence.keep(evidence);
      await under.evidence.keep(evidence);
      const held = (await under.copies.of(id))[1]!;
      const again = copyOf(id, 1, 'queued', { scan: 2 });
      await under.copies.transitions([stepOf(held, 'queued', 'released', { decision: again.decision })]);
      expect(await under.evidence.evidence(id)).toEqual(evidence);
      expect((await under.evidence.evidence(id, 1))?.scan).toBe(1);
      const { records } = await under.log.search({ finding: 'SPF_FAIL', limit: 10 });
      expect(records).toMatchObject([{ id, r: 1, state: 'queued', fate: 'deliver', spf: 'fail' }]);
    });

    test('everything that was acknowledged is there after a death', async () => {
      const [copy] = await create([copyOf(id, 0), copyOf(id, 1, 'held')]);
      await under.copies.transitions([stepOf(copy!, 'queued', 'queued')]);
      const after = await under.reopen();
      expect((await after.copies.of(id)).map(({ state }) => state)).toEqual(['queued', 'held']);
      expect(await after.states.begin(committed(id), 9)).toMatchObject({ policyVersion: 1, open: 1 });
      expect((await after.log.events(id, 0)).map(({ kind }) => kind)).toEqual(['decided', 'queued']);
      expect(await after.evidence.evidence(id)).toEqual(evidenceOf(id));
    });

    test('however workers race, versions have no gaps, events no doubles, and `open` counts what moves', async () => {
      let serial = 0;
      const move = fc.record({
        rs: fc.uniqueArray(fc.nat(2), { minLength: 1 }),
        worker: fc.nat(3),
        state: fc.constantFrom<CopyState>('queued', 'attempting', 'deferred', 'held', 'delivered', 'bounced'),
      });
      const property = fc.asyncProperty(
        fc.array(fc.array(move, { maxLength: 6 }), { maxLength: 5 }),
        async (rounds) => {
          const each = messageId(time, ++serial);
          const message = await under.states.begin(committed(each, { recipients: recipientsOf(3) }), 1);
          await under.copies.create(
            message,
            evidenceOf(each),
            [0, 1, 2].map((r) => copyOf(each, r)),
          );
          let won = 0;
          for (const round of rounds) {
            // All of a round read the same versions, then write at the same time.
            const read = await under.copies.of(each);
            const outcomes = await Promise.all(
              round.map(({ rs, worker, state }) =>
                under.copies.transitions(rs.map((r) => stepOf(read[r]!, state, 'warned', {}, { worker }))),
              ),
            );
            won += outcomes.flat().filter(Boolean).length;
          }
          const copies = await under.copies.of(each);
          expect((await under.states.get(each))?.open).toBe(copies.filter(({ state }) => isMoving(state)).length);
          expect(copies.reduce((sum, { v }) => sum + v - 1, 0)).toBe(won);
          for (const { r, v } of copies) {
            const versions = (await under.log.events(each, r)).map((event) => event.v);
            expect(versions).toEqual(Array.from({ length: v }, (_, n) => n + 1));
          }
        },
      );
      await fc.assert(property, { numRuns: 20 });
    });

    test('a log record is the fold of its events', async () => {
      let serial = 0;
      const step = fc.constantFrom<[CopyState, EventKind]>(
        ['queued', 'queued'],
        ['attempting', 'attempted'],
        ['deferred', 'deferred'],
        ['held', 'held'],
        ['queued', 'released'],
        ['delivered', 'delivered'],
        ['bounced', 'bounced'],
        ['discarded', 'discarded'],
      );
      const property = fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        const each = messageId(time, ++serial);
        const envelope = committed(each);
        let copy = copyOf(each, 0);
        await under.copies.create(await under.states.begin(envelope, 1), evidenceOf(each), [copy]);
        for (const [state, kind] of steps) {
          copy = stepOf(
            copy,
            state,
            kind,
            {},
            kind === 'deferred' ? { remote: 'mx.example', answer: '451 later' } : {},
          );
          await under.copies.transitions([copy]);
        }
        const base = recordOfArrival(envelope, envelope.recipients[0]!);
        const found = { ...base, ...partOfEvidence(evidenceOf(each)), ...partOfDecision(copy.decision) };
        const folded = foldEvents(found, await under.log.events(each, 0));
        expect((await under.log.search({ id: each, to: 'alice', limit: 2 })).records).toEqual([folded]);
      });
      await fc.assert(property, { numRuns: 20 });
    });
  });
}
