import { describe, expect, it } from 'vitest';

import type { Decision } from '../decide/decision.ts';
import type { CircuitState } from '../ports/circuits.ts';
import type { Shipment, ShipmentResult } from '../ports/transport.ts';
import type { RecipientState } from '../record/state.ts';
import { firstCopy } from './copy.ts';
import { attempt, batches, type DeliveryHouse } from './deliver.ts';
import { decision, envelope, letter } from './sample-copy.test-support.ts';

const copy = (r: number, changes = {}): RecipientState => ({ ...firstCopy(decision(r, changes), 5_000), unsent: [] });

/** A house in memory: `written` are the transitions that it accepted, `calls` the ordinals that came together. */
function house(results: (shipment: Shipment) => ShipmentResult[], lost: number[] = []) {
  const written: RecipientState[] = [];
  const calls: number[][] = [];
  const shipped: Shipment[] = [];
  const stored: string[] = [];
  const asked: string[] = [];
  const told: string[] = [];
  let circuit: CircuitState = 'closed';
  const built: DeliveryHouse = {
    clock: () => 5_000,
    random: () => 0.5,
    owner: 'test',
    hostname: 'mx.example.test',
    messages: { envelope: async () => envelope, bytes: async () => letter } as unknown as DeliveryHouse['messages'],
    copies: {
      transitions: async (next: RecipientState[]) => {
        calls.push(next.map(({ r }) => r));
        written.push(...next.filter(({ r }) => !lost.includes(r)));
        return next.map(({ r }) => !lost.includes(r));
      },
    } as unknown as DeliveryHouse['copies'],
    evidence: { evidence: async () => undefined, keep: async () => {} },
    mailboxes: {
      deliver: async (account: string) => void stored.push(account),
    } as unknown as DeliveryHouse['mailboxes'],
    transport: {
      ship: async (shipment) => {
        shipped.push(shipment);
        return results(shipment);
      },
    },
    circuits: {
      state: async (route) => (asked.push(route), circuit),
      failed: async (route) => void told.push(`failed ${route}`),
      succeeded: async (route) => void told.push(`succeeded ${route}`),
    },
  };
  return {
    built,
    written,
    calls,
    shipped,
    stored,
    asked,
    told,
    circuit: (state: CircuitState) => void (circuit = state),
  };
}

const answer = (recipient: string, outcome: ShipmentResult['outcome']): ShipmentResult => ({
  recipient,
  outcome,
  remote: { host: 'h', text: outcome },
});
const signal = new AbortController().signal;

describe('batches', () => {
  it('puts copies of equal route and edits into one transaction', () => {
    expect(batches([copy(0), copy(1)]).map((batch) => batch.map(({ r }) => r))).toEqual([[0, 1]]);
    const tagged = { edits: [{ subject: '[T]' }] };
    expect(batches([copy(0), copy(1, tagged)])).toHaveLength(2);
    expect(batches([copy(0), copy(1, { route: { mx: true } })])).toHaveLength(2);
  });

  it('parts those whose header fields would tell one of the policy of another', () => {
    const spam = { flag: true, required: 5 };
    const edits = [{ subject: '[T]' }];
    const ground = { layer: 'spam', code: 'SCORE', rule: 'spam.atLeast 5', fate: 'deliver' } as const;
    const whole = { spam, score: 6, edits, because: [{ ...ground, scope: 'organisation' }] };
    expect(batches([copy(0, whole), copy(1, whole)])).toHaveLength(1);
    const others: Partial<Decision>[] = [
      { score: 7 },
      { spam: { flag: true, required: 4 } },
      { spam: { flag: true, required: 5, off: ['wire'] } },
      { because: [{ ...ground, scope: 'recipient bob@example.test' }] },
      { scan: 2 },
    ];
    for (const other of others) expect(batches([copy(0, whole), copy(1, { ...whole, ...other })])).toHaveLength(2);
  });
});

