/** Says in a sentence what a zod issue means to the person who wrote the document. */
import * as z from 'zod';

import { pathText, shown, type Found, type Path } from './problem.ts';
import { instead } from './suggest.ts';

type Issue = z.core.$ZodIssue;

export function foundOf(error: z.ZodError, schema: z.ZodType, value: unknown): Found[] {
  const keysAt = keyFinder(schema);
  return error.issues.flatMap((issue) => sentences(issue, [], value, keysAt));
}

type KeysAt = (path: Path) => string[];

function sentences(issue: Issue, above: Path, root: unknown, keysAt: KeysAt): Found[] {
  const path = [...above, ...pathOf(issue)];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey([...path, key], keysAt(path)));
    case 'invalid_key':
      return [unknownKey(path, keysAt(path.slice(0, -1)))];
    case 'invalid_union':
      return union(issue, path, root, keysAt);
    case 'invalid_type':
    case 'invalid_value':
      return [wrong(path, root, whatToWrite(issue, valueAt(root, path), keysAt(path)))];
    case 'too_small':
    case 'too_big':
      return [wrong(path, root, sizeToWrite(issue))];
    case 'invalid_format':
    case 'custom':
    case 'not_multiple_of':
    case 'invalid_element':
      return [wrong(path, root, issue.message)];
    default:
      return issue satisfies never;
  }
}

export function unknownKey(path: Path, candidates: readonly string[]): Found {
  const parent = pathText(path.slice(0, -1));
  const key = String(path.at(-1));
  if (candidates.includes(key)) {
    const message = `${parent} cannot have "${key}" beside its other key: write each as an item of its own.`;
    return { path, at: 'key', message };
  }
  const where = parent === '' ? 'at the top of the document' : `in ${parent}`;
  return { path, at: 'key', message: `Unknown key "${key}" ${where}: ${instead(key, candidates)}.` };
}

/** `X is Y: write Z.`, or `X has no "y": write Z.` */
export function wrong(path: Path, root: unknown, advice: string): Found {
  const value = valueAt(root, path);
  const key = path.at(-1);
  if (value === undefined && typeof key === 'string') {
    const parent = pathText(path.slice(0, -1)) || 'The document';
    return { path, message: `${parent} has no "${key}": ${advice}.` };
  }
  return { path, message: `${pathText(path) || 'The document'} is ${shown(value)}: ${advice}.` };
}

const words: Partial<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
};

function kindInWords(expected: string, keys: readonly string[]): string {
  if (expected === 'object' || expected === 'record') return `a mapping with ${keys.join(', ')}`;
  return words[expected] ?? expected;
}

type KindIssue = Extract<Issue, { code: 'invalid_type' | 'invalid_value' }>;

function whatToWrite(issue: KindIssue, value: unknown, keys: readonly string[]): string {
  if (issue.code === 'invalid_type') {
    // A schema that has its own words for this kind says more than "text".
    return issue.message.startsWith('Invalid') ? `write ${kindInWords(issue.expected, keys)}` : issue.message;
  }
  return instead(typeof value === 'string' ? value : '', issue.values.map(String));
}

function sizeToWrite(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string {
  const [limit, side] = issue.code === 'too_small' ? [issue.minimum, 'at least'] : [issue.maximum, 'at most'];
  if (issue.origin === 'string') return `write ${side} ${limit} ${limit === 1 ? 'character' : 'characters'}`;
  if (issue.origin === 'array') return `write ${side} ${limit} ${limit === 1 ? 'item' : 'items'}`;
  return `write a number of ${side} ${limit}`;
}

/** Speaks about the alternative that was most probably meant: the one that fits the value's kind and has the fewest problems. */
function union(issue: Extract<Issue, { code: 'invalid_union' }>, path: Path, root: unknown, keysAt: KeysAt): Found[] {
  const meant = issue.errors.filter((branch) => !branch.some(isOtherKind));
  if (meant.length === 0) {
    const siblings = keysAt(path.slice(0, -1));
    if (isStrange(path.at(-1), siblings)) return [unknownKey(path, siblings)];
    return [wrong(path, root, kinds(issue.errors.flat(), valueAt(root, path), keysAt(path)))];
  }
  const best = meant.toSorted((a, b) => a.length - b.length)[0] ?? [];
  // Where no alternative has the key, it is misspelt, and what else that alternative misses is beside the point.
  const misspelt = best.filter(({ code }) => code === 'unrecognized_keys');
  return (misspelt.length > 0 ? misspelt : best).flatMap((inner) => sentences(inner, path, root, keysAt));
}

const isOtherKind = (issue: Issue): boolean =>
  issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');

/** A key beside outcomes that is neither a known one nor a finding code: its value has the wrong kind because the key is wrong. */
const isStrange = (key: string | number | undefined, siblings: readonly string[]): boolean =>
  typeof key === 'string' && siblings.length > 0 && !siblings.includes(key) && !/^[A-Z][A-Z0-9_]+$/.test(key);

/** Of alternatives none of which fits: the listed words if there are any, else the kinds. */
function kinds(issues: readonly Issue[], value: unknown, keys: readonly string[]): string {
  const values = issues.flatMap((issue) => (issue.code === 'invalid_value' ? issue.values.map(String) : []));
  const types = issues.flatMap((issue) => (issue.code === 'invalid_type' ? [kindInWords(issue.expected, keys)] : []));
  if (typeof value === 'string' && values.length > 0) return instead(value, values);
  return `write ${[...values, ...new Set(types)].join(', or ')}`;
}

const pathOf = (issue: Issue): Path => issue.path.map((step) => (typeof step === 'number' ? step : String(step)));

export function valueAt(root: unknown, path: Path): unknown {
  let at = root;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string | number, unknown>)[step];
  }
  return at;
}

interface JsonSchema {
  properties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | boolean;
  propertyNames?: JsonSchema;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  enum?: string[];
}

/** The keys that may stand at a path, read from the schema's own description. */
function keyFinder(schema: z.ZodType): KeysAt {
  let described: JsonSchema | undefined;
  return (path) => {
    described ??= z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
    let at = alternatives(described);
    for (const step of path) at = at.flatMap((one) => child(one, step)).flatMap(alternatives);
    return [...new Set(at.flatMap(keysOf))];
  };
}

const alternatives = (schema: JsonSchema): JsonSchema[] => schema.anyOf?.flatMap(alternatives) ?? [schema];

function child({ properties, additionalProperties, items }: JsonSchema, step: string | number): JsonSchema[] {
  if (typeof step === 'number') return items ? [items] : [];
  if (properties && Object.hasOwn(properties, step)) return [properties[step] ?? {}];
  return typeof additionalProperties === 'object' ? [additionalProperties] : [];
}

function keysOf({ properties, propertyNames }: JsonSchema): string[] {
  const named = propertyNames ? alternatives(propertyNames).flatMap((one) => one.enum ?? []) : [];
  return [...Object.keys(properties ?? {}), ...named];
}
