/** The lock of a maildrop, kept for as long as its session lives. */
import type { Clock } from '#core/ports/clock.ts';
import type { MaildropLocks } from '#core/ports/maildrop-locks.ts';

export interface LeaseOptions {
  locks: MaildropLocks;
  account: string;
  owner: string;
  /** Milliseconds. */
  time: number;
  clock: Clock;
  trouble: (error: unknown) => void;
}

export interface Lease {
  /** Asks whether it is ours still, and prolongs it. */
  holds(): Promise<boolean>;
  /** Does not reject: a lease that cannot be given back runs out. */
  release(): Promise<void>;
}

/** Undefined when another session has the maildrop open. */
export async function keepLease(options: LeaseOptions): Promise<Lease | undefined> {
  const { locks, account, owner, time, clock, trouble } = options;
  if (!(await locks.take(account, owner, clock() + time))) return undefined;
  const holds = (): Promise<boolean> => locks.renew(account, owner, clock() + time);
  const timer = setInterval(() => void holds().catch(trouble), time / 3).unref();
  return {
    holds,
    async release() {
      clearInterval(timer);
      await locks.release(account, owner).catch(trouble);
    },
  };
}
