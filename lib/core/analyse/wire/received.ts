/** The trace that earlier hosts left (RFC 5321 section 4.4); anybody can write it, so only what is odd about it says something. */
import type { Envelope } from '../../message/envelope.ts';
import type { Header } from '../../message/header.ts';
import type { Finding } from '../../findings/finding.ts';
import { note } from './codes.ts';

/** RFC 5321 section 6.3 wants at least 100 before a loop is assumed; ordinary mail has under 15, mail through many lists 30. */
export const maxReceived = 50;

const hour = 3_600_000;
const day = 24 * hour;
/** RFC 5321 section 4.5.4.1: a host gives up after 4 or 5 days. */
const longestQueue = 5 * day;

export function examineReceived(header: Header, envelope: Envelope, hostname: string): Finding[] {
  const trace = header.all('received');
  const own = new RegExp(`\\bby\\s{1,9}${hostname.replace(/[^A-Za-z0-9]/g, String.raw`\$&`)}(?![A-Za-z0-9.-])`, 'i');
  const byUs = trace.find((value) => own.test(value));
  return [
    ...(trace.length > maxReceived ? [note('RECEIVED_TOO_MANY', `${trace.length} Received fields`)] : []),
    ...(byUs === undefined ? [] : [note('RECEIVED_BY_US', byUs, 0.5)]),
    ...lastHop(trace[0], envelope),
  ];
}

/** Collected mail may have waited in its mailbox for years; only of live mail does the last hop's clock say something. */
function lastHop(value: string | undefined, { collector, receivedAt }: Envelope): Finding[] {
  if (value === undefined || collector !== 'smtp') return [];
  const text = value.slice(value.lastIndexOf(';') + 1).slice(0, 80);
  const at = Date.parse(text.replace(/\([^()]*\)/g, ' ').trim());
  if (Number.isNaN(at)) return [];
  if (at > receivedAt + day) return [note('RECEIVED_FUTURE', text.trim(), 1)];
  return at < receivedAt - longestQueue ? [note('RECEIVED_OLD', text.trim(), 0.5)] : [];
}
