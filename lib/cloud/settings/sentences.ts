/** Says in a sentence what is wrong with a setting, and what to write instead. */
import * as z from 'zod';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

export function sentencesOf({ issues }: z.ZodError, schema: z.ZodType, written: unknown): string[] {
  const described = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Described;
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => unknownKey(key, issue.path, keysAt(described, issue.path)));
    return [wrong(issue.path, valueAt(written, issue.path), advice(issue, valueAt(written, issue.path)))];
  });
}

interface Described {
  properties?: Record<string, Described>;
}

const keysAt = (schema: Described, path: Path): string[] =>
  Object.keys(path.reduce<Described>((at, step) => at.properties?.[String(step)] ?? {}, schema).properties ?? {});

function valueAt(written: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, step) => (at as Record<PropertyKey, unknown> | undefined)?.[step], written);
}

function unknownKey(key: string, path: Path, candidates: readonly string[]): string {
  const where = path.length === 0 ? 'at the top of the settings' : `in ${path.join('.')}`;
  return `Unknown key "${key}" ${where}: ${instead(key, candidates)}.`;
}

function wrong(path: Path, value: unknown, advised: string): string {
  if (value === undefined)
    return `${path.slice(0, -1).join('.') || 'The mapping'} has no "${String(path.at(-1))}": ${advised}.`;
  return `${path.join('.') || 'The context key'} is ${JSON.stringify(value).slice(0, 60)}: ${advised}.`;
}

const kinds: Partial<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
};

function advice(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      // A setting that has its own words for it says more than "text".
      return issue.message.startsWith('Invalid') ? `write ${kinds[issue.expected] ?? issue.expected}` : issue.message;
    case 'invalid_value':
      return instead(String(value), issue.values.map(String));
    case 'too_small':
      return issue.origin === 'string' ? 'write at least one character' : `write a number of at least ${issue.minimum}`;
    case 'too_big':
      return `write a number of at most ${issue.maximum}`;
    case 'invalid_union':
      return 'write a path, or false';
    default:
      return issue.message;
  }
}

/** What was probably meant; all that could be written where nothing is near. */
function instead(word: string, candidates: readonly string[]): string {
  const [near] = candidates
    .map((candidate) => ({ candidate, distance: distance(word.toLowerCase().slice(0, 64), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.floor(candidate.length / 3))
    .toSorted((a, b) => a.distance - b.distance);
  return near ? `write "${near.candidate}"` : `write one of ${candidates.join(', ')}`;
}

/** Insertions, deletions and replacements that make one word of the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, letter] of a.split('').entries()) {
    const next = [i + 1];
    for (const [j, other] of b.split('').entries())
      next.push(Math.min((row[j] ?? 0) + Number(letter !== other), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    row = next;
  }
  return row.at(-1) ?? 0;
}
