/** The pages about the AWS host name what there is: every setting with its default, and every alarm with what to do. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { type Resource, resources, templateOf } from '../lib/cloud/app.test-support.ts';
import { Settings } from '../lib/cloud/settings/settings.ts';

const root = join(import.meta.dirname, '..');
const read = (name: string): string => readFileSync(join(root, 'docs', name), 'utf8');

/** From a heading of the second level to the next. */
function chapter(text: string, title: string): string {
  const [, after = ''] = text.split(new RegExp(`^## ${title}$`, 'm'));
  return after.split(/^## /m)[0] ?? '';
}

interface Schema {
  properties?: Record<string, Schema>;
  default?: unknown;
}

/** What stands under one name, or in it under others. */
function leaves(schema: Schema, path: string[] = []): [string, unknown][] {
  if (!schema.properties) return [[path.join('.'), schema.default]];
  return Object.entries(schema.properties).flatMap(([name, inner]) => leaves(inner, [...path, name]));
}

describe('docs/deploy.md', () => {
  const rows = [...chapter(read('deploy.md'), 'Settings').matchAll(/^\| `([\w.]+)` \| (.*?) \| \S.* \|$/gm)];
  const settings = leaves(z.toJSONSchema(Settings, { io: 'input', unrepresentable: 'any' }) as Schema);

  it('has a line for each setting, and for no other', () => {
    expect(settings.length).toBeGreaterThan(20);
    expect(rows.map((row) => String(row[1])).toSorted()).toEqual(settings.map(([name]) => name).toSorted());
  });

  it('says what each is when nothing is written', () => {
    const written = Object.fromEntries(rows.map((row) => [row[1], row[2]]));
    for (const [name, value] of settings) {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      if (text === undefined) expect(written[name], name).not.toContain('`');
      else expect(written[name], name).toBe(`\`${text}\``);
    }
  });
});

describe('docs/operate.md', () => {
  /** Heading to text. GitHub makes the anchor of a heading in small letters, with hyphens for spaces. */
  const sections = new Map(
    chapter(read('operate.md'), 'Alarms')
      .split(/^### /m)
      .slice(1)
      .map((section) => {
        const [title = '', ...text] = section.split('\n');
        return [
          title
            .toLowerCase()
            .replaceAll(/[^\w -]/g, '')
            .replaceAll(' ', '-'),
          text.join('\n'),
        ];
      }),
  );
  const alarms = [{}, { profile: 'small' }, { profile: 'large', entrance: 'both' }].flatMap((settings) =>
    Object.values(resources(templateOf(settings), 'AWS::CloudWatch::Alarm')),
  );
  const ids = Object.keys(templateOf({ entrance: 'both' }).toJSON().Resources as object);
  const anchor = ({ Properties }: Resource): string | undefined =>
    /docs\/operate\.md#(\S+)$/.exec(String(Properties.AlarmDescription))?.[1];

  it('has a section for each alarm, and for nothing else', () => {
    expect(alarms.length).toBeGreaterThan(30);
    expect([...sections.keys()].toSorted()).toEqual(
      [...new Set(alarms.map((alarm) => String(anchor(alarm))))].toSorted(),
    );
  });

  it.each([...new Map(alarms.map((alarm) => [String(alarm.Properties.AlarmName), alarm]))])(
    'names %s where it says what to do',
    (name, alarm) => {
      const short = name.replace('citrusmail-', '').replace(/\d+/, 'N');
      expect(sections.get(anchor(alarm) ?? '')).toContain(`\`${short}\``);
    },
  );

  it('knows what resources are called', () => {
    const rows = chapter(read('operate.md'), 'Names')
      .split('\n')
      .filter((line) => line.startsWith('| '));
    const named = rows.flatMap((row) => [...row.matchAll(/`([A-Z]\w+)`/g)].map((match) => match[1] ?? ''));
    expect(named.length).toBeGreaterThan(20);
    // `Log` is what a name ends with.
    const absent = named.filter((name) => name !== 'Log' && !ids.some((id) => id.slice(0, -8) === name));
    expect(absent).toEqual([]);
  });
});
