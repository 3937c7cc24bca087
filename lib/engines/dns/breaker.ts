/**
 * A circuit breaker: once DNS is seen to be away, questions fail at once, so that an offline machine pays microseconds per message.
 *
 * One stranger's dead name servers look like a dead resolver to whoever asks about his domain. So a time-out alone opens nothing:
 * it only starts a ping, a question with nobody's mail in it, and that one decides (promise 2).
 */
import type { Clock } from '#core/ports/clock.ts';

export interface Breaker {
  /** Questions are answered at once, with nothing. */
  isOpen(): boolean;
  /** A question got no answer. */
  suspect(): void;
}

export interface BreakerOptions {
  /** Resolves when the resolver answers anything at all. */
  ping: () => Promise<void>;
  clock: Clock;
  /** Milliseconds between two pings while the resolver is away. */
  pause: number;
}

export function createBreaker({ ping, clock, pause }: BreakerOptions): Breaker {
  let open = false;
  let pinging = false;
  let nextPing = 0;

  const check = (): void => {
    if (pinging) return;
    pinging = true;
    const settle = (away: boolean): void => {
      open = away;
      pinging = false;
      nextPing = clock() + pause;
    };
    ping().then(
      () => settle(false),
      () => settle(true),
    );
  };

  return {
    isOpen() {
      if (open && clock() >= nextPing) check();
      return open;
    },
    suspect() {
      if (!open) check();
    },
  };
}
