/** The name of the client's address: is there one, does it lead back, and is it the name of a server or of somebody's line? */
import type { Client } from '../../message/envelope.ts';
import type { Resolver } from '../../ports/resolver.ts';
import { isSameAddress, reverseName } from '../client-address.ts';
import type { Finding } from '../../findings/finding.ts';
import { addressesOf, ask } from './ask.ts';
import { note } from './codes.ts';
import { hostKind } from './host-kind.ts';

/** RFC 7208 section 5.5 looks at ten names at most; one address has one or two. */
const maxNames = 5;

export async function examineReverse(client: Client, resolver: Resolver): Promise<Finding[]> {
  const names = await namesOf(client, resolver);
  if (names === 'unknown') return [];
  if (names.length === 0) return [note('RDNS_NONE', client.ip, 1)];
  const confirmed = await Promise.all(names.map((name) => leadsBack(name, client.ip, resolver)));
  const evidence = names.join(' ');
  const kinds = names.map((name) => hostKind(name, client.ip));
  return [
    ...(confirmed.includes(true) || confirmed.includes('unknown') ? [] : [note('RDNS_NOT_CONFIRMED', evidence, 0.5)]),
    ...(kinds.includes('dynamic') ? [note('RDNS_DYNAMIC', evidence, 1.5)] : []),
    ...(kinds.every((kind) => kind === 'generic') ? [note('RDNS_GENERIC', evidence, 0.5)] : []),
  ];
}

async function namesOf({ ip, rdns }: Client, resolver: Resolver): Promise<string[] | 'unknown'> {
  if (rdns) return [rdns];
  const name = reverseName(ip);
  const answer = name === undefined ? undefined : await ask(resolver, name, 'PTR');
  if (!answer || answer.kind === 'unknown') return 'unknown';
  return answer.kind === 'found' ? answer.records.slice(0, maxNames) : [];
}

async function leadsBack(name: string, ip: string, resolver: Resolver): Promise<boolean | 'unknown'> {
  const addresses = await addressesOf(resolver, name);
  if (addresses.kind === 'unknown') return 'unknown';
  return addresses.kind === 'found' && addresses.records.some((address) => isSameAddress(address, ip));
}
