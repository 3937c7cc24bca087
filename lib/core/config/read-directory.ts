/** The directory document, from YAML to what `compileRules` takes, or to sentences that say what is wrong with it. */
import { canonicalAddress, canonicalDomain, canonicalLocal, joinAddress, splitAddress } from '../message/canonical.ts';
import {
  DirectoryDocument,
  type DomainSetting,
  type RecipientSetting,
  type RouteSetting,
} from '../policy/directory.ts';
import { compileLocate, recipientOf } from '../policy/locate.ts';
import { checkAddress } from './check-action.ts';
import { parseHostPort } from './host-port.ts';
import { pathText, shown, type Found, type Path, type Read } from './problem.ts';
import { readDocument } from './read.ts';

export function readDirectory(text: string, file: string): Read<DirectoryDocument> {
  return readDocument(text, file, {
    schema: DirectoryDocument,
    check: (directory) => [
      ...checkDomains(directory.domains),
      ...checkGroups(directory),
      ...checkMailboxes(directory),
      ...checkMailboxRoutes(directory),
    ],
  });
}

/** Tells of the second of two equal names. */
function twins(names: readonly string[], pathOf: (i: number) => Path, advice: string): Found[] {
  const first = new Map<string, number>();
  return names.flatMap((name, i) => {
    const twin = first.get(name);
    if (twin === undefined) first.set(name, i);
    const path = pathOf(i);
    return twin === undefined
      ? []
      : [{ path, message: `${pathText(path)} is ${shown(name)} a second time: ${advice}.` }];
  });
}

function checkDomains(domains: readonly DomainSetting[]): Found[] {
  const names = domains.map(({ name }) => canonicalDomain(name) ?? name);
  return [
    ...twins(names, (i) => ['domains', i, 'name'], 'write each domain once, with all its recipients'),
    ...domains.flatMap((domain, i) => checkDomain(domain, ['domains', i])),
    ...(domains.length > 0
      ? []
      : [{ path: ['domains'], message: 'domains is empty: write at least one domain to accept mail for.' }]),
  ];
}

function checkDomain({ name, route, unknown, recipients = [] }: DomainSetting, path: Path): Found[] {
  const where = pathText(path);
  const found = checkRoute(route, [...path, 'route']);
  if (canonicalDomain(name) === undefined || name.startsWith('[')) {
    found.push({
      path: [...path, 'name'],
      message: `${where}.name is ${shown(name)}, which is no domain: write one such as example.test.`,
    });
  }
  if (unknown === 'accept' && route === 'mailbox') {
    const message = `${where}.unknown is "accept", but unknown recipients have no mailbox: write unknown: reject, or another route.`;
    found.push({ path: [...path, 'unknown'], message });
  }
  if (unknown !== 'accept' && recipients.length === 0) {
    found.push({
      path,
      message: `${where} has no recipients, so it would refuse all mail: list them, or write unknown: accept.`,
    });
  }
  return [
    ...found,
    ...recipients.flatMap((one, i) => checkRecipient(one, [...path, 'recipients', i])),
    ...checkNames(recipients, path),
  ];
}

function checkNames(recipients: readonly RecipientSetting[], path: Path): Found[] {
  const names = recipients.flatMap((one, i) => {
    const at = [...path, 'recipients', i];
    const { name, aliases = [] } = recipientOf(one);
    return [
      { name, path: typeof one === 'string' ? at : [...at, 'name'] },
      ...aliases.map((name, j) => ({ name, path: [...at, 'aliases', j] })),
    ];
  });
  const advice = 'a name leads to one recipient only, so write it once';
  return twins(
    names.map(({ name }) => canonicalLocal(name)),
    (i) => names[i]?.path ?? path,
    advice,
  );
}

function checkRecipient(setting: RecipientSetting, path: Path): Found[] {
  const { name, route, aliases = [] } = recipientOf(setting);
  const at = typeof setting === 'string' ? path : [...path, 'name'];
  return [
    ...checkLocal(name, at),
    ...aliases.flatMap((alias, i) => checkLocal(alias, [...path, 'aliases', i])),
    ...(route === undefined ? [] : checkRoute(route, [...path, 'route'])),
  ];
}

/** RFC 5321 section 4.5.3.1.1: 64 octets. */
const longestLocal = 64;

