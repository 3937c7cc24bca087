/** Which hosts a shipment is offered to: the fixed ones, or the MX hosts of its domain (RFC 5321 section 5.1, RFC 7505). */
import * as z from 'zod';

import type { Resolver } from '#core/ports/resolver.ts';
import type { Shipment } from '#core/ports/transport.ts';

export type Hosts =
  | { kind: 'hosts'; hosts: string[] }
  | { kind: 'deferred' | 'refused'; host: string; enhanced: string; text: string };

/** More MX hosts than this are not tried in one attempt. */
const maxHosts = 8;
const MxRecords = z.array(z.object({ exchange: z.string(), priority: z.number() }));

export async function findHosts(shipment: Shipment, resolver: Resolver): Promise<Hosts> {
  if (shipment.hosts.length > 0) return { kind: 'hosts', hosts: shipment.hosts };
  const { domain } = shipment;
  const literal = /^\[(?:IPv6:)?([0-9a-fA-F.:]+)\]$/.exec(domain)?.[1];
  if (literal) return { kind: 'hosts', hosts: [withPort(literal)] };
  try {
    const records = MxRecords.parse(await resolver(domain, 'MX')).toSorted((a, b) => a.priority - b.priority);
    if (records.length === 1 && (records[0]?.exchange === '' || records[0]?.exchange === '.')) {
      return { kind: 'refused', host: domain, enhanced: '5.1.10', text: 'the domain accepts no mail (null MX)' };
    }
    if (records.length > 0)
      return { kind: 'hosts', hosts: records.slice(0, maxHosts).map(({ exchange }) => withPort(exchange)) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOTFOUND')
      return { kind: 'refused', host: domain, enhanced: '5.1.2', text: 'the domain does not exist' };
    if (code !== 'ENODATA')
      return { kind: 'deferred', host: domain, enhanced: '4.4.3', text: 'the MX records could not be looked up' };
  }
  // "If an empty list of MXs is returned, the address is treated as if it was associated with an implicit MX RR" (section 5.1)
  return { kind: 'hosts', hosts: [withPort(domain)] };
}

const withPort = (host: string): string => (host.includes(':') ? `[${host}]:25` : `${host}:25`);
