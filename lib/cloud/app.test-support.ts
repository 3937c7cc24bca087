/** A stack for tests, over code that does nothing. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

import { functions } from '#wiring/functions.ts';
import { assemble } from './app.ts';
import type { Ground } from './house/ground.ts';
import { readSettings } from './settings/read-settings.ts';

/** As the command line has them; not the settings. */
const { context } = JSON.parse(readFileSync(join(import.meta.dirname, '../../cdk.json'), 'utf8')) as {
  context: Record<string, unknown>;
};
const flags = Object.fromEntries(Object.entries(context).filter(([name]) => name !== 'citrusmail'));

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

/** `resident`: a folder that stands for a ClamAV beside the edge. */
export function templateOf(settings: object = {}, clamav?: Ground['clamav'], resident?: string): Template {
  const app = new App({ context: flags });
  return Template.fromStack(assemble(app, { ...groundOf(settings, clamav), resident }));
}

export interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
  DependsOn?: string[];
}
export function resources(template: Template, type: string): Record<string, Resource> {
  return template.findResources(type) as Record<string, Resource>;
}

export interface Statement {
  Effect: string;
  Action: string | string[];
  Resource?: unknown;
  NotResource?: unknown;
  Principal?: unknown;
  Condition?: unknown;
}

/** Of every role; who may do what with our own resources. */
export function statementsOf(template: Template): Statement[] {
  return Object.values(resources(template, 'AWS::IAM::Policy')).flatMap(
    ({ Properties }) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement,
  );
}

export const actionsOf = ({ Action }: Statement): string[] => [Action].flat();
