/** What one scope of a policy must make sense of. */
import { canonicalDomain } from '../message/canonical.ts';
import type { Scope } from '../policy/document.ts';
import { parseNetwork } from '../message/network.ts';
import { settingsOf } from '../policy/paths.ts';
import {
  fates,
  noticeFields,
  type Action,
  type AttachmentRule,
  type Entry,
  type NotifyRule,
} from '../policy/schema.ts';
import { checkAction, checkAddress } from './check-action.ts';
import { checkOutcomes } from './check-outcomes.ts';
import { pathText, shown, type Found, type Path } from './problem.ts';
import { nearest } from './suggest.ts';

export function checkScope(scope: Scope, path: Path): Found[] {
  const { antivirus, wire, authentication, attachments = {}, spam = {}, lists, notify, zone, locale } = scope;
  const { rules = [], ...attachmentOutcomes } = attachments;
  const { atLeast = [], ...spamOutcomes } = spam;
  return [
    ...checkOutcomes(antivirus, path, 'antivirus'),
    ...checkOutcomes(wire, path, 'wire'),
    ...checkOutcomes(authentication, path, 'authentication'),
    ...checkOutcomes(attachmentOutcomes, path, 'attachments', ['rules']),
    ...checkOutcomes(spamOutcomes, path, 'spam', ['atLeast']),
    ...rules.flatMap((rule, i) => checkRule(rule, [...path, 'attachments', 'rules', i])),
    ...checkThresholds(atLeast, [...path, 'spam', 'atLeast']),
    ...(lists?.allow ?? []).flatMap((entry, i) => checkEntry(entry, 'allow', [...path, 'lists', 'allow', i])),
    ...(lists?.block ?? []).flatMap((entry, i) => checkEntry(entry, 'block', [...path, 'lists', 'block', i])),
    ...(notify ?? []).flatMap((rule, i) => checkNotice(rule, [...path, 'notify', i])),
    ...(zone === undefined ? [] : checkZone(zone, [...path, 'zone'])),
    ...(locale === undefined ? [] : checkLocale(locale, [...path, 'locale'])),
    ...checkSomething(scope, path),
  ];
}

/** A scope that sets and locks nothing was meant to say something. */
function checkSomething(scope: Scope, path: Path): Found[] {
  if (settingsOf(scope).length > 0 || (scope.locked ?? []).length > 0) return [];
  return [
    {
      path,
      message: `${pathText(path)} sets nothing: write a setting such as quarantine: { days: 14 }, or take it out.`,
    },
  ];
}

function checkRule(rule: AttachmentRule, path: Path): Found[] {
  const { action, except = [], name = [], type = [], ...others } = rule;
  const where = pathText(path);
  const found = checkAction(action, [...path, 'action']);
  if (
    rule.name === undefined &&
    rule.type === undefined &&
    Object.values(others).every((value) => value === undefined)
  ) {
    found.push({
      path,
      message: `${where} has no condition, so it would match every part: write name, type, class, sha256, insideArchive or minSize.`,
    });
  }
  const globs = (list: string | string[], key: string): Found[] =>
    [list].flat().flatMap((glob, i) => checkGlob(glob, typeof list === 'string' ? [...path, key] : [...path, key, i]));
  found.push(...globs(name, 'name'), ...globs(type, 'type'), ...globs(except, 'except'));
  for (const written of [type].flat()) {
    if (written.includes('/') || written.includes('*')) continue;
    found.push({
      path: [...path, 'type'],
      message: `${where}.type is ${shown(written)}: write a media type such as application/pdf or image/*.`,
    });
  }
  return found;
}

function checkGlob(glob: string, path: Path): Found[] {
  const where = `${pathText(path)} is ${shown(glob)}`;
  if (glob === '') return [{ path, message: `${where}: write a pattern such as *.exe.` }];
  if (glob.length > 255) return [{ path, message: `${where}: write at most 255 characters.` }];
  if (!/^\^|\$$|^\.\*|\\/.test(glob)) return [];
  return [
    {
      path,
      message: `${where}, which looks like a regular expression: write a pattern such as *.exe, where * is any text and ? one character.`,
    },
  ];
}

