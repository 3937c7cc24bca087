/** docs/policy.md keeps its word: its examples are accepted, its tables name every key, its defaults are the shipped ones. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';

import { typeClasses } from '../message/open/opened.ts';
import { defaultDirectory } from '../policy/default-directory.ts';
import { settingsOf } from '../policy/paths.ts';
import { defaults } from '../policy/defaults.ts';
import { AttachmentRule, Entry, noticeFields, NotifyRule, Policy } from '../policy/schema.ts';
import { compileRules } from '../policy/rules.ts';
import { showEffective } from '../policy/show.ts';
import { formatProblem, type Read } from './problem.ts';
import { readDirectory } from './read-directory.ts';
import { readPolicy } from './read-policy.ts';
import { readSettings } from './read-settings.ts';
import { Settings } from './settings.ts';

const text = readFileSync(join(import.meta.dirname, '../../../docs/policy.md'), 'utf8');

/** The rows of the table with this heading row, as cells. */
function table(heading: string, after = ''): string[][] {
  const from = text.indexOf(`| ${heading} |`, text.indexOf(after));
  const rows = text.slice(from).split('\n').slice(2);
  const end = rows.findIndex((row) => !row.startsWith('|'));
  return rows.slice(0, end).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const problems = (read: Read<unknown>): string[] => ('errors' in read ? read.errors.map(formatProblem) : []);

test('every example is accepted', () => {
  const examples = [...text.matchAll(/```yaml\n# (\w+)\.yaml\n([\s\S]*?)```/g)].map(([, kind, body]) => ({
    kind,
    body: body ?? '',
  }));
  expect(examples.map(({ kind }) => kind)).toEqual(['policy', 'directory', 'citrusmail']);
  for (const { kind, body } of examples) {
    if (kind === 'policy') expect(problems(readPolicy(body, kind, defaultDirectory()))).toEqual([]);
    if (kind === 'directory') expect(problems(readDirectory(body, kind))).toEqual([]);
    if (kind === 'citrusmail') expect(problems(readSettings(body, kind, () => true))).toEqual([]);
  }
});

test('the sentence that is shown is the one that is said', () => {
  const shown = /```\n(policy\.yaml:.*)\n```/.exec(text)?.[1];
  const wrong = 'v: 1\nscopes:\n  - kind: organisation\n    antivirus: { infectd: quarantine }\n';
  expect(problems(readPolicy(wrong, 'policy.yaml'))).toEqual([shown]);
});

test('the table of defaults is what runs', () => {
  const rules = compileRules({
    version: 1,
    at: 0,
    by: '',
    policy: { v: 1, scopes: [] },
    directory: defaultDirectory(),
  });
  const shipped = showEffective(rules, 'alice@example.test')
    .filter((line) => !line.startsWith('  - '))
    .map((line) => /^(\S+) +(.*) {2}\(platform defaults\)$/.exec(line)?.slice(1));
  const written = table('setting | default | why').map(([path = '', value]) => [path.replaceAll('`', ''), value]);
  expect(written.map(String).sort()).toEqual(shipped.map(String).sort());
});

describe('every key is named', () => {
  const documented = (cells: string[][]): string => cells.map(([first]) => first).join(' ');

  test('of attachment rules', () => {
    const keys = documented(table('key | matches'));
    for (const key of Object.keys(AttachmentRule.shape)) expect(keys).toContain(`\`${key}\``);
    for (const name of typeClasses) expect(text).toContain(`\`${name}\``);
  });

  test('of list entries', () => {
    const keys = documented(table('key | meaning', '## Lists'));
    for (const key of Object.keys(Entry.shape).filter((key) => key !== 'lastHit')) expect(keys).toContain(`\`${key}\``);
  });

  test('of notices', () => {
    const keys = documented(table('key | says'));
    for (const key of Object.keys(NotifyRule.shape)) expect(keys).toContain(`\`${key}\``);
    for (const field of noticeFields) expect(text).toContain(`{${field}}`);
  });

  test('of the policy', () => {
    for (const section of Object.keys(Policy.shape)) expect(text).toMatch(new RegExp(`\`${section}[.\`]`));
    for (const { path } of settingsOf(defaults)) expect(text).toContain(`\`${path}\``);
  });

  test('of the settings', () => {
    const keys = documented(table('setting | default | meaning', '## Settings'));
    for (const path of leaves(z.toJSONSchema(Settings, { io: 'input', unrepresentable: 'any' }) as Described)) {
      expect(keys).toContain(path);
    }
  });
});

interface Described {
  properties?: Record<string, Described>;
}

/** Sections of sections are values of their own, such as `smtp.tls`. */
function leaves({ properties = {} }: Described): string[] {
  return Object.entries(properties).flatMap(([key, section]) =>
    section.properties ? Object.keys(section.properties).map((inner) => `${key}.${inner}`) : [key],
  );
}
