/** docs/schema: an editor that follows it takes every document that the readers take, and refuses what is wrong by its shape. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parse, stringify } from 'yaml';

import { knownCodes } from '#core/config/known-codes.ts';
import { readPolicy } from '#core/config/read-policy.ts';
import { readYaml } from '#core/config/yaml.ts';
import { defaultSettingsText } from '#core/config/settings-text.ts';
import { defaultDirectory } from '#core/policy/default-directory.ts';
import { defaults } from '#core/policy/defaults.ts';
import { examinerNames } from '#core/findings/finding.ts';
import { typeClasses } from '#core/message/open/opened.ts';
import { misfits, type Schema } from './support/json-schema.ts';

const root = join(import.meta.dirname, '..');
const load = (kind: string): Schema =>
  JSON.parse(readFileSync(join(root, 'docs', 'schema', `${kind}.schema.json`), 'utf8')) as Schema;
const schemas: Record<string, Schema> = {
  policy: load('policy'),
  directory: load('directory'),
  settings: load('settings'),
  citrusmail: load('settings'),
};
const misfitsOf = (kind: string, value: unknown): string[] => misfits(schemas[kind] ?? false, value);

describe('what is accepted', () => {
  const examples = ['README.md', 'docs/policy.md', 'docs/deploy.md'].flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/```yaml\n(?:# .*?(\w+)\.yaml.*\n)?([\s\S]*?)```/g)].map(
      ([, kind = 'unnamed', body = '']) => ({ file, kind, body }),
    ),
  );

  test('there are examples of every kind', () => {
    expect(new Set(examples.map(({ kind }) => kind))).toEqual(new Set(['policy', 'directory', 'citrusmail']));
  });

  test.each(examples)('the $kind in $file', ({ kind, body }) => {
    expect(misfitsOf(kind, parse(body))).toEqual([]);
  });

  test('what the first start writes', () => {
    expect(misfitsOf('settings', parse(defaultSettingsText()) ?? {})).toEqual([]);
    expect(misfitsOf('directory', defaultDirectory())).toEqual([]);
  });

  test('the shipped policy, written out', () => {
    expect(misfitsOf('policy', { v: 1, scopes: [{ kind: 'organisation', ...defaults }] })).toEqual([]);
  });
});

/** What only a reader sees, and why no schema can. */
const refusedByReadersAlone: Record<string, readonly string[]> = {
  'values of one list are compared': ['23-policy-threshold-order.yaml', '24-policy-threshold-never.yaml'],
  'another scope decides': ['33-policy-lock-broken.yaml'],
  'two spellings are one name': [
    '35-policy-scope-twice.yaml',
    '41-directory-domain-twice.yaml',
    '43-directory-recipient-twice.yaml',
  ],
  'the zones and languages are those that the machine knows': ['37-policy-zone-and-locale.yaml'],
  'an empty section is one that may be filled': ['40-policy-scope-sets-nothing.yaml'],
  'another section has to name it': ['47-directory-no-mailbox.yaml'],
  'another section must not name it': ['57-settings-same-port.yaml'],
  'it is on the disk or not': ['58-settings-certificate-missing.yaml', '62-settings-engine-mapping.yaml'],
};

describe('test/bad-config', () => {
  const folder = join(root, 'test', 'bad-config');
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  const excused = new Set(Object.values(refusedByReadersAlone).flat());

  test.each(files)('%s', (file) => {
    const kind = file.split('-')[1] ?? '';
    const text = readFileSync(join(folder, file), 'utf8');
    const found = 'errors' in readYaml(text, file) ? ['not our YAML'] : misfitsOf(kind, parse(text));
    expect(found.length > 0 ? 'refused' : 'accepted').toBe(excused.has(file) ? 'accepted' : 'refused');
  });
});

