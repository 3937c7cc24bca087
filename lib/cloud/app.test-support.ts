/** A stack for tests, over code that does nothing. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

import { functions } from '#wiring/functions.ts';
import { assemble } from './app.ts';
import type { Ground } from './house/ground.ts';
import { readSettings } from './settings/read-settings.ts';

/** CDK's own look at a template takes seconds; one test has it on. */
process.env.CDK_VALIDATION ??= 'false';

export function groundOf(settings: object = {}, clamav: Ground['clamav'] = 'missing'): Ground {
  const read = readSettings({ hostname: 'mail.example.test', ...settings });
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  const folder = mkdtempSync(join(tmpdir(), 'citrusmail-code-'));
  writeFileSync(join(folder, 'index.mjs'), 'export const handler = async () => undefined;\n');
  const names = [...Object.keys(functions), 'edge'];
  return { plan: read.ok, clamav, bundles: Object.fromEntries(names.map((name) => [name, { folder }])) as never };
}

export function templateOf(settings: object = {}, clamav?: Ground['clamav']): Template {
  const app = new App();
  return Template.fromStack(assemble(app, groundOf(settings, clamav)));
}

export interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}
export function resources(template: Template, type: string): Record<string, Resource> {
  return template.findResources(type) as Record<string, Resource>;
}
