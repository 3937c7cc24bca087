/** Every wrong document here is refused with exactly these sentences. Add a case by adding `NN-kind-name.yaml` and its `.expected`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { formatProblem } from '#core/config/problem.ts';
import { readDirectory } from '#core/config/read-directory.ts';
import { readPolicy } from '#core/config/read-policy.ts';
import { readSettings } from '#core/config/read-settings.ts';

const readers = {
  policy: (text: string) => readPolicy(text, 'policy.yaml'),
  directory: (text: string) => readDirectory(text, 'directory.yaml'),
  settings: (text: string) => readSettings(text, 'settings.yaml', (path) => !path.includes('absent')),
};

const isKind = (kind: string): kind is keyof typeof readers => Object.hasOwn(readers, kind);

const cases = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.yaml'));

test.each(cases)('%s', (name) => {
  const kind = name.split('-')[1] ?? '';
  if (!isKind(kind)) throw new Error(`${name}: no document is of the kind "${kind}"`);
  const text = readFileSync(join(import.meta.dirname, name), 'utf8');
  const expected = readFileSync(join(import.meta.dirname, name.replace(/yaml$/, 'expected')), 'utf8');
  const result = readers[kind](text);
  expect('errors' in result ? result.errors.map(formatProblem) : []).toEqual(expected.trimEnd().split('\n'));
});
