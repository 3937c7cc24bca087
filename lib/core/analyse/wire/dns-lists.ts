/** DNS lists of client addresses (RFC 5782). They fail open: no answer, or one that is none, counts for nothing. */
import { reverseName } from '../client-address.ts';
import type { Resolver } from '../../ports/resolver.ts';
import type { Finding } from '../../findings/finding.ts';
import { ask } from './ask.ts';
import { note } from './codes.ts';

export interface DnsList {
  zone: string;
  points: number;
}

export async function examineDnsLists(ip: string, lists: readonly DnsList[], resolver: Resolver): Promise<Finding[]> {
  const reversed = reverseName(ip)?.replace(/\.(?:in-addr|ip6)\.arpa$/, '');
  if (reversed === undefined) return [];
  const findings = await Promise.all(lists.map((list) => lookUp(`${reversed}.${list.zone}`, list, resolver)));
  return findings.flat();
}

async function lookUp(name: string, { zone, points }: DnsList, resolver: Resolver): Promise<Finding[]> {
  const answer = await ask(resolver, name, 'A');
  if (answer.kind !== 'found') return [];
  const evidence = `${zone} ${answer.records.slice(0, 4).join(' ')}`;
  // RFC 5782 section 2.1: listings are in 127/8. Spamhaus says 127.255.255.x to resolvers that it refuses; others than 127/8 are a hijacked DNS.
  const listed = answer.records.some((address) => address.startsWith('127.') && !address.startsWith('127.255.255.'));
  return [listed ? note('DNSBL_LISTED', evidence, points) : note('DNSBL_ERROR', evidence)];
}
