/** As much of JSON Schema (draft 2020-12) as our own schemas use. A keyword that it does not know throws. */
import { isDeepStrictEqual } from 'node:util';

export type Schema = boolean | { [keyword: string]: unknown };

/** Where the value does not fit the schema, as `/scopes/0/kind: enum`; empty: it fits. */
export function misfits(schema: Schema, value: unknown, root: Schema = schema, path = ''): string[] {
  if (typeof schema === 'boolean') return schema ? [] : [`${path}: not allowed`];
  const within = (inner: unknown, item: unknown, step?: string | number): string[] =>
    misfits(inner as Schema, item, root, step === undefined ? path : `${path}/${step}`);
  return Object.entries(schema).flatMap(([keyword, want]) => {
    if (silent.has(keyword)) return [];
    const rule = rules[keyword];
    if (!rule) throw new Error(`${path}: the keyword ${keyword} is not known here`);
    const found = rule({ want, value, schema, root, within });
    return found === false ? [`${path}: ${keyword}`] : found === true ? [] : found;
  });
}

/** What asks nothing of a value by itself. */
const silent = new Set(['$schema', '$defs', 'title', 'description', 'default', 'format', 'then', 'else']);

interface Case {
  want: unknown;
  value: unknown;
  schema: { [keyword: string]: unknown };
  root: Schema;
  within: (inner: unknown, item: unknown, step?: string | number) => string[];
}

/** False: the keyword itself does not hold. A list: what is wrong further in. */
type Rule = (one: Case) => boolean | string[];

const kinds: Record<string, (value: unknown) => boolean> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  integer: Number.isInteger,
  boolean: (value) => typeof value === 'boolean',
};

/** Each keyword speaks about values of one kind only, and lets all others pass. */
const ofObject =
  (rule: (value: Record<string, unknown>, one: Case) => boolean | string[]): Rule =>
  (one) =>
    !isObject(one.value) || rule(one.value, one);
const ofNumber =
  (holds: (value: number, limit: number) => boolean): Rule =>
  ({ value, want }) =>
    typeof value !== 'number' || holds(value, Number(want));
const ofString =
  (holds: (value: string, want: unknown) => boolean): Rule =>
  ({ value, want }) =>
    typeof value !== 'string' || holds(value, want);

const rules: Record<string, Rule> = {
  type: ({ want, value }) => kinds[String(want)]?.(value) ?? false,
  const: ({ want, value }) => isDeepStrictEqual(want, value),
  enum: ({ want, value }) => (want as unknown[]).some((one) => isDeepStrictEqual(one, value)),
  $ref: ({ want, value, root, within }) => within(target(root, String(want)), value),
  anyOf: ({ want, value, within }) => (want as unknown[]).some((one) => within(one, value).length === 0),
  not: ({ want, value, within }) => within(want, value).length > 0,
  if: ({ want, value, schema, within }) =>
    within((within(want, value).length === 0 ? schema['then'] : schema['else']) ?? true, value),
  required: ofObject((value, { want }) => (want as string[]).every((key) => Object.hasOwn(value, key))),
  properties: ofObject((value, { want, within }) =>
    Object.entries(want as Record<string, unknown>).flatMap(([key, inner]) =>
      Object.hasOwn(value, key) ? within(inner, value[key], key) : [],
    ),
  ),
  patternProperties: ofObject((value, { want, within }) =>
    Object.entries(want as Record<string, unknown>).flatMap(([pattern, inner]) =>
      Object.keys(value).flatMap((key) => (matches(key, pattern) ? within(inner, value[key], key) : [])),
    ),
  ),
  additionalProperties: ofObject((value, { want, schema, within }) => {
    const patterns = Object.keys(schema['patternProperties'] ?? {});
    const named = (key: string): boolean =>
      Object.hasOwn(schema['properties'] ?? {}, key) || patterns.some((pattern) => matches(key, pattern));
    return Object.keys(value).flatMap((key) => (named(key) ? [] : within(want, value[key], key)));
  }),
  items: ({ want, value, within }) => !Array.isArray(value) || value.flatMap((item, i) => within(want, item, i)),
  minItems: ({ want, value }) => !Array.isArray(value) || value.length >= Number(want),
  maxItems: ({ want, value }) => !Array.isArray(value) || value.length <= Number(want),
  minimum: ofNumber((value, limit) => value >= limit),
  maximum: ofNumber((value, limit) => value <= limit),
  minLength: ofString((value, want) => Array.from(value).length >= Number(want)),
  maxLength: ofString((value, want) => Array.from(value).length <= Number(want)),
  pattern: ofString((value, want) => matches(value, String(want))),
};

const matches = (text: string, pattern: string): boolean => new RegExp(pattern, 'u').test(text);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function target(root: Schema, reference: string): unknown {
  const steps = reference.split('/').slice(1);
  return steps.reduce<unknown>((at, step) => (isObject(at) ? at[step] : undefined), root) ?? false;
}
