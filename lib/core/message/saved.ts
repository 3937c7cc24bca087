/** An envelope for a message that was saved as a file: what its own header section still tells, and no more. */
import { parseAddresses } from './address.ts';
import type { Envelope } from './envelope.ts';
import type { Header } from './header.ts';

export interface SavedMessage {
  id: string;
  raw: { key: string; size: number; sha256: string };
  header: Header;
  recipient: string;
  now: number;
}

/** Nothing is known of the client: examiners that would ask for it say `none`. */
export function savedEnvelope({ id, raw, header, recipient, now }: SavedMessage): Envelope {
  const arrived = arrival(header, now);
  return {
    v: 1,
    id,
    collector: 'import',
    sourceKey: raw.key,
    receivedAt: now,
    ...(arrived !== undefined && { originalDate: arrived }),
    raw,
    mailFrom: returnPath(header),
    body8bit: true,
    smtputf8: false,
    recipients: [{ r: 0, address: recipient, evidence: 'saved' }],
  };
}

/** The reverse-path that final delivery wrote down (RFC 5321 section 4.4); empty where nobody did. */
function returnPath(header: Header): string {
  return parseAddresses(header.first('return-path') ?? '')[0]?.address ?? '';
}

/** When the last hop took the message over: behind the semicolon of the topmost Received field. A date to come is none. */
function arrival(header: Header, now: number): number | undefined {
  const received = header.first('received') ?? '';
  const semicolon = received.lastIndexOf(';');
  // Without one there is no date, though Date.parse would take `id 1` for January 2001.
  const at = semicolon === -1 ? NaN : Date.parse(received.slice(semicolon + 1));
  return Number.isNaN(at) || at > now ? undefined : at;
}
