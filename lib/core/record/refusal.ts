/** What the log makes of a refusal: a record like everybody's, counted up when the same comes again. */
import type { Rejection } from '../ports/log-store.ts';
import type { Event } from './event.ts';
import type { LogRecord } from './log-record.ts';

export function recordOfRefusal(rejection: Rejection): LogRecord {
  const { key, at, clientIp, helo, mailFrom = '', recipient = '', code, text } = rejection;
  return {
    id: key,
    r: 0,
    v: 1,
    receivedAt: at,
    updatedAt: at,
    state: 'rejected',
    fate: 'reject',
    collector: 'smtp',
    clientIp,
    helo,
    mailFrom,
    recipient,
    size: 0,
    findings: [],
    reasons: [],
    remote: `${code} ${text}`,
    attempts: 1,
  };
}

/** Of the first time. */
export function eventOfRefusal({ key, at, code, text }: Rejection): Event {
  return { id: key, r: 0, v: 1, at, kind: 'rejected', by: 'smtp', detail: { code, text } };
}
