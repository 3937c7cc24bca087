/** The contract of `Circuits`, for every adapter that claims to keep it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Circuits } from '#core/ports/circuits.ts';

export interface CircuitsUnderTest {
  circuits: Circuits;
  /** Another worker with the same circuits; where circuits are one process's own, the same. */
  other: Circuits;
  close(): Promise<void>;
}

const time = 1_800_000_000_000;
const minute = 60_000;
const route = 'smtp mail.inside.example:25';

export function suite(name: string, make: () => Promise<CircuitsUnderTest>): void {
  describe(`${name} keeps the contract of Circuits`, () => {
    let under: CircuitsUnderTest;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(() => under.close());

    const fail = async (times: number, now = time): Promise<void> => {
      for (let n = 0; n < times; n++) await under.circuits.failed(route, now);
    };
    const states = (now: number): Promise<unknown[]> =>
      Promise.all([under.circuits, under.other, under.circuits].map((circuits) => circuits.state(route, now)));

    test('the fifth failure in a row opens, for a minute', async () => {
      expect(await under.circuits.state(route, time)).toBe('closed');
      await fail(4);
      expect(await under.other.state(route, time)).toBe('closed');
      await fail(1);
      expect(await under.other.state(route, time)).toEqual({ openUntil: time + minute });
      expect(await under.other.state('mx', time)).toBe('closed');
    });

    test('a success between failures starts the count anew, whoever had it', async () => {
      await fail(4);
      await under.other.state(route, time);
      await under.other.succeeded(route);
      await fail(4);
      expect(await under.circuits.state(route, time)).toBe('closed');
    });

    test('of many that come when the time is over, one probes', async () => {
      await fail(5);
      const answers = await states(time + minute);
      expect(answers.filter((answer) => answer === 'probe')).toHaveLength(1);
      expect(answers.filter((answer) => answer !== 'probe')).toEqual([
        { openUntil: time + 3 * minute },
        { openUntil: time + 3 * minute },
      ]);
    });

    test('each probe that fails doubles the wait, to 15 minutes', async () => {
      await fail(5);
      const waits = [];
      for (let now = time + minute, n = 0; n < 6; n++) {
        expect(await under.circuits.state(route, now)).toBe('probe');
        await fail(1, now);
        const state = await under.other.state(route, now);
        const until = typeof state === 'object' ? state.openUntil : now;
        waits.push((until - now) / minute);
        now = until;
      }
      expect(waits).toEqual([2, 4, 8, 15, 15, 15]);
    });

    test('those that began before it opened change nothing when they fail too', async () => {
      await fail(30);
      expect(await under.circuits.state(route, time)).toEqual({ openUntil: time + minute });
    });

    test('a probe that succeeds closes it for all', async () => {
      await fail(5);
      expect(await under.circuits.state(route, time + minute)).toBe('probe');
      await under.circuits.succeeded(route);
      expect(await states(time + minute)).toEqual(['closed', 'closed', 'closed']);
    });

    test('a probe that is never heard of again is followed by another', async () => {
      await fail(5);
      expect(await under.circuits.state(route, time + minute)).toBe('probe');
      expect(await under.other.state(route, time + 3 * minute)).toBe('probe');
    });
  });
}
