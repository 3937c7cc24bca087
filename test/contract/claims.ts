/** The contract of `Claims`, for every adapter that claims to keep it. */
import { beforeEach, describe, expect, test } from 'vitest';

import type { Claims } from '#core/ports/claims.ts';
import type { Clock } from '#core/ports/clock.ts';

const hour = 60 * 60_000;

/** `make`: claims that nobody has made; each call of the function that it returns is another worker. */
export function suite(name: string, make: (clock: Clock) => Promise<() => Claims>): void {
  describe(`${name} keeps the contract of Claims`, () => {
    let now: number;
    let one: Claims;
    let other: Claims;
    beforeEach(async () => {
      now = 1_800_000_000_000;
      const open = await make(() => now);
      [one, other] = [open(), open()];
    });

    test('the first who claims has it, and nobody after', async () => {
      expect(await one.claim('a', now + hour)).toBe(true);
      expect(await other.claim('a', now + hour)).toBe(false);
      expect(await one.claim('a', now + hour)).toBe(false);
      expect(await other.claim('b', now + hour)).toBe(true);
    });

    test('of many that claim at once, one has it', async () => {
      const asked = Array.from({ length: 8 }, (_, n) => (n % 2 ? one : other).claim('a', now + hour));
      expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(1);
    });

    test('what has expired is free again, and no sooner', async () => {
      await one.claim('a', now + hour);
      now += hour - 1;
      expect(await other.claim('a', now + hour)).toBe(false);
      now += 1;
      expect(await other.claim('a', now + hour)).toBe(true);
      expect(await one.claim('a', now + hour)).toBe(false);
    });

    test('each who counts is told how many there are', async () => {
      expect(await one.count('a', now + hour)).toBe(1);
      expect(await other.count('a', now + hour)).toBe(2);
      expect(await other.count('b', now + hour)).toBe(1);
      const counts = await Promise.all([one, other, one, other].map((claims) => claims.count('a', now + hour)));
      expect(counts.toSorted((a, b) => a - b)).toEqual([3, 4, 5, 6]);
    });

    test('counts and claims of the same key are two things', async () => {
      expect(await one.count('a', now + hour)).toBe(1);
      expect(await one.claim('a', now + hour)).toBe(true);
      expect(await one.count('a', now + hour)).toBe(2);
    });
  });
}