describe('whatever a reader accepts', () => {
  const action = fc.oneof(
    fc.constantFrom('discard', 'quarantine', 'deliver', 'redirect'),
    fc.record(
      {
        fate: fc.constantFrom('discard', 'quarantine', 'deliver', 'redirect'),
        edits: fc.array(
          fc.oneof(
            fc.record({ subject: fc.string({ unit: 'grapheme', maxLength: 100 }) }),
            fc.record({ folder: fc.constantFrom('Junk', 'a.b-c_d') }),
            fc.record({ header: fc.record({ name: fc.constantFrom('X-A', 'a'), value: fc.string() }) }),
          ),
          { maxLength: 2 },
        ),
        redirectTo: fc.constantFrom('desk@example.com', '"a b"@example.com', 'ü@bücher.example', 'a@[192.0.2.1]'),
      },
      { requiredKeys: ['fate'] },
    ),
  );
  const outcomes = (layer: keyof typeof knownCodes): fc.Arbitrary<Record<string, unknown>> =>
    fc.dictionary(
      fc.constantFrom('infected', 'suspicious', 'encrypted', 'unscannable', 'failed', 'OUR_OWN', ...knownCodes[layer]),
      action,
      { maxKeys: 2 },
    );
  const glob = fc.constantFrom('*.exe', 'invoice?.zip', '*', 'ünï*', 'a b');
  const rule = fc.record(
    {
      name: fc.oneof(glob, fc.array(glob)),
      type: fc.constantFrom('image/*', '*', 'application/pdf', '/'),
      class: fc.constantFrom(...typeClasses),
      sha256: fc.constant('0'.repeat(64)),
      insideArchive: fc.boolean(),
      minSize: fc.double(),
      except: fc.array(glob),
      action,
    },
    { requiredKeys: ['action'] },
  );
  const entry = fc.record(
    {
      address: fc.constantFrom('A@EXAMPLE.com.', '"@"@example.com'),
      domain: fc.constantFrom('example.com', 'bücher.example', '_x.example.', 'xn--bcher-kva.example'),
      network: fc.constantFrom('192.0.2.0/24', '2001:db8::/32', '::ffff:192.0.2.1'),
      owner: fc.string(),
      reason: fc.string(),
      expires: fc.constantFrom('2027-12-31', '2028-02-29', '2027-02-29'),
    },
    { requiredKeys: ['owner', 'reason'] },
  );
  const notice = fc.record(
    {
      sms: fc.array(fc.constantFrom('+441632960001', '+12025550100')),
      text: fc.constantFrom('{from}: {subject}', '{', '{}', '{ from }', '{a1}', '{score}{time}\n{recipient}', 'x'),
      when: fc.array(fc.constantFrom('delivered', 'held')),
      quiet: fc.constantFrom('22:00-07:00', '00:00-23:59'),
      perHour: fc.integer({ min: 0, max: 1001 }),
    },
    { requiredKeys: ['sms', 'text'] },
  );
  const who = fc.constantFrom(
    { kind: 'platform' },
    { kind: 'organisation' },
    { kind: 'domain', name: 'example.test' },
    { kind: 'group', name: 'sales' },
    { kind: 'recipient', name: 'Alice@example.test' },
  );
  const section = fc.oneof(
    fc.record({ antivirus: outcomes('antivirus') }),
    fc.record({ wire: outcomes('wire') }),
    fc.record({ authentication: outcomes('authentication') }),
    fc
      .record({ attachments: fc.tuple(outcomes('attachments'), fc.array(rule, { maxLength: 1 })) })
      .map(({ attachments: [some, rules] }) => ({ attachments: { ...some, rules } })),
    fc
      .record({ spam: fc.tuple(outcomes('spam'), fc.double({ min: -100, max: 1000 }), action) })
      .map(({ spam: [some, points, action] }) => ({ spam: { ...some, atLeast: [{ points, action }] } })),
    fc.record({ examiners: fc.dictionary(fc.constantFrom(...examinerNames), fc.constantFrom('on', 'off')) }),
    fc.record({
      lists: fc.record({ allow: fc.array(entry, { maxLength: 1 }), block: fc.array(entry, { maxLength: 1 }) }),
    }),
    fc.record({ quarantine: fc.record({ days: fc.integer({ min: 1, max: 365 }), digest: fc.boolean() }) }),
    fc.record({ notify: fc.array(notice, { maxLength: 1 }) }),
    fc.record({ locked: fc.constantFrom(['antivirus'], ['spam.GTUBE', 'quarantine.days'], ['spam.OUR_OWN']) }),
    fc.constant({ zone: 'Europe/Berlin', locale: 'de-AT' }),
  );
  const document = fc.tuple(who, section).map(([who, section]) => ({ v: 1, scopes: [{ ...who, ...section }] }));

  it('fits the schema of policies', () => {
    let accepted = 0;
    fc.assert(
      fc.property(document, (document) => {
        if ('errors' in readPolicy(stringify(document), 'policy.yaml')) return;
        accepted += 1;
        expect(misfitsOf('policy', document)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
    expect(accepted).toBeGreaterThan(200);
  });
});

describe('an editor has something to say', () => {
  it.each(['policy', 'directory', 'settings'])('about every key of %s', (kind) => {
    expect(silent(schemas[kind] ?? {})).toEqual([]);
  });
});

/** The keys that nothing is said about. */
function silent(schema: unknown, path = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([keyword, inner]: [string, unknown]) => {
    if (['if', 'then', 'else', 'default'].includes(keyword)) return [];
    const named = keyword === 'properties' ? Object.entries(inner as Record<string, object>) : [];
    const mute = named.filter(([, one]) => !('description' in one)).map(([key]) => `${path}/${key}`);
    return [...mute, ...silent(inner, `${path}/${keyword}`)];
  });
}
