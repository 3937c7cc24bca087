/** Tells by its name whether a host is somebody's line, a host that nobody named, or a server. */

export type HostKind = 'named' | 'generic' | 'dynamic';

/** Words that providers use for lines of homes and telephones. */
const lineWords = new Set([
  'adsl',
  'broadband',
  'cable',
  'catv',
  'cpe',
  'dhcp',
  'dial',
  'dialin',
  'dialup',
  'dip',
  'dsl',
  'dyn',
  'dynamic',
  'dynamicip',
  'fiber',
  'ftth',
  'gprs',
  'hsd',
  'kabel',
  'lte',
  'mobile',
  'pool',
  'pools',
  'ppp',
  'pppoe',
  'res',
  'residential',
  'vdsl',
  'wifi',
  'wimax',
  'xdsl',
]);

/** Words of hosts that somebody set up to send mail, or that a provider sells as such. */
const serverWords = /^(?:mail|mta|mx|smtp|static|relay|outbound|out|server|srv|vps|host)\d{0,4}$/;

const maxNameLength = 255;

export function hostKind(name: string, ip: string): HostKind {
  const lower = name.slice(0, maxNameLength).toLowerCase().replace(/\.$/, '');
  const words = lower.split(/[.\-_]/);
  if (!holdsAddress(lower, words, ip)) return 'named';
  const isServer = words.some((word) => serverWords.test(word));
  const isLine = words.some((word) => lineWords.has(word.replace(/\d+$/, '')));
  return isLine && !isServer ? 'dynamic' : 'generic';
}

/** Does the name spell the address: its last two octets, forwards or backwards, in decimal or all of it in hexadecimal? */
function holdsAddress(name: string, words: readonly string[], ip: string): boolean {
  const octets = ip.split('.').map(Number);
  if (octets.length !== 4 || octets.some((octet) => !Number.isInteger(octet))) return holdsLongHex(words);
  const [, , third = 0, fourth = 0] = octets;
  const numbers = (name.match(/\d+/g) ?? []).map(Number);
  const neighbours = numbers.some((number, at) => {
    const next = numbers[at + 1];
    return (number === third && next === fourth) || (number === fourth && next === third);
  });
  const padded = octets.map((octet) => String(octet).padStart(3, '0')).join('');
  const hex = octets.map((octet) => octet.toString(16).padStart(2, '0')).join('');
  return neighbours || name.includes(padded) || name.includes(hex);
}

/** IPv6 hosts that nobody named carry their interface identifier in hexadecimal. */
const holdsLongHex = (words: readonly string[]): boolean =>
  words.some((word) => /^[0-9a-f]{12,32}$/.test(word)) ||
  words.filter((word) => /^[0-9a-f]{4}$/.test(word)).length >= 4;
