/** The way a message came, read from Received (RFC 5321 section 4.4). Only the topmost hops are our side's; all the rest is hearsay and weighs little. */
import type { Client } from '../../../message/envelope.ts';
import type { Header } from '../../../message/header.ts';
import { isPublicAddress } from '../../client-address.ts';
import { organisationOf } from './hosts.ts';

export interface Hop {
  helo: string;
  rdns: string;
  ip: string;
  by: string;
  tls: boolean;
  /** The receiver looked for a name of the address and found none; not every receiver says. */
  nameless: boolean;
}

export interface Path {
  hops: number;
  /** The hop from a foreign machine to the receiving side. */
  boundary: Hop | undefined;
  /** Registrable domains of every machine named on the way. */
  organisations: ReadonlySet<string>;
  /** When the receiving side took it, by the topmost Received that has a date. */
  receivedAt: number | undefined;
}

const hopLimit = 30;

export function pathOf(header: Header, client: Client | undefined): Path {
  const fields = header.all('received').slice(0, hopLimit);
  const hops = fields.map(readHop).filter((hop) => hop !== undefined);
  const organisations = new Set(
    hops
      .flatMap((hop) => [hop.helo, hop.rdns])
      .filter(Boolean)
      .map(organisationOf),
  );
  // Behind a private address stands a relay of our own: what it wrote says who the stranger was.
  const stranger = client && client.from !== 'none' && isPublicAddress(client.ip) ? client : undefined;
  const boundary = stranger ? fromClient(stranger) : hops.find(isBoundary);
  if (boundary?.rdns) organisations.add(organisationOf(boundary.rdns));
  return {
    hops: fields.length,
    boundary,
    organisations,
    receivedAt: fields.map(dateOf).find((date) => date !== undefined),
  };
}

function fromClient(client: Client): Hop {
  return {
    helo: (client.helo ?? '').toLowerCase(),
    rdns: (client.rdns ?? '').toLowerCase(),
    ip: client.ip,
    by: '',
    tls: client.tls !== undefined,
    // The examiner `wire` has asked DNS, and says so with points of its own (RDNS_NONE).
    nameless: false,
  };
}

/** `from HELO (RDNS [IP])`, as Sendmail, Postfix and Exim write it, each in its own order; what is not found stays empty. */
function readHop(field: string): Hop | undefined {
  const value = field.slice(0, 1000);
  const from = /^from\s+(\S{1,255})(?:\s+\(([^()]{0,400}(?:\([^()]{0,100}\)[^()]{0,100})?)\))?/i.exec(value);
  if (!from) return undefined;
  const comment = from[2] ?? '';
  const ip =
    /\[?(?:IPv6:)?((?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{1,4}:[0-9a-f:]{2,45})\]?/i.exec(comment)?.[1] ??
    /(?:\d{1,3}\.){3}\d{1,3}/.exec(from[1] ?? '')?.[0] ??
    '';
  const helo = /(?:HELO|EHLO|helo=)\s*=?\[?([^\s)\]]+)/.exec(comment)?.[1];
  const rdns = comment.startsWith('[') ? '' : (/^([a-z0-9_-]+(?:\.[a-z0-9_-]+)+)\b/i.exec(comment)?.[1] ?? '');
  return {
    helo: (helo ?? from[1] ?? '').toLowerCase(),
    rdns: (helo && !isNumeric(from[1] ?? '') ? (from[1] ?? '') : isNumeric(rdns) ? '' : rdns).toLowerCase(),
    ip,
    by: (/\bby\s+(\S{1,255})/i.exec(value)?.[1] ?? '').toLowerCase(),
    tls: /\bwith\s+(?:UTF8)?E?SMTPS|TLS|cipher/i.test(value),
    nameless: /^(?:unknown )?\[/i.test(comment),
  };
}

const isNumeric = (host: string): boolean => /^\[?[\d.]+\]?$/.test(host) || host === 'unknown';
const privateAddress = /^(?:10\.|127\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|::1$|f[cd]|fe80)/i;

/** Machines of one organisation hand on among themselves; a private address is never foreign. */
function isBoundary(hop: Hop): boolean {
  if (hop.ip === '' || privateAddress.test(hop.ip)) return false;
  const by = organisationOf(hop.by);
  return organisationOf(hop.helo) !== by && organisationOf(hop.rdns) !== by;
}

function dateOf(field: string): number | undefined {
  const text = field
    .slice(field.lastIndexOf(';') + 1)
    .replace(/\([^()]*\)/g, ' ')
    .trim();
  const first = field
    .split(';')
    .map((piece) => Date.parse(piece.replace(/\([^()]*\)/g, ' ').trim()))
    .find((date) => !Number.isNaN(date));
  const date = Date.parse(text);
  return Number.isNaN(date) ? first : date;
}
