/** The rules of `attachments.rules`, matched over every name and every type of every part; archives' entries are parts too. */
import type { Part } from '../message/open/opened.ts';
import type { EffectivePolicy } from '../policy/effective.ts';
import { compileGlob, fold, type Glob } from '../policy/glob.ts';
import type { AttachmentRule, Globs } from '../policy/schema.ts';
import { claim, type Claim } from './claim.ts';

/** A part as the rules see it. */
interface Seen {
  part: Part;
  names: Spellings[];
  types: string[];
  insideArchive: boolean;
}

/** A name whole, without its folders, and as Windows takes it: without dots and spaces at the end. */
type Spellings = string[];

/** Says which part of the rule matched, as an administrator would find it; undefined: it did not. */
type Condition = (seen: Seen) => string | undefined;

interface CompiledRule {
  conditions: Condition[];
  isExcepted(seen: Seen): boolean;
}

export function attachmentClaims(parts: readonly Part[], { policy, origin }: EffectivePolicy): Claim[] {
  const rules = policy.attachments.rules;
  const seen = rules.length === 0 ? [] : see(parts);
  const scope = origin('attachments.rules');
  return compiled(rules).flatMap((rule, i) =>
    seen.flatMap((one) => {
      const why = matchOf(rule, one);
      const action = rules[i]?.action;
      if (why === undefined || action === undefined) return [];
      const ground = { layer: 'attachments', code: 'ATTACHMENT_RULE', part: one.part.n, scope } as const;
      return [claim({ ...ground, rule: `attachments.rules[${i}] ${why}` }, action)];
    }),
  );
}

function matchOf(rule: CompiledRule, seen: Seen): string | undefined {
  const whys: string[] = [];
  for (const condition of rule.conditions) {
    const why = condition(seen);
    if (why === undefined) return undefined;
    whys.push(why);
  }
  return rule.isExcepted(seen) ? undefined : whys.join(', ');
}

/** Rules are compiled once for all messages: the array is the effective policy's own and never changes. */
const known = new WeakMap<readonly AttachmentRule[], CompiledRule[]>();

function compiled(rules: readonly AttachmentRule[]): CompiledRule[] {
  const found = known.get(rules) ?? rules.map(compile);
  known.set(rules, found);
  return found;
}

function compile(rule: AttachmentRule): CompiledRule {
  const excepted = (rule.except ?? []).map(compileGlob);
  return {
    conditions: conditionsOf(rule),
    // Every name must be excepted: a stranger who gives a program a second, harmless name gains nothing.
    isExcepted: ({ names }) => names.length > 0 && names.every((name) => excepted.some((glob) => name.some(glob))),
  };
}

function conditionsOf(rule: AttachmentRule): Condition[] {
  const { name, type, class: wanted, sha256, insideArchive, minSize } = rule;
  const conditions: Condition[] = [];
  if (name !== undefined) conditions.push(globCondition('name', name, ({ names }) => names.flat()));
  if (type !== undefined) conditions.push(globCondition('type', type, ({ types }) => types));
  if (wanted !== undefined)
    conditions.push(when(`class ${wanted}`, ({ part }) => part.types.some((t) => t.class === wanted)));
  if (sha256 !== undefined) conditions.push(when(`sha256 ${sha256}`, ({ part }) => part.sha256 === sha256));
  if (insideArchive !== undefined) {
    conditions.push(when(`insideArchive ${insideArchive}`, (seen) => seen.insideArchive === insideArchive));
  }
  if (minSize !== undefined) conditions.push(when(`minSize ${minSize}`, ({ part }) => part.size >= minSize));
  return conditions;
}

const when =
  (why: string, holds: (seen: Seen) => boolean): Condition =>
  (seen) =>
    holds(seen) ? why : undefined;

function globCondition(word: string, globs: Globs, texts: (seen: Seen) => string[]): Condition {
  const patterns = (typeof globs === 'string' ? [globs] : globs).map((glob): [string, Glob] => [
    glob,
    compileGlob(glob),
  ]);
  return (seen) => {
    const all = texts(seen);
    const hit = patterns.find(([, matches]) => all.some(matches));
    return hit && `${word} ${hit[0]}`;
  };
}

/** Part 0 is the message itself: rules are about what is in it. */
function see(parts: readonly Part[]): Seen[] {
  const byNumber = new Map(parts.map((part) => [part.n, part]));
  return parts
    .filter(({ origin }) => origin !== 'message')
    .map((part) => ({
      part,
      names: part.names.map(spellings),
      types: [part.declaredType, ...part.types.map(({ type }) => type)].filter((type) => type !== undefined).map(fold),
      insideArchive: isInsideArchive(part, byNumber),
    }));
}

function spellings(name: string): Spellings {
  const whole = fold(name);
  const base = whole.slice(Math.max(whole.lastIndexOf('/'), whole.lastIndexOf('\\')) + 1);
  return [...new Set([whole, base, trimmedEnd(base)])];
}

/** Not by a regular expression: `[. ]+$` is quadratic on a name of spaces. */
function trimmedEnd(name: string): string {
  let end = name.length;
  while (end > 0 && (name[end - 1] === '.' || name[end - 1] === ' ')) end -= 1;
  return name.slice(0, end);
}

/** Parts nest no deeper than the limits of `open` allow; the count guards against evidence that names itself as parent. */
function isInsideArchive(part: Part, byNumber: ReadonlyMap<number, Part>): boolean {
  let at: Part | undefined = part;
  for (let steps = 0; at && steps < 100; steps++) {
    if (at.origin === 'archive') return true;
    at = at.parent === undefined ? undefined : byNumber.get(at.parent);
  }
  return false;
}
