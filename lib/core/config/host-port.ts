/** `host:port` as people write it; an IPv6 address stands in brackets. */
import { canonicalDomain } from '../message/canonical.ts';
import { parseNetwork } from '../message/network.ts';
import { hostPortPattern } from '../policy/patterns.ts';

export interface HostPort {
  /** Without brackets. */
  host: string;
  port: number;
}

export function parseHostPort(text: string, defaultPort?: number): HostPort | undefined {
  const [, bracketed, name, digits] = hostPortPattern.exec(text) ?? [];
  const host = bracketed ?? name;
  const port = digits === undefined ? defaultPort : Number(digits);
  if (host === undefined || port === undefined || port > 65_535) return undefined;
  return isHost(host) ? { host, port } : undefined;
}

/** Dots and digits alone are an IPv4 address or a mistake. */
const isHost = (host: string): boolean =>
  host.includes(':') || /^[0-9.]+$/.test(host) ? parseNetwork(host) !== undefined : canonicalDomain(host) !== undefined;
