/** The policy document, from YAML to what `compileRules` takes, or to sentences that say what is wrong with it. */
import { canonicalAddress, canonicalDomain, splitAddress } from '../message/canonical.ts';
import type { DirectoryDocument } from '../policy/directory.ts';
import { PolicyDocument, scopeKinds, type Scope } from '../policy/document.ts';
import { scopeLabel } from '../policy/effective.ts';
import { defaults } from '../policy/defaults.ts';
import { compileLocate, type Locate } from '../policy/locate.ts';
import { covers, policyKeys, settingsOf } from '../policy/paths.ts';
import { canonicalName } from '../policy/rules.ts';
import { actionable } from '../policy/schema.ts';
import { checkScope } from './check-scope.ts';
import { pathText, shown, type Found, type Path, type Read } from './problem.ts';
import { readDocument } from './read.ts';
import { instead } from './suggest.ts';

/** With a directory, what the policy names must be in it. */
export function readPolicy(text: string, file: string, directory?: DirectoryDocument): Read<PolicyDocument> {
  const house = directory && { directory, locate: compileLocate(directory) };
  return readDocument(text, file, {
    schema: PolicyDocument,
    check: ({ scopes }) => [
      ...scopes.flatMap((scope, i) => checkScope(scope, ['scopes', i])),
      ...checkNames(scopes, house),
      ...checkLocks(scopes, house),
      ...(house ? checkRedirects(scopes, ['scopes'], house.locate) : []),
    ],
  });
}

interface House {
  directory: DirectoryDocument;
  locate: Locate;
}

function checkNames(scopes: readonly Scope[], house: House | undefined): Found[] {
  const first = new Map<string, number>();
  return scopes.flatMap((scope, i) => {
    const path = ['scopes', i];
    const found = checkName(scope, path, house);
    const key = scopeLabel({ kind: scope.kind, name: canonicalName(scope) });
    const twin = first.get(key);
    if (twin === undefined) first.set(key, i);
    else
      found.push({
        path,
        message: `scopes[${i}] is a second scope for ${key}: write its settings into scopes[${twin}].`,
      });
    return found;
  });
}

function checkName(scope: Scope, path: Path, house: House | undefined): Found[] {
  const { kind, name } = scope;
  const where = pathText(path);
  if (kind === 'platform' || kind === 'organisation') {
    if (name === undefined) return [];
    return [
      {
        path: [...path, 'name'],
        at: 'key',
        message: `${where} is the ${kind}, which has no name: take the name out, or write kind: domain.`,
      },
    ];
  }
  const example = { domain: 'example.test', group: 'sales', recipient: 'alice@example.test' }[kind];
  if (name === undefined)
    return [{ path, message: `${where} has no "name": write which ${kind}, such as name: ${example}.` }];
  const isWellFormed = {
    domain: canonicalDomain(name),
    group: name.trim() || undefined,
    recipient: canonicalAddress(name),
  }[kind];
  const at = [...path, 'name'];
  if (isWellFormed === undefined) {
    return [
      { path: at, message: `${where}.name is ${shown(name)}, which is no ${kind}: write one such as ${example}.` },
    ];
  }
  return house ? checkKnown(scope, name, at, house) : [];
}

function checkKnown({ kind }: Scope, name: string, path: Path, { directory, locate }: House): Found[] {
  const where = `${pathText(path)} is ${shown(name)}`;
  if (kind === 'recipient') {
    const located = locate(name);
    if (typeof located !== 'object') {
      return [
        { path, message: `${where}, who is not in the directory: add the recipient there first, or mend the name.` },
      ];
    }
    if (located.address === canonicalAddress(name)) return [];
    return [
      { path, message: `${where}, which is another name of ${located.address}: write name: ${located.address}.` },
    ];
  }
  const known = kind === 'domain' ? directory.domains : (directory.groups ?? []);
  const canonical = (text: string): string => (kind === 'domain' ? (canonicalDomain(text) ?? text) : text);
  if (known.some((one) => canonical(one.name) === canonical(name))) return [];
  const advice =
    known.length === 0
      ? 'add it there first'
      : instead(
          name,
          known.map((one) => one.name),
        );
  return [{ path, message: `${where}, a ${kind} that is not in the directory: ${advice}.` }];
}

/** Wherever an action stands: who of our own domains is named must be in the directory, or the redirected mail would be held. */
function checkRedirects(value: unknown, path: Path, locate: Locate): Found[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    if (key !== 'redirectTo' || typeof inner !== 'string') return checkRedirects(inner, at, locate);
    if (locate(inner) !== 'unknown') return [];
    const where = `${pathText(at)} is ${shown(inner)}`;
    return [
      {
        path: at,
        message: `${where}, who is not in the directory: add the recipient there first, or mend the address.`,
      },
    ];
  });
}

/** Every setting that there is, by its path or its section. */
export const lockable: readonly string[] = [
  ...policyKeys,
  ...settingsOf(defaults).map(({ path }) => path),
  ...['antivirus', 'attachments', 'wire', 'authentication', 'spam'].flatMap((layer) =>
    actionable.map((verdict) => `${layer}.${verdict}`),
  ),
];

function checkLocks(scopes: readonly Scope[], house: House | undefined): Found[] {
  const lockers = scopes.filter(({ locked = [] }) => locked.length > 0);
  return scopes.flatMap((scope, i) => [
    ...(scope.locked ?? []).flatMap((locked, j) => checkLockPath(locked, ['scopes', i, 'locked', j])),
    ...settingsOf(scope).flatMap((setting): Found[] => {
      const locker = lockers.find(
        (other) => isAbove(other, scope, house) && other.locked?.some((locked) => covers(locked, setting.path)),
      );
      if (!locker) return [];
      const path = ['scopes', i, setting.section, ...(setting.key === undefined ? [] : [setting.key])];
      return [
        {
          path,
          at: 'key',
          message: `${pathText(path)} is locked by ${scopeLabel(locker)}: take it out here, or the lock out there.`,
        },
      ];
    }),
  ]);
}

export const lockableCode = /^(?:antivirus|attachments|wire|authentication|spam)\.[A-Z][A-Z0-9_]{1,63}$/;

function checkLockPath(locked: string, path: Path): Found[] {
  if (lockableCode.test(locked) || lockable.includes(locked)) return [];
  return [
    { path, message: `${pathText(path)} is ${shown(locked)}, which is no setting: ${instead(locked, near(locked))}.` },
  ];
}

/** All paths would be a long list to choose from; the sections are enough where no path is near. */
const near = (written: string): readonly string[] =>
  written.includes('.') && lockable.some((path) => path.startsWith(`${written.split('.')[0]}.`))
    ? lockable.filter((path) => path.startsWith(`${written.split('.')[0]}.`))
    : policyKeys;

/** Whether `upper` speaks for everybody, or for a domain or group of those, whom `lower` speaks for. */
function isAbove(upper: Scope, lower: Scope, house: House | undefined): boolean {
  if (scopeKinds.indexOf(upper.kind) >= scopeKinds.indexOf(lower.kind)) return false;
  if (upper.kind === 'platform' || upper.kind === 'organisation') return true;
  if (lower.kind !== 'recipient' || lower.name === undefined) return false;
  if (upper.kind === 'domain') return splitAddress(lower.name)?.domain === canonicalName(upper);
  const located = house?.locate(lower.name);
  return typeof located === 'object' && upper.name !== undefined && located.groups.includes(upper.name);
}
