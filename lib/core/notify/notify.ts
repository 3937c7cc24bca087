/**
 * Text messages about copies that have come to rest. The mail itself is done by then, and nothing here can undo or delay it. Safe to be
 * asked twice, or by two: a text is claimed before it is sent, so whoever dies between the two leaves it unsent.
 */
import { createHash } from 'node:crypto';

import { step } from '../deliver/copy.ts';
import type { Rules } from '../policy/rules.ts';
import type { Claims } from '../ports/claims.ts';
import type { Clock } from '../ports/clock.ts';
import type { LogStore } from '../ports/log-store.ts';
import type { RecipientStates } from '../ports/state-store.ts';
import type { TextSender } from '../ports/text-sender.ts';
import type { Event } from '../record/event.ts';
import type { LogRecord } from '../record/log-record.ts';
import { isMoving } from '../record/state.ts';
import { chooseNotices, type Notice } from './choose.ts';

export interface NoticeHouse {
  clock: Clock;
  rules(): Promise<Rules>;
  log: LogStore;
  copies: RecipientStates;
  claims: Claims;
  sender: TextSender;
}

export interface Told {
  /** The last digits. */
  phone: string;
  outcome: 'sent' | 'refused' | 'failed' | 'quiet' | 'limit';
  why?: string;
}

/** Milliseconds that all texts about one message may take. */
export const noticeTime = 5_000;
const hour = 60 * 60_000;
/** Longer than anything brings an old message back. */
const claimedFor = 30 * 24 * hour;
/** More recipients than a message has. */
const everyCopy = 10_000;
/** Others may change the copy at the same time. */
const triesToNote = 3;

/** What was told to whom; rejects only where our own stores fail. */
export async function notify(id: string, house: NoticeHouse, signal: AbortSignal): Promise<Told[]> {
  const rules = await house.rules();
  if (!rules.notifies) return [];
  const { records } = await house.log.search({ id, limit: everyCopy });
  const told = await Promise.all(records.map((record) => tellOf(record, rules, house, signal)));
  return told.flat();
}

async function tellOf(record: LogRecord, rules: Rules, house: NoticeHouse, signal: AbortSignal): Promise<Told[]> {
  const notices = chooseNotices(record, rules.effective(record.recipient).policy, house.clock());
  const told: Told[] = [];
  for (const notice of notices) {
    const one = signal.aborted ? undefined : await tell(record, notice, house, signal);
    if (one) told.push(one);
  }
  if (told.length > 0) await note(record, told, house);
  return told;
}

/** Undefined: it is told already. */
async function tell(
  { id, r }: LogRecord,
  { phone, text, quiet, perHour }: Notice,
  { claims, clock, sender }: NoticeHouse,
  signal: AbortSignal,
): Promise<Told | undefined> {
  const now = clock();
  if (!(await claims.claim(keyOf(id, r, phone), now + claimedFor))) return undefined;
  const told = { phone: masked(phone) };
  if (quiet) return { ...told, outcome: 'quiet' };
  const thisHour = Math.floor(now / hour);
  const count = await claims.count(keyOf(phone, thisHour), (thisHour + 2) * hour);
  if (count > perHour) return { ...told, outcome: 'limit' };
  const sent = await sender.send(phone, text, signal);
  if (sent.outcome === 'sent') return { ...told, outcome: 'sent' };
  return { ...told, outcome: sent.outcome === 'refused' ? 'refused' : 'failed', why: sent.why };
}

/** Never from under an attempt's hands: a copy that moves again is left alone. */
async function note({ id, r }: LogRecord, told: Told[], { copies, clock }: NoticeHouse): Promise<void> {
  for (let tries = 0; tries < triesToNote; tries++) {
    const copy = (await copies.of(id)).find((one) => one.r === r);
    if (!copy || isMoving(copy.state)) return;
    const next = step(copy, copy.state, 'notified', clock(), 'notify', detailOf(told));
    const [won] = await copies.transitions([next]);
    if (won) return;
  }
}

/** For each outcome the numbers: `sent: ...001, ...002`. */
function detailOf(told: readonly Told[]): Event['detail'] {
  const byOutcome = new Map<string, string[]>();
  for (const { phone, outcome, why } of told) {
    const words = why === undefined ? phone : `${phone} (${why})`;
    byOutcome.set(outcome, [...(byOutcome.get(outcome) ?? []), words]);
  }
  return Object.fromEntries([...byOutcome].map(([outcome, phones]) => [outcome, phones.join(', ')]));
}

/** Enough for its owner to know it by. */
const masked = (phone: string): string => `...${phone.slice(-3)}`;

/** A number is nobody's business who reads keys. */
const keyOf = (...parts: (string | number)[]): string => createHash('sha256').update(parts.join('/')).digest('hex');
