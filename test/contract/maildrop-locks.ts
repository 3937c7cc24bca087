/** The contract of `MaildropLocks`, for every adapter that claims to keep it. */
import { beforeEach, describe, expect, test } from 'vitest';

import type { Clock } from '#core/ports/clock.ts';
import type { MaildropLocks } from '#core/ports/maildrop-locks.ts';

const account = 'alice@example.test';

/** `make`: locks that nobody holds; each call of the function that it returns is another process. */
export function suite(name: string, make: (clock: Clock) => Promise<() => MaildropLocks>): void {
  describe(`${name} keeps the contract of MaildropLocks`, () => {
    let now: number;
    let one: MaildropLocks;
    let other: MaildropLocks;
    beforeEach(async () => {
      now = 1_800_000_000_000;
      const open = await make(() => now);
      [one, other] = [open(), open()];
    });

    test('one owner at a time, whichever process asks', async () => {
      expect(await one.take(account, 'a', now + 60)).toBe(true);
      expect(await one.take(account, 'b', now + 60)).toBe(false);
      expect(await other.take(account, 'b', now + 60)).toBe(false);
      expect(await other.take('bob@example.test', 'b', now + 60)).toBe(true);
    });

    test('of many that ask at once, one gets it', async () => {
      const asked = Array.from({ length: 8 }, (_, n) => (n % 2 ? one : other).take(account, `owner ${n}`, now + 60));
      expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(1);
    });

    test('what is asked twice by the same owner is had once', async () => {
      expect(await one.take(account, 'a', now + 60)).toBe(true);
      expect(await one.take(account, 'a', now + 60)).toBe(true);
      await one.release(account, 'a');
      expect(await other.take(account, 'b', now + 60)).toBe(true);
    });

    test('a lease that has run out is anybody’s', async () => {
      await one.take(account, 'a', now + 60);
      now += 59;
      expect(await other.take(account, 'b', now + 60)).toBe(false);
      now += 1;
      expect(await other.take(account, 'b', now + 60)).toBe(true);
      expect(await one.renew(account, 'a', now + 60)).toBe(false);
    });

    test('a lease that is renewed holds on', async () => {
      await one.take(account, 'a', now + 60);
      now += 50;
      expect(await one.renew(account, 'a', now + 60)).toBe(true);
      now += 50;
      expect(await other.take(account, 'b', now + 60)).toBe(false);
    });

    test('one that ran out and that nobody took is renewed; one that was given back is not', async () => {
      await one.take(account, 'a', now + 60);
      now += 100;
      expect(await one.renew(account, 'a', now + 60)).toBe(true);
      await one.release(account, 'a');
      expect(await one.renew(account, 'a', now + 60)).toBe(false);
    });

    test('nobody gives back what is another’s', async () => {
      await one.take(account, 'a', now + 60);
      await other.release(account, 'b');
      expect(await other.take(account, 'b', now + 60)).toBe(false);
      await one.release(account, 'a');
      await one.release(account, 'a');
      expect(await other.take(account, 'b', now + 60)).toBe(true);
    });
  });
}
