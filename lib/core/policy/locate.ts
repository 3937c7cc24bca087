/** Who is behind an address, by the directory. */
import { canonicalAddress, canonicalDomain, canonicalLocal, joinAddress, splitAddress } from '../message/canonical.ts';
import type { DirectoryDocument, DomainSetting, RecipientSetting, Route, RouteSetting } from './directory.ts';

export interface Located {
  /** The recipient's own address, canonical: whose policy applies. */
  address: string;
  domain: string;
  /** In the order of the directory. */
  groups: string[];
  route: Route;
  /** The address that the next server is given: the recipient's, with the tag that the sender wrote behind `+`. */
  to: string;
}

/** undefined: not our domain, so accepting it would be relaying. `unknown`: ours, but nobody of that name. */
export type Locate = (address: string) => Located | 'unknown' | undefined;

interface Domain {
  name: string;
  setting: DomainSetting;
  /** Aliases lead to the same recipient. */
  recipients: Map<string, Recipient>;
}

interface Recipient {
  local: string;
  route: RouteSetting;
}

export function compileLocate(directory: DirectoryDocument): Locate {
  const domains = new Map(directory.domains.map((setting) => [nameOf(setting), compileDomain(setting)]));
  const groups = compileGroups(directory);
  const postmaster = [...domains.values()].map(postmasterOf).find((found) => found !== undefined);

  return (address) => {
    if (canonicalLocal(address) === 'postmaster') return postmaster && locatedAs(postmaster, groups);
    const parts = splitAddress(address);
    const domain = parts && domains.get(parts.domain);
    if (!domain) return undefined;
    const found = findIn(domain, parts.local);
    return found ? locatedAs(found, groups) : 'unknown';
  };
}

interface Found {
  domain: Domain;
  recipient: Recipient;
  /** With its `+`, as it was written. */
  tag: string;
}

function findIn(domain: Domain, local: string): Found | undefined {
  const name = canonicalLocal(local);
  const exact = domain.recipients.get(name);
  if (exact) return { domain, recipient: exact, tag: '' };
  const plus = local.indexOf('+', 1);
  const base = plus === -1 ? name : canonicalLocal(local.slice(0, plus));
  const tag = plus === -1 ? '' : local.slice(plus);
  const recipient = domain.recipients.get(base);
  if (recipient) return { domain, recipient, tag };
  if (name === 'postmaster') return postmasterOf(domain);
  return domain.setting.unknown === 'accept'
    ? { domain, recipient: { local: base, route: domain.setting.route }, tag }
    : undefined;
}

/** RFC 5321 section 4.5.1: postmaster is always accepted. Who is not named so is the first recipient of the domain. */
function postmasterOf(domain: Domain): Found | undefined {
  const fallback =
    domain.setting.unknown === 'accept' ? { local: 'postmaster', route: domain.setting.route } : undefined;
  const recipient = domain.recipients.get('postmaster') ?? domain.recipients.values().next().value ?? fallback;
  return recipient && { domain, recipient, tag: '' };
}

function locatedAs({ domain, recipient, tag }: Found, groups: Map<string, string[]>): Located {
  const address = joinAddress(recipient.local, domain.name);
  const route = routeOf(recipient.route, address);
  return {
    address,
    domain: domain.name,
    groups: groups.get(address) ?? [],
    route,
    to: 'mailbox' in route ? address : joinAddress(`${recipient.local}${tag}`, domain.name),
  };
}

function routeOf(setting: RouteSetting, address: string): Route {
  if (setting === 'mailbox') return { mailbox: address };
  if (setting === 'mx') return { mx: true };
  return { smtp: typeof setting.smtp === 'string' ? [setting.smtp] : setting.smtp };
}

const nameOf = (setting: DomainSetting): string => canonicalDomain(setting.name) ?? setting.name;

function compileDomain(setting: DomainSetting): Domain {
  const recipients = new Map<string, Recipient>();
  for (const listed of setting.recipients ?? []) {
    const { name, route, aliases } = recipientOf(listed);
    const recipient = { local: canonicalLocal(name), route: route ?? setting.route };
    for (const local of [name, ...(aliases ?? [])]) recipients.set(canonicalLocal(local), recipient);
  }
  return { name: nameOf(setting), setting, recipients };
}

export const recipientOf = (setting: RecipientSetting): Exclude<RecipientSetting, string> =>
  typeof setting === 'string' ? { name: setting } : setting;

function compileGroups(directory: DirectoryDocument): Map<string, string[]> {
  const byMember = new Map<string, string[]>();
  for (const group of directory.groups ?? []) {
    for (const member of group.members) {
      const address = canonicalAddress(member) ?? member;
      byMember.set(address, [...(byMember.get(address) ?? []), group.name]);
    }
  }
  return byMember;
}
