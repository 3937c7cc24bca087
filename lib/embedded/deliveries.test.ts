import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { committed, copyOf, messageId } from '../../test/contract/samples.ts';
import { MemoryCircuits } from '#adapters/embedded/circuits.ts';
import type { Shipment, ShipmentResult } from '#core/ports/transport.ts';
import { isMoving, type RecipientState } from '#core/record/state.ts';
import { createDeliveries, type Deliveries, type DeliveriesOptions } from './deliveries.ts';

/** Copies in memory, and a transport that waits until it is told an outcome. */
function house(): {
  built: DeliveriesOptions['house'];
  at: string[];
  /** Messages that were put away. */
  finished: string[];
  answer(outcome?: ShipmentResult['outcome']): void;
} {
  const finished: string[] = [];
  const stand = new Map<string, RecipientState>();
  const open: ((outcome: ShipmentResult['outcome']) => void)[] = [];
  const at: string[] = [];
  const ship = async ({ hosts, recipients }: Shipment, signal: AbortSignal): Promise<ShipmentResult[]> => {
    at.push(hosts.join());
    const outcome = await new Promise<ShipmentResult['outcome']>((resolve) => {
      open.push(resolve);
      signal.addEventListener('abort', () => resolve('deferred'));
    });
    return recipients.map((recipient) => ({ recipient, outcome, remote: { host: 'h', text: outcome } }));
  };
  const copies = {
    async transitions(next: RecipientState[]) {
      return next.map((copy) => {
        const key = `${copy.id}/${copy.r}`;
        if ((stand.get(key)?.v ?? 1) !== copy.v - 1) return false;
        stand.set(key, copy);
        return true;
      });
    },
    of: async () => [...stand.values()],
    due: async () => [],
  };
  /** Two copies each, those that nobody wrote yet on their way. */
  const openOf = (id: string): number =>
    2 - [...stand.values()].filter((copy) => copy.id === id && !isMoving(copy.state)).length;
  const built = {
    clock: () => 1_000,
    random: () => 0.5,
    owner: 'test',
    hostname: 'mx.example.test',
    messages: {
      envelope: async (id: string) => committed(id),
      bytes: async () => Buffer.from('Subject: s\r\n\r\nb'),
      finish: async (id: string) => void finished.push(id),
      drop: async () => {},
    },
    states: { get: async (id: string) => ({ open: openOf(id) }) },
    copies,
    evidence: { evidence: async () => undefined },
    mailboxes: {},
    transport: { ship },
    circuits: new MemoryCircuits(),
  } as unknown as DeliveriesOptions['house'];
  return { built, at, finished, answer: (outcome = 'accepted') => open.shift()?.(outcome) };
}

const report = { info: () => {}, warn: () => {}, error: vi.fn() };
let serial = 0;
const copyTo = (host: string): RecipientState =>
  copyOf(messageId(1_000, serial++), 0, 'queued', { route: { smtp: [host] } });

let parts: ReturnType<typeof house>;
let deliveries: Deliveries;
beforeEach(() => {
  parts = house();
  deliveries = createDeliveries({ house: parts.built, concurrency: 4, perRoute: 2, report });
});
afterEach(() => deliveries.close(0));

describe('the delivery queue', () => {
  it('lets a slow host have no more than its share', async () => {
    deliveries.offer([copyTo('slow'), copyTo('slow'), copyTo('slow'), copyTo('other')]);
    await vi.waitFor(() => expect(parts.at).toEqual(['slow', 'other', 'slow']));
    expect(deliveries.pending()).toBe(4);
    parts.answer();
    await vi.waitFor(() => expect(parts.at).toEqual(['slow', 'other', 'slow', 'slow']));
  });

  it('serves routes in turn', async () => {
    deliveries.offer(['a', 'a', 'a', 'b', 'b', 'b'].map(copyTo));
    await vi.waitFor(() => expect(parts.at).toEqual(['a', 'b', 'a', 'b']));
  });

  it('takes a copy once, however often it is offered', async () => {
    const copy = copyTo('a');
    deliveries.offer([copy]);
    deliveries.offer([copy, copy]);
    await vi.waitFor(() => expect(parts.at).toEqual(['a']));
    expect(deliveries.pending()).toBe(1);
  });

  it('leaves what is not moving alone', () => {
    deliveries.offer([{ ...copyTo('a'), state: 'held' }]);
    expect(deliveries.pending()).toBe(0);
  });

  it('is empty when all has been tried', async () => {
    deliveries.offer([copyTo('a'), copyTo('b')]);
    await vi.waitFor(() => expect(parts.at).toHaveLength(2));
    parts.answer('refused');
    parts.answer('deferred');
    await vi.waitFor(() => expect(deliveries.pending()).toBe(0));
  });

  it('puts a message away when the last of its copies has come to rest, not before', async () => {
    const copy = copyTo('a');
    const other = copyOf(copy.id, 1, 'queued', { route: { smtp: ['b'] } });
    deliveries.offer([copy, other]);
    await vi.waitFor(() => expect(parts.at).toEqual(['a', 'b']));
    parts.answer();
    await vi.waitFor(() => expect(deliveries.pending()).toBe(1));
    expect(parts.finished).toEqual([]);
    parts.answer('refused');
    await vi.waitFor(() => expect(deliveries.pending()).toBe(0));
    expect(parts.finished).toEqual([copy.id]);
  });

  it('starts nothing more once it closes, and gives up what takes too long', async () => {
    deliveries.offer(['a', 'a', 'a'].map(copyTo));
    await vi.waitFor(() => expect(parts.at).toEqual(['a', 'a']));
    await deliveries.close(10);
    expect(parts.at).toEqual(['a', 'a']);
    expect(report.error).not.toHaveBeenCalled();
  });
});
