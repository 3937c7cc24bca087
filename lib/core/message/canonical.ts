/** One spelling for each address and domain, so that two spellings of the same mailbox meet in a Map. */
import { domainToASCII } from 'node:url';

export interface AddressParts {
  /** Unquoted, unescaped, in the case that was written. */
  local: string;
  /** Canonical, see `canonicalDomain`. */
  domain: string;
}

/** RFC 5321 section 4.5.3.1: 64 octets of local part, 255 of domain; a little more is read and then not found. */
const longest = 512;

/** Splits at the last `@` that no quote hides; undefined where there is no local part or no domain. */
export function splitAddress(address: string): AddressParts | undefined {
  if (address.length > longest) return undefined;
  const at = address.lastIndexOf('@');
  if (at < 1) return undefined;
  const domain = canonicalDomain(address.slice(at + 1));
  const local = unquote(address.slice(0, at));
  return domain === undefined || local === undefined ? undefined : { local, domain };
}

/** Lower case, Unicode composed, quoted only where RFC 5321 section 4.1.2 needs it. */
export function canonicalAddress(address: string): string | undefined {
  const parts = splitAddress(address);
  return parts && joinAddress(canonicalLocal(parts.local), parts.domain);
}

/** RFC 5321 section 2.4 lets local parts depend on case; no directory of ours does. */
export const canonicalLocal = (local: string): string => local.normalize('NFC').toLowerCase();

export function joinAddress(local: string, domain: string): string {
  return `${isDotString(local) ? local : `"${local.replace(/["\\]/g, '\\$&')}"`}@${domain}`;
}

/** A-labels, lower case, no final dot; an address literal such as `[192.0.2.1]` as it is; undefined where it is neither. */
export function canonicalDomain(domain: string): string | undefined {
  const name = domain.endsWith('.') ? domain.slice(0, -1) : domain;
  if (name.length === 0 || name.length > 255) return undefined;
  if (/^\[[0-9A-Za-z:.]+\]$/.test(name)) return name.toLowerCase();
  if (!/^[\p{L}\p{N}\p{M}_.-]+$/u.test(name)) return undefined;
  const ascii = /^[\u0000-\u007f]+$/.test(name) ? name.toLowerCase() : domainToASCII(name);
  return ascii.split('.').every(isLabel) ? ascii : undefined;
}

/** RFC 1035 section 2.3.4; the underscore is tolerated because names in DNS carry it. */
const isLabel = (label: string): boolean => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label);

/** `atext` of RFC 5322 section 3.2.3 with the UTF-8 of RFC 6531 section 3.3. */
const isDotString = (local: string): boolean => /^[^\s"(),:;<>@[\]\\.]+(?:\.[^\s"(),:;<>@[\]\\.]+)*$/.test(local);

function unquote(local: string): string | undefined {
  if (!local.startsWith('"')) return isDotString(local) ? local : undefined;
  const inside = /^"((?:[^"\\]|\\.)*)"$/.exec(local)?.[1];
  return inside?.replace(/\\(.)/g, '$1');
}
