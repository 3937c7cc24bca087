import { describe, expect, it } from 'vitest';

import type { ShipmentResult } from '../ports/transport.ts';
import type { RecipientState } from '../record/state.ts';
import { firstCopy, park, queue, settle, take } from './copy.ts';
import { decision } from './sample-copy.test-support.ts';
import { giveUpAfter } from './schedule.ts';

const patience = giveUpAfter(5);

const kinds = (copy: RecipientState): string[] => copy.unsent.map(({ kind }) => kind);
const result = (outcome: ShipmentResult['outcome'], code: number): ShipmentResult => ({
  recipient: 'alice@example.test',
  outcome,
  remote: { host: 'mx.example:25', code, enhanced: `${String(code)[0]}.0.0`, text: 'said so' },
});
const attempting = (): RecipientState => take({ ...firstCopy(decision(0), patience), unsent: [] }, 'me', 2_000, 60_000);

describe('the first state of a copy', () => {
  it.each([
    ['deliver', 'queued', ['decided', 'queued']],
    ['redirect', 'queued', ['decided', 'queued']],
    ['quarantine', 'held', ['decided', 'held']],
    ['discard', 'discarded', ['decided', 'discarded']],
  ] as const)('follows fate %s', (fate, state, events) => {
    const copy = firstCopy(decision(0, { fate }), patience);
    expect(copy.state).toBe(state);
    expect(kinds(copy)).toEqual(events);
    expect(copy.unsent.map(({ v }) => v)).toEqual([1, 2]);
    expect(copy.v).toBe(2);
  });

  it('is due at once when it moves, and never otherwise', () => {
    expect(firstCopy(decision(0), patience).due).toBe(1_000);
    expect(firstCopy(decision(0, { fate: 'quarantine' }), patience).due).toBeUndefined();
  });
});

describe('an attempt', () => {
  it('holds a lease and is counted', () => {
    const copy = attempting();
    expect(copy).toMatchObject({
      state: 'attempting',
      attempt: 1,
      lease: { owner: 'me', until: 62_000 },
      due: 62_000,
      v: 3,
    });
  });

  it('ends delivered, and for a redirect says to whom', () => {
    const delivered = settle(attempting(), result('accepted', 250), 3_000, 0.5);
    expect(delivered).toMatchObject({ state: 'delivered', last: { code: 250 } });
    expect(delivered.due).toBeUndefined();
    expect(delivered.lease).toBeUndefined();
    const copy = { ...attempting(), decision: decision(0, { fate: 'redirect', to: 'desk@example.test' }) };
    const redirected = settle(copy, result('accepted', 250), 3_000, 0.5);
    expect(redirected.state).toBe('delivered');
    expect(redirected.unsent.at(-1)).toMatchObject({ kind: 'redirected', detail: { to: 'desk@example.test' } });
  });

  it('is deferred for a minute, 5, 15, an hour, 2, then 4 hours each', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7].map((attempt) => {
      const copy = { ...attempting(), attempt };
      const next = settle(copy, result('deferred', 451), 3_000, 0.5);
      expect(next.state).toBe('deferred');
      return ((next.due ?? 0) - 3_000) / 60_000;
    });
    expect(waits).toEqual([1, 5, 15, 60, 120, 240, 240]);
  });

  it('expires after five days, not before', () => {
    const copy = attempting();
    const last = 1_000 + patience;
    expect(settle(copy, result('deferred', 451), last - 1, 0.5)).toMatchObject({ state: 'deferred', due: last });
    expect(settle(copy, result('deferred', 451), last, 0.5).state).toBe('expired');
  });

  it('bounces on a permanent refusal', () => {
    const copy = settle(attempting(), result('refused', 550), 3_000, 0.5);
    expect(copy.state).toBe('bounced');
    expect(copy.unsent.at(-1)?.detail).toEqual({ remote: 'mx.example:25', answer: '550 5.0.0 said so' });
  });

  it('starts over when an operator queues it again', () => {
    const again = queue(settle(attempting(), result('deferred', 451), 3_000, 0.5), 9_000, 'admin');
    expect(again).toMatchObject({ state: 'queued', attempt: 0, due: 9_000, giveUpAt: 9_000 + patience });
  });
});

describe('a copy whose route is away', () => {
  const deferred = (): RecipientState => ({ ...firstCopy(decision(0), patience), unsent: [] });
  const minute = 60_000;
  const hour = 60 * minute;

  it('looks again after an eighth of its age, four hours at most, and not before the route may be tried', () => {
    const waits = [8 * minute, 8 * hour, 100 * hour].map((age) => {
      const at = 1_000 + age;
      return ((park(deferred(), 0, at, 0).due ?? 0) - at) / minute;
    });
    expect(waits).toEqual([1, 60, 240]);
    expect(park(deferred(), 50 * hour, 1_000, 0).due).toBe(50 * hour);
    expect(park(deferred(), 0, 1_000, 0.5).due).toBe(31_000);
  });

  it('is given up in time, with what the host said last', () => {
    const last = 1_000 + patience;
    expect(park(deferred(), last + hour, last - 1, 0)).toMatchObject({ state: 'deferred', due: last });
    const said = { host: 'mx.example:25', text: 'said so' };
    expect(park({ ...deferred(), last: said }, 0, last, 0)).toMatchObject({ state: 'expired', last: said });
  });
});
