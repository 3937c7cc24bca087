/** When a deferred copy is tried again, and when delivery is given up (RFC 5321 section 4.5.4.1). */

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Waits after the first, second ... attempt; the last repeats. */
const waits = [minute, 5 * minute, 15 * minute, hour, 2 * hour, 4 * hour];

/** RFC 5321 section 4.5.4.1: "the give-up time generally needs to be at least 4-5 days"; the settings have the number. */
export const giveUpAfter = (days: number): number => days * day;

/** Who attempts a delivery is believed to be at work this long; DATA's final reply alone may take 10 minutes (section 4.5.3.2.6). */
export const attemptLease = 15 * minute;

/** The time of the attempt after attempt number `attempt` (from 1). `random` in [0, 1) spreads copies that failed together by +-10 %. */
export function nextAttempt(attempt: number, now: number, random: number): number {
  const wait = waits[Math.min(attempt, waits.length) - 1] ?? minute;
  return Math.round(now + wait * (0.9 + 0.2 * random));
}

/** Of its age, which a copy lets pass before it looks again whether its route is back; never longer than the longest wait. */
const patience = 1 / 8;
/** So that all that wait for a route do not come back in the same moment. */
const spread = minute;

/**
 * When a copy looks again that was not tried because its route is away. What waits for days looks seldom: every look costs a write, and a route
 * may have tens of thousands waiting.
 */
export function nextLook(since: number, now: number, random: number): number {
  const wait = Math.min((now - since) * patience, waits.at(-1) ?? hour);
  return Math.round(now + wait + spread * random);
}
