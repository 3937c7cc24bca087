/** The allow and block entries of the policy. A block entry believes what a message says of itself; an allow entry wants proof. */
import { canonicalAddress, canonicalDomain, splitAddress } from '../message/canonical.ts';
import type { EffectivePolicy } from '../policy/effective.ts';
import { contains, parseNetwork } from '../message/network.ts';
import type { Entry } from '../policy/schema.ts';
import { claim, type Claim } from './claim.ts';
import { provenSenders, type Circumstances } from './senders.ts';

export interface ListClaims {
  allowed: Claim[];
  blocked: Claim[];
  /** Allow entries that authentication did not bear out. */
  unproven: Claim[];
}

export function listClaims(circumstances: Circumstances, { policy, origin }: EffectivePolicy): ListClaims {
  const { envelope, headerFrom, at } = circumstances;
  const { allow, block } = policy.lists;
  const claims: ListClaims = { allowed: [], blocked: [], unproven: [] };
  if (allow.length + block.length === 0) return claims;

  const client = envelope.client?.from === 'none' ? undefined : envelope.client?.ip;
  const senders = [headerFrom ?? '', envelope.mailFrom].filter((sender) => sender !== '');
  const proven = provenSenders(circumstances);
  for (const [i, entry] of allow.entries()) {
    if (isExpired(entry, at) || !matches(entry, senders, client)) continue;
    // Whoever names a network has said which machines are believed.
    const isProven = entry.network !== undefined || matches(entry, proven, client);
    const code = isProven ? 'LISTED_ALLOW' : 'LISTED_ALLOW_UNPROVEN';
    const ground = { layer: 'lists', code, scope: origin('lists.allow'), rule: ruleOf('allow', i, entry) } as const;
    (isProven ? claims.allowed : claims.unproven).push(claim(ground, 'deliver'));
  }
  for (const [i, entry] of block.entries()) {
    if (isExpired(entry, at) || !matches(entry, senders, client)) continue;
    const scope = origin('lists.block');
    const ground = { layer: 'lists', code: 'LISTED_BLOCK', scope, rule: ruleOf('block', i, entry) } as const;
    claims.blocked.push(claim(ground, entry.action ?? 'quarantine'));
  }
  return claims;
}

function ruleOf(list: 'allow' | 'block', i: number, { address, domain, network }: Entry): string {
  const words = [address && `address ${address}`, domain && `domain ${domain}`, network && `network ${network}`];
  return `lists.${list}[${i}] ${words.filter((word) => word !== undefined).join(', ')}`;
}

/** An entry counts on the day that it names, to the end of that day in UTC. */
function isExpired({ expires }: Entry, at: number): boolean {
  const dayInMs = 86_400_000;
  return expires !== undefined && at >= Date.parse(expires) + dayInMs;
}

/** All that an entry names must hold; one that names nothing matches nothing. */
function matches({ address, domain, network }: Entry, senders: readonly string[], client: string | undefined): boolean {
  if (address === undefined && domain === undefined && network === undefined) return false;
  const isSender = (sender: string): boolean =>
    (address === undefined || isAddress(address, sender)) && (domain === undefined || isInDomain(domain, sender));
  const isNetwork = network === undefined || (client !== undefined && isIn(network, client));
  return isNetwork && ((address === undefined && domain === undefined) || senders.some(isSender));
}

function isAddress(address: string, sender: string): boolean {
  const wanted = canonicalAddress(address);
  return wanted !== undefined && wanted === canonicalAddress(sender);
}

/** A domain stands for its subdomains too. */
function isInDomain(domain: string, sender: string): boolean {
  const wanted = canonicalDomain(domain);
  const found = splitAddress(sender)?.domain;
  return wanted !== undefined && found !== undefined && (found === wanted || found.endsWith(`.${wanted}`));
}

function isIn(network: string, client: string): boolean {
  const parsed = parseNetwork(network);
  return parsed !== undefined && contains(parsed, client);
}
