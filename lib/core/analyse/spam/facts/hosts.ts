/** Hosts and the registrable domains behind them. */
import { getDomain, getPublicSuffix } from 'tldts';

import { freeHosting } from '../known/hosts.ts';

const options = { validateHostname: false, extractHostname: false } as const;

/** The registrable domain of a host name in lower case; the host itself where there is none. */
export function organisationOf(host: string): string {
  return getDomain(host, options) ?? host;
}

/** `za.com` and `com.ua` alike: the suffix below which anybody registers. */
export function suffixOf(host: string): string {
  const suffix = getPublicSuffix(host, options) ?? '';
  const labels = host.split('.');
  const sold = labels.slice(-2).join('.');
  return /^(?:za|sa|ru|us|uk|in|eu|de|jpn|br)\.(?:com|net)$/.test(sold) && labels.length > 2 ? sold : suffix;
}

/** The domain of an address, lower case; empty where it has none. */
export function domainOf(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 0
    ? ''
    : address
        .slice(at + 1)
        .toLowerCase()
        .replace(/\.$/, '');
}

export function isAddressLiteral(host: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host) || host.startsWith('[') || /^0x[0-9a-f]+$|^\d{8,10}$/.test(host);
}

export function isFreeHosting(host: string): boolean {
  return freeHosting.some((suffix) => host === suffix || host.endsWith(`.${suffix}`));
}

/** Both names shortened to letters and digits: does either hold the other, or a word of it? */
export function resembles(name: string, label: string): boolean {
  const core = label.replace(/[^a-z0-9]/g, '');
  if (core.length < 2) return false;
  const words = name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  const joined = words.join('');
  if (joined.length >= 3 && (joined.includes(core) || core.includes(joined))) return true;
  const initials = words.map((word) => word[0]).join('');
  return (
    words.some((word) => word.length >= 4 && core.includes(word)) || (initials.length >= 3 && core.startsWith(initials))
  );
}
