/** One way to read every document that a person writes: YAML, then the schema, then what only a person who knows mail would see. */
import type * as z from 'zod';

import type { Found, Problem, Read } from './problem.ts';
import { foundOf } from './sentences.ts';
import { readYaml } from './yaml.ts';

export interface Reader<T> {
  schema: z.ZodType<T>;
  /** What the schema cannot say, of a document that fits it. */
  check: (document: T) => Found[];
  /** What stands for an empty file. */
  empty?: unknown;
}

export function readDocument<T>(text: string, file: string, { schema, check, empty }: Reader<T>): Read<T> {
  const yaml = readYaml(text, file);
  if ('errors' in yaml) return yaml;
  const { value, locate } = yaml.ok;
  const parsed = schema.safeParse(value ?? empty ?? {});
  const found = parsed.success ? check(parsed.data) : foundOf(parsed.error, schema, value ?? {});
  if (parsed.success && found.length === 0) return { ok: parsed.data };
  return { errors: found.map(locate).sort(byPlace) };
}

const byPlace = (a: Problem, b: Problem): number => a.line - b.line || a.column - b.column;