describe('an attempt', () => {
  it('has one outcome for each recipient', async () => {
    const { built, written, calls, shipped } = house(({ recipients }) => [
      answer(recipients[0] ?? '', 'accepted'),
      answer('', 'refused'),
    ]);
    expect(await attempt([copy(0), copy(1)], built, signal)).toMatchObject([
      { r: 0, state: 'delivered', unsent: [] },
      { r: 1, state: 'bounced', unsent: [] },
    ]);
    expect(calls).toEqual([
      [0, 1],
      [0, 1],
    ]);
    expect(shipped).toHaveLength(1);
    expect(shipped[0]).toMatchObject({
      mailFrom: 'carol@sender.example',
      recipients: ['alice@example.test', 'bob@example.test'],
    });
    expect(written.map(({ r, state }) => [r, state])).toEqual([
      [0, 'attempting'],
      [1, 'attempting'],
      [0, 'delivered'],
      [1, 'bounced'],
    ]);
  });

  it('leaves a copy whose lease another took', async () => {
    const { built, written, shipped } = house(
      ({ recipients }) => recipients.map((one) => answer(one, 'accepted')),
      [0],
    );
    await attempt([copy(0), copy(1)], built, signal);
    expect(shipped[0]?.recipients).toEqual(['bob@example.test']);
    expect(written.every(({ r }) => r === 1)).toBe(true);
  });

  it('ships nothing when all leases are taken', async () => {
    const { built, shipped } = house(() => [], [0]);
    expect(await attempt([copy(0)], built, signal)).toEqual([]);
    expect(shipped).toEqual([]);
  });

  it('stores into a mailbox', async () => {
    const { built, written, stored } = house(() => []);
    await attempt([copy(0, { route: { mailbox: 'alice@example.test' } })], built, signal);
    expect(stored).toEqual(['alice@example.test']);
    expect(written.at(-1)?.state).toBe('delivered');
  });

  it('has what was deferred together due together', async () => {
    const { built, written } = house(({ recipients }) => recipients.map((one) => answer(one, 'deferred')));
    let [time, chance] = [5_000, 0];
    await attempt([copy(0), copy(1)], { ...built, clock: () => time++, random: () => (chance += 0.3) }, signal);
    const [first, second] = written.filter(({ state }) => state === 'deferred').map(({ due }) => due);
    expect(first).toBeDefined();
    expect(second).toBe(first);
  });

  it('defers where our own store fails', async () => {
    const { built, written } = house(() => []);
    built.messages = {
      envelope: async () => Promise.reject(new Error('disk is gone')),
    } as unknown as DeliveryHouse['messages'];
    await attempt([copy(0)], built, signal);
    expect(written.at(-1)).toMatchObject({ state: 'deferred', last: { host: 'here', text: 'disk is gone' } });
  });
});

describe('the circuit of a route', () => {
  const reaching = (reached?: boolean) => (shipment: Shipment) =>
    shipment.recipients.map((one) => ({ ...answer(one, 'deferred'), ...(reached !== undefined && { reached }) }));

  it.each([
    [{ smtp: ['a.example:25', 'b.example:25'] }, 'smtp a.example:25 b.example:25'],
    [{ mx: true as const }, 'mx example.test'],
  ])('of %j is asked for', async (route, name) => {
    const { built, asked } = house(reaching(true));
    await attempt([copy(0, { route })], built, signal);
    expect(asked).toEqual([name]);
  });

  it('is not asked for a mailbox', async () => {
    const { built, asked, told } = house(() => []);
    await attempt([copy(0, { route: { mailbox: 'alice@example.test' } })], built, signal);
    expect([asked, told]).toEqual([[], []]);
  });

  it.each([
    [true, ['succeeded mx example.test']],
    [false, ['failed mx example.test']],
    [undefined, []],
  ])('is told when the host was reached: %s', async (reached, said) => {
    const { built, told } = house(reaching(reached));
    await attempt([copy(0, { route: { mx: true } })], built, signal);
    expect(told).toEqual(said);
  });

  it('that is open has copies parked, uncounted and together, until it may be tried again', async () => {
    const { built, written, shipped, circuit } = house(reaching(true));
    circuit({ openUntil: 95_000 });
    const patient = [copy(0), copy(1)].map((one) => ({ ...one, giveUpAt: 500_000 }));
    expect(await attempt(patient, built, signal)).toMatchObject([{ state: 'deferred' }, { state: 'deferred' }]);
    expect(shipped).toEqual([]);
    expect(written).toMatchObject([
      { r: 0, state: 'deferred', attempt: 0, due: 95_000, unsent: [{ kind: 'deferred', detail: { until: 95_000 } }] },
      { r: 1, state: 'deferred', attempt: 0, due: 95_000 },
    ]);
  });

  it('lets the one through that is to look whether the host is back', async () => {
    const { built, shipped, circuit } = house(reaching(true));
    circuit('probe');
    await attempt([copy(0)], built, signal);
    expect(shipped).toHaveLength(1);
  });

  it('that cannot be told does not undo what was delivered', async () => {
    const { built, written } = house(({ recipients }) =>
      recipients.map((one) => ({ ...answer(one, 'accepted'), reached: true })),
    );
    built.circuits.succeeded = async () => Promise.reject(new Error('no table'));
    await attempt([copy(0)], built, signal);
    expect(written.at(-1)?.state).toBe('delivered');
  });
});