function checkLocal(local: string, path: Path): Found[] {
  const where = `${pathText(path)} is ${shown(local)}`;
  const parts = splitAddress(local);
  if (parts) return [{ path, message: `${where}: write the part before the @ alone, ${shown(parts.local)}.` }];
  if (local.trim() === '' || /[\u0000-\u001f\u007f<>]/.test(local))
    return [{ path, message: `${where}, which is no name: write one such as alice.` }];
  if (Buffer.byteLength(local) <= longestLocal) return [];
  return [{ path, message: `${where}: write at most ${longestLocal} bytes.` }];
}

function checkRoute(route: RouteSetting, path: Path): Found[] {
  if (typeof route === 'string') return [];
  const hosts = typeof route.smtp === 'string' ? [route.smtp] : route.smtp;
  return hosts.flatMap((host, i) => {
    const at = [...path, 'smtp', ...(typeof route.smtp === 'string' ? [] : [i])];
    const parsed = parseHostPort(host, 25);
    if (parsed && parsed.port > 0) return [];
    return [
      {
        path: at,
        message: `${pathText(at)} is ${shown(host)}, which is no host: write one such as "mail.example.test:25" or "[2001:db8::25]:25".`,
      },
    ];
  });
}

function checkGroups(directory: DirectoryDocument): Found[] {
  const groups = directory.groups ?? [];
  const locate = compileLocate(directory);
  const members = groups.flatMap((group, i) =>
    group.members.flatMap((member, j) => checkMember(member, ['groups', i, 'members', j], locate)),
  );
  const names = twins(
    groups.map(({ name }) => name),
    (i) => ['groups', i, 'name'],
    'write each group once, with all its members',
  );
  return [...names, ...members];
}

function checkMember(member: string, path: Path, locate: ReturnType<typeof compileLocate>): Found[] {
  const bad = checkAddress(member, path);
  if (bad.length > 0) return bad;
  const located = locate(member);
  const where = `${pathText(path)} is ${shown(member)}`;
  if (typeof located !== 'object') {
    return [
      {
        path,
        message: `${where}, who is not in the directory: list the recipient under its domain first, or mend the address.`,
      },
    ];
  }
  if (located.address === canonicalAddress(member)) return [];
  return [{ path, message: `${where}, which is another name of ${located.address}: write ${located.address}.` }];
}

function checkMailboxes({ mailboxes = [] }: DirectoryDocument): Found[] {
  const names = mailboxes.map(({ address }) => canonicalAddress(address) ?? address);
  return [
    ...twins(names, (i) => ['mailboxes', i, 'address'], 'write each mailbox once'),
    ...mailboxes.flatMap(({ address, password }, i) => [
      ...checkAddress(address, ['mailboxes', i, 'address']),
      ...checkPassword(password, ['mailboxes', i, 'password']),
    ]),
  ];
}

/** The sentence does not show what may be somebody's password. */
function checkPassword(password: string, path: Path): Found[] {
  if (/^file:(?!\/)[^\u0000-\u001f]{1,200}$/.test(password) && !password.slice(5).split('/').includes('..')) return [];
  if (/^secret:[\w.@+-]{1,100}$/.test(password)) return [];
  const advice =
    'write where it is kept, such as "file:secrets/alice", relative to the data directory, or in AWS "secret:alice"';
  return [{ path, message: `${pathText(path)} is no reference to a password: ${advice}.` }];
}

function checkMailboxRoutes({ domains, mailboxes = [] }: DirectoryDocument): Found[] {
  const known = new Set(mailboxes.map(({ address }) => canonicalAddress(address)));
  return domains.flatMap((domain, i) =>
    (domain.recipients ?? []).flatMap((setting, j) => {
      const { name, route = domain.route } = recipientOf(setting);
      const address = joinAddress(canonicalLocal(name), canonicalDomain(domain.name) ?? domain.name);
      if (route !== 'mailbox' || known.has(address)) return [];
      const path = ['domains', i, 'recipients', j];
      const advice = `write { address: ${address}, password: "file:secrets/${name}" } under mailboxes, or another route`;
      return [{ path, message: `${pathText(path)} has the route mailbox, but ${address} has no mailbox: ${advice}.` }];
    }),
  );
}
