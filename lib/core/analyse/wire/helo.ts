/** The name that the client gave for itself (RFC 5321 sections 4.1.1.1 and 4.1.3). */
import { isIP } from 'node:net';

import type { Client } from '../../message/envelope.ts';
import { canonicalDomain } from '../../message/canonical.ts';
import type { Resolver } from '../../ports/resolver.ts';
import { isSameAddress } from '../client-address.ts';
import type { Finding } from '../../findings/finding.ts';
import { addressesOf } from './ask.ts';
import { note } from './codes.ts';

/** `ours`: names that only we may use, lower case. */
export async function examineHelo(client: Client, ours: ReadonlySet<string>, resolver: Resolver): Promise<Finding[]> {
  const helo = client.helo?.trim() ?? '';
  if (helo === '') return client.from === 'socket' ? [note('HELO_MISSING', '', 1)] : [];
  if (isIP(helo) !== 0) return [note('HELO_BARE_IP', helo, 1.5)];
  if (helo.startsWith('[')) return literal(helo, client.ip);
  const name = canonicalDomain(helo);
  if (name === undefined || !/\.[a-z][a-z0-9-]*[a-z0-9]$/.test(name)) return [note('HELO_NOT_FQDN', helo, 1)];
  const addresses = await addressesOf(resolver, name);
  if (addresses.kind === 'found' && addresses.records.some((address) => isSameAddress(address, client.ip))) return [];
  if (ours.has(name)) return [note('HELO_OURS', helo, 4)];
  return addresses.kind === 'none' ? [note('HELO_UNRESOLVABLE', helo, 0.5)] : [];
}

function literal(helo: string, ip: string): Finding[] {
  const address = /^\[(?:IPv6:)?([0-9a-f.:]{2,45})\]$/i.exec(helo)?.[1];
  if (address === undefined || isIP(address) === 0) return [note('HELO_NOT_FQDN', helo, 1)];
  return isSameAddress(address, ip) ? [] : [note('HELO_LITERAL_MISMATCH', `${helo} from ${ip}`, 1.5)];
}
