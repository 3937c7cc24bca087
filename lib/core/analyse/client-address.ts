/** What an IP address says of whose it is. */
import { contains, type Network, parseNetwork } from '../message/network.ts';

/** Networks that are nobody's on the Internet: RFC 6890, RFC 6598, RFC 4193, RFC 4291. */
const notPublic: readonly Network[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
  '::/127',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
].flatMap((text) => parseNetwork(text) ?? []);

/** False for private, loopback and link-local addresses, and for what is no address at all. */
export function isPublicAddress(ip: string): boolean {
  return parseNetwork(ip) !== undefined && !ip.includes('/') && !notPublic.some((network) => contains(network, ip));
}

/** Two spellings of one address, IPv4-mapped IPv6 included. */
export function isSameAddress(a: string, b: string): boolean {
  const address = a.includes('/') ? undefined : parseNetwork(a);
  return address !== undefined && contains(address, b);
}

/** The name under which DNS keeps what belongs to an address (RFC 1035 section 3.5, RFC 3596 section 2.5). */
export function reverseName(ip: string): string | undefined {
  const address = parseNetwork(ip);
  if (!address || ip.includes('/')) return undefined;
  if (address.base >> 32n === 0xffffn) {
    return `${[0n, 8n, 16n, 24n].map((shift) => (address.base >> shift) & 0xffn).join('.')}.in-addr.arpa`;
  }
  const nibbles = address.base.toString(16).padStart(32, '0').split('');
  return `${nibbles.toReversed().join('.')}.ip6.arpa`;
}