function checkThresholds(thresholds: readonly { points: number; action: Action }[], path: Path): Found[] {
  const found = thresholds.flatMap(({ action }, i) => checkAction(action, [...path, i, 'action']));
  const strictness = (action: Action): number => -fates.indexOf(typeof action === 'string' ? action : action.fate);
  for (const [i, next] of thresholds.entries()) {
    const before = thresholds[i - 1];
    if (!before) continue;
    const where = `${pathText(path)}[${i}]`;
    if (next.points <= before.points) {
      const message = `${where}.points is ${next.points}, not more than the ${before.points} before it: write thresholds in ascending order, each once.`;
      found.push({ path: [...path, i, 'points'], message });
    } else if (strictness(next.action) < strictness(before.action)) {
      const message = `${where} can never decide: from ${before.points} points on a stricter fate is asked for already: write the stricter fate at the higher points.`;
      found.push({ path: [...path, i], message });
    }
  }
  return found;
}

function checkEntry(entry: Entry, list: 'allow' | 'block', path: Path): Found[] {
  const { address, domain, network, action } = entry;
  const where = pathText(path);
  const found: Found[] = [];
  if (address === undefined && domain === undefined && network === undefined) {
    found.push({ path, message: `${where} names nobody: write address, domain or network.` });
  }
  if (address !== undefined) found.push(...checkAddress(address, [...path, 'address']));
  if (domain !== undefined && (canonicalDomain(domain) === undefined || domain.startsWith('['))) {
    found.push({
      path: [...path, 'domain'],
      message: `${where}.domain is ${shown(domain)}, which is no domain: write one such as example.com, without @ or *.`,
    });
  }
  if (network !== undefined && parseNetwork(network) === undefined) {
    found.push({
      path: [...path, 'network'],
      message: `${where}.network is ${shown(network)}, which is no network: write one such as 192.0.2.0/24 or 2001:db8::/32.`,
    });
  }
  if (action === undefined) return found;
  if (list === 'block') return [...found, ...checkAction(action, [...path, 'action'])];
  const message = `${where} has an action, but an allow entry only takes away what spam asked for: take the action out.`;
  return [...found, { path: [...path, 'action'], at: 'key', message }];
}

function checkNotice({ text, quiet }: NotifyRule, path: Path): Found[] {
  const found = [...text.matchAll(/\{([a-z]+)\}/gi)].flatMap(([written, name = '']) => {
    if ((noticeFields as readonly string[]).includes(name)) return [];
    const advice = `write {${nearest(name, noticeFields) ?? noticeFields.join('}, {')}}`;
    return [
      { path: [...path, 'text'], message: `${pathText(path)}.text names ${written}, which is nothing: ${advice}.` },
    ];
  });
  const [from, until] = quiet?.split('-') ?? [];
  if (from !== undefined && from === until) {
    const message = `${pathText(path)}.quiet is ${shown(quiet)}, which begins when it ends: write two times such as "22:00-07:00".`;
    found.push({ path: [...path, 'quiet'], message });
  }
  return found;
}

function checkZone(zone: string, path: Path): Found[] {
  try {
    Intl.DateTimeFormat('en', { timeZone: zone });
    return [];
  } catch {
    const near = nearest(zone, Intl.supportedValuesOf('timeZone'));
    return [
      {
        path,
        message: `${pathText(path)} is ${shown(zone)}, which is no time zone: write ${near ?? 'one such as Europe/Berlin'}.`,
      },
    ];
  }
}

function checkLocale(locale: string, path: Path): Found[] {
  try {
    Intl.getCanonicalLocales(locale);
    return [];
  } catch {
    return [
      {
        path,
        message: `${pathText(path)} is ${shown(locale)}, which is no language tag: write one such as en or de-AT.`,
      },
    ];
  }
}
