/** Who is at the other end of a socket. */
import { BlockList, isIPv6, type Socket } from 'node:net';

/** An IPv4 client of a listener on `::` as IPv4, no zone; undefined when the socket is gone already. */
export function clientIp(socket: Socket): string | undefined {
  const address = socket.remoteAddress?.replace(/%.*$/, '');
  return address?.startsWith('::ffff:') && address.includes('.') ? address.slice('::ffff:'.length) : address;
}

/** What counts as one client: an IPv4 address, or the /64 that any IPv6 host has to itself. */
export function clientNetwork(ip: string): string {
  if (!isIPv6(ip)) return ip;
  const [head = '', tail] = ip.split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const after = tail === '' ? [] : tail.split(':');
    while (groups.length + after.length < 8) groups.push('0');
    groups.push(...after);
  }
  return `${groups.slice(0, 4).join(':')}::/64`;
}

const local = new BlockList();
local.addSubnet('127.0.0.0', 8, 'ipv4');
local.addSubnet('10.0.0.0', 8, 'ipv4');
local.addSubnet('172.16.0.0', 12, 'ipv4');
local.addSubnet('192.168.0.0', 16, 'ipv4');
local.addSubnet('169.254.0.0', 16, 'ipv4');
local.addAddress('::1', 'ipv6');
local.addSubnet('fc00::', 7, 'ipv6');
local.addSubnet('fe80::', 10, 'ipv6');

/** Loopback, private (RFC 1918, RFC 4193) or link-local. */
export const isLocal = (ip: string): boolean => local.check(ip, isIPv6(ip) ? 'ipv6' : 'ipv4');

export const isLoopback = (ip: string): boolean => ip === '::1' || ip.startsWith('127.');
