/** Where the links and images of a message lead. Nothing is ever fetched. */
import { cheapSuffixes, sendingServices, shorteners, socialSites } from '../known/hosts.ts';
import { isAddressLiteral, isFreeHosting, organisationOf, suffixOf } from './hosts.ts';
import type { Html } from './html.ts';

export interface Links {
  count: number;
  hosts: string[];
  /** Registrable domains that links lead to, without sites that everybody links to and sending services. */
  organisations: string[];
  /** Those of images. */
  imageOrganisations: string[];
  social: number;
  services: number;
  shortened: string | undefined;
  literal: string | undefined;
  punycode: string | undefined;
  freeHosted: string | undefined;
  cheap: string | undefined;
  userInfo: string | undefined;
  oddPort: string | undefined;
  /** An anchor that reads like an address on the web but leads to another organisation. */
  disguised: string | undefined;
  plainHttp: number;
  scripted: boolean;
  mailto: string[];
  telephone: boolean;
  /** Share of web links that are wrapped around an image. */
  onImages: number;
}

export const linkLimit = 400;

export interface Target {
  scheme: string;
  host: string;
  userInfo: boolean;
  port: string;
}

/** What a browser would make of it, near enough: white space and backslashes are read as browsers read them. */
export function readTarget(href: string): Target | undefined {
  const url = href
    .slice(0, 500)
    .replace(/[\t\r\n]/g, '')
    .trim();
  const scheme = /^([a-z][a-z0-9+.-]{0,20}):/i.exec(url)?.[1]?.toLowerCase() ?? (/^[/\\]{2}/.test(url) ? 'http' : '');
  if (scheme !== 'http' && scheme !== 'https')
    return scheme ? { scheme, host: '', userInfo: false, port: '' } : undefined;
  const authority = /^(?:[a-z]+:)?[/\\]*([^/\\?#]*)/i.exec(url)?.[1] ?? '';
  const at = authority.lastIndexOf('@');
  const [host = '', port = ''] = authority.slice(at + 1).split(':');
  return { scheme, host: host.toLowerCase().replace(/\.$/, ''), userInfo: at >= 0, port };
}

const urlInText = /https?:\/\/[^\s<>"')\]]{3,500}/gi;

/** Links of the HTML, or where there is none those written out in plain text. */
export function linksOf(html: Html | undefined, plain: string): Links {
  const anchors =
    html?.links ??
    [...plain.matchAll(urlInText)].slice(0, linkLimit).map(([href]) => ({ href, text: '', image: false }));
  const found: Links = {
    count: 0,
    hosts: [],
    organisations: [],
    imageOrganisations: [],
    social: 0,
    services: 0,
    shortened: undefined,
    literal: undefined,
    punycode: undefined,
    freeHosted: undefined,
    cheap: undefined,
    userInfo: undefined,
    oddPort: undefined,
    disguised: undefined,
    plainHttp: 0,
    scripted: false,
    mailto: [],
    telephone: false,
    onImages: 0,
  };
  const hosts = new Set<string>();
  let images = 0;
  for (const { href, text, image } of anchors) {
    const target = readTarget(href);
    if (!target) continue;
    if (target.host === '') {
      noteScheme(found, target.scheme, href);
      continue;
    }
    found.count++;
    if (image) images++;
    if (target.scheme === 'http') found.plainHttp++;
    if (target.userInfo) found.userInfo ??= target.host;
    if (target.port && !/^(?:80|443)$/.test(target.port)) found.oddPort ??= `${target.host}:${target.port}`;
    if (text && !found.disguised) found.disguised = disguise(text, target.host);
    hosts.add(target.host);
  }
  found.hosts = [...hosts];
  found.onImages = found.count === 0 ? 0 : images / found.count;
  const organisations = new Set<string>();
  for (const host of hosts) classify(host, found, organisations);
  found.organisations = [...organisations];
  found.imageOrganisations = [
    ...new Set(
      (html?.images ?? [])
        .map((src) => readTarget(src)?.host ?? '')
        .filter(Boolean)
        .map(organisationOf),
    ),
  ];
  return found;
}

function noteScheme(found: Links, scheme: string, href: string): void {
  if (scheme === 'mailto' && found.mailto.length < 10)
    found.mailto.push(/:\s*([^?\s]{1,200})/.exec(href)?.[1]?.toLowerCase() ?? '');
  else if (scheme === 'tel') found.telephone = true;
  else if (scheme === 'javascript' || scheme === 'data' || scheme === 'vbscript') found.scripted = true;
}

function classify(host: string, found: Links, organisations: Set<string>): void {
  if (isAddressLiteral(host)) {
    found.literal ??= host;
    return;
  }
  const organisation = organisationOf(host);
  if (host.includes('xn--')) found.punycode ??= host;
  if (shorteners.has(organisation) || shorteners.has(host)) found.shortened ??= host;
  if (isFreeHosting(host)) found.freeHosted ??= host;
  if (cheapSuffixes.has(suffixOf(host))) found.cheap ??= host;
  if (socialSites.has(organisation)) found.social++;
  else if (sendingServices.has(organisation)) found.services++;
  else organisations.add(organisation);
}

const looksLikeHost =
  /^\s*(?:https?:\/\/)?((?:[a-z0-9-]{1,63}\.){1,5}(?:com|net|org|de|fr|es|it|uk|gov|edu|br|jp|eu|ch|at|nl|be|pl|io|info|biz|us|ca|au|in|ru|cn))(?:[/?#]\S*)?\s*$/i;

function disguise(text: string, host: string): string | undefined {
  const shown = looksLikeHost.exec(text.slice(0, 300))?.[1]?.toLowerCase();
  return shown && organisationOf(shown) !== organisationOf(host) ? `${shown} leads to ${host}` : undefined;
}
