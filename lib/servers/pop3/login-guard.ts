/** Slows down who guesses passwords: wrong ones are counted by client network, and after too many nobody logs in from there for a while. */
import type { Clock } from '#core/ports/clock.ts';

export interface LoginLimits {
  /** Wrong passwords within `window` after which logins are refused. */
  failures: number;
  /** Milliseconds. */
  window: number;
  /** Milliseconds that a wrong password takes to be answered. */
  failureDelay: number;
}

export const loginLimits: LoginLimits = { failures: 20, window: 10 * 60_000, failureDelay: 1_000 };

/** Networks remembered; the oldest is forgotten first, so that a botnet cannot fill the memory. */
const remembered = 10_000;

export class LoginGuard {
  readonly #limits: LoginLimits;
  readonly #clock: Clock;
  readonly #failures = new Map<string, { count: number; until: number }>();

  constructor(limits: LoginLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  allows(network: string): boolean {
    const seen = this.#failures.get(network);
    return seen === undefined || seen.until < this.#clock() || seen.count < this.#limits.failures;
  }

  failed(network: string): void {
    const now = this.#clock();
    const seen = this.#failures.get(network);
    const count = seen === undefined || seen.until < now ? 1 : seen.count + 1;
    this.#failures.delete(network);
    this.#failures.set(network, { count, until: now + this.#limits.window });
    const oldest = this.#failures.keys().next();
    if (this.#failures.size > remembered && oldest.done !== true) this.#failures.delete(oldest.value);
  }
}
