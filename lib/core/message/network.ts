/** IP addresses and networks in CIDR notation (RFC 4632, RFC 4291 section 2.3), IPv4 seen as IPv4-mapped IPv6. */

export interface Network {
  /** 128 bits. */
  base: bigint;
  bits: number;
}

/** An address alone is a network of one; undefined where it is neither. */
export function parseNetwork(text: string): Network | undefined {
  const [address = '', prefix, ...rest] = text.split('/');
  const value = parseAddress(address);
  if (value === undefined || rest.length > 0) return undefined;
  const width = address.includes(':') ? 128 : 32;
  if (prefix !== undefined && !/^(?:0|[1-9][0-9]{0,2})$/.test(prefix)) return undefined;
  const length = prefix === undefined ? width : Number(prefix);
  if (length > width) return undefined;
  const bits = 128 - width + length;
  return { base: top(value, bits), bits };
}

export function contains(network: Network, address: string): boolean {
  const value = parseAddress(address);
  return value !== undefined && top(value, network.bits) === network.base;
}

const top = (value: bigint, bits: number): bigint => value >> BigInt(128 - bits);

function parseAddress(text: string): bigint | undefined {
  if (text.length > 45) return undefined;
  if (!text.includes(':')) return mapped(parseV4(text));
  const lastColon = text.lastIndexOf(':');
  if (!text.includes('.')) return parseV6(text);
  const v4 = parseV4(text.slice(lastColon + 1));
  if (v4 === undefined) return undefined;
  return parseV6(`${text.slice(0, lastColon + 1)}${(v4 >> 16n).toString(16)}:${(v4 & 0xffffn).toString(16)}`);
}

const mapped = (v4: bigint | undefined): bigint | undefined => (v4 === undefined ? undefined : v4 | 0xffff_0000_0000n);

function parseV4(text: string): bigint | undefined {
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every((octet) => /^(?:0|[1-9][0-9]{0,2})$/.test(octet) && Number(octet) < 256)) {
    return undefined;
  }
  return octets.reduce((value, octet) => (value << 8n) | BigInt(octet), 0n);
}

function parseV6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array<string>(missing).fill('0'), ...tail];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}
