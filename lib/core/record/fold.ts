/** How a log record comes about: from how a message came, what was found in it, what was decided, and every event since. */
import type { Evidence } from '../analyse/evidence.ts';
import type { Finding } from '../findings/finding.ts';
import type { Decision } from '../decide/decision.ts';
import type { Envelope, EnvelopeRecipient } from '../message/envelope.ts';
import type { Event, EventKind } from './event.ts';
import type { LogRecord } from './log-record.ts';

/** Where a fold begins that only wants to know what the events add up to. */
export const nothingYet: LogRecord = {
  id: '',
  r: 0,
  v: 0,
  receivedAt: 0,
  updatedAt: 0,
  state: 'waiting',
  collector: 'own',
  mailFrom: '',
  recipient: '',
  size: 0,
  findings: [],
  reasons: [],
  attempts: 0,
};

/** The record of a copy about which nothing is known yet but how it came. */
export function recordOfArrival(envelope: Envelope, recipient: EnvelopeRecipient): LogRecord {
  return {
    id: envelope.id,
    r: recipient.r,
    v: 0,
    receivedAt: envelope.receivedAt,
    updatedAt: envelope.receivedAt,
    state: 'waiting',
    collector: envelope.collector,
    clientIp: envelope.client?.ip,
    helo: envelope.client?.helo,
    tls: envelope.client?.tls?.protocol,
    mailFrom: envelope.mailFrom,
    recipient: recipient.address,
    size: envelope.raw.size,
    findings: [],
    reasons: [],
    attempts: 0,
  };
}

export type EvidencePart = Pick<
  LogRecord,
  'headerFrom' | 'subject' | 'messageId' | 'spf' | 'dkim' | 'dmarc' | 'arc' | 'findings'
>;

/** What a record says of a scan. */
export function partOfEvidence({ opened, examinations, summary }: Evidence): EvidencePart {
  const findings = [...opened.defects, ...examinations.flatMap((examination) => examination.findings)];
  return {
    ...summary,
    spf: resultOf(findings, 'SPF_'),
    dkim: resultOf(findings, 'DKIM_'),
    dmarc: resultOf(findings, 'DMARC_'),
    arc: resultOf(findings, 'ARC_'),
    findings,
  };
}

/** `SPF_PASS` is `pass`, `DMARC_FAIL_REJECT` is `fail`. Of several, as DKIM has for several signatures, a pass counts, else the first. */
function resultOf(findings: readonly Finding[], prefix: string): string | undefined {
  const results = findings
    .filter(({ layer, code }) => layer === 'authentication' && code.startsWith(prefix))
    .map(({ code }) =>
      code
        .slice(prefix.length)
        .toLowerCase()
        .replace(/^fail_.*/, 'fail'),
    );
  return results.includes('pass') ? 'pass' : results[0];
}

export type DecisionPart = Pick<LogRecord, 'fate' | 'score' | 'reasons' | 'route'>;

/** What a record says of a decision. */
export function partOfDecision({ fate, score, because, route }: Decision): DecisionPart {
  return { fate, score, reasons: because, route: routeText(route) || undefined };
}

export function routeText(route: Decision['route']): string {
  if (!route) return '';
  if ('mailbox' in route) return `mailbox ${route.mailbox}`;
  return 'smtp' in route ? `smtp ${route.smtp.join(' ')}` : 'mx';
}

/** The state that an event leaves a copy in; absent where it leaves it as it was. */
const stateAfter: Partial<Record<EventKind, LogRecord['state']>> = {
  rejected: 'rejected',
  decided: 'received',
  queued: 'queued',
  held: 'held',
  attempted: 'attempting',
  deferred: 'deferred',
  delivered: 'delivered',
  redirected: 'delivered',
  bounced: 'bounced',
  expired: 'expired',
  discarded: 'discarded',
  released: 'queued',
  deleted: 'deleted',
};

/** The record after these events, which are in order. */
export function foldEvents(record: LogRecord, events: readonly Event[]): LogRecord {
  return events.reduce(after, record);
}

function after(record: LogRecord, event: Event): LogRecord {
  return {
    ...record,
    v: event.v,
    updatedAt: event.at,
    state: stateAfter[event.kind] ?? record.state,
    attempts: record.attempts + (event.kind === 'attempted' ? 1 : 0),
    remote: remoteOf(event) ?? record.remote,
  };
}

/** Who answered what, of the last attempt. */
function remoteOf({ detail: { remote, answer } }: Event): string | undefined {
  return remote === undefined ? undefined : `${remote}: ${answer ?? ''}`;
}
