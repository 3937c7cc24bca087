/** The app synthesized as `cdk synth` does it: its template, and the folder with the bundles that a deployment would upload. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { region } from '../../support/aws/resources.ts';
import type { Plan } from './functions.ts';
import { account, type Resource, Template } from './template.ts';

const root = join(import.meta.dirname, '..', '..', '..');

export interface Assembly {
  folder: string;
  template: Template;
  raw: { Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }> };
}

/** `settings` stand over those of cdk.json. */
export async function synthesize(settings: Record<string, unknown> = {}): Promise<Assembly> {
  const folder = mkdtempSync(join(tmpdir(), 'citrusmail-synth-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { context: Record<string, object> };
  const merged = { ...context, citrusmail: { ...context['citrusmail'], ...settings } };
  await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'bin/cloud.ts')], {
    cwd: root,
    env: { ...process.env, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify(merged), CDK_VALIDATION: 'false' },
  });
  const file = readdirSync(folder).find((name) => name.endsWith('.template.json'));
  if (file === undefined) throw new Error(`no template in ${folder}`);
  const raw = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Assembly['raw'];
  return { folder, raw, template: new Template(raw, region) };
}

/** The functions that are ours: their code is a bundle, not the CDK's own. */
export function plansOf({ folder, template }: Assembly): Plan[] {
  return template.ofType('AWS::Lambda::Function').flatMap((resource) => {
    const entry = join(assetFolder(folder, resource), 'index.mjs');
    return existsSync(entry) ? [planOf(resource, template, entry)] : [];
  });
}

function assetFolder(folder: string, { properties }: Resource): string {
  const { S3Key } = (properties['Code'] ?? {}) as { S3Key?: unknown };
  return join(folder, `asset.${typeof S3Key === 'string' ? S3Key.replace(/\.zip$/, '') : 'none'}`);
}

function planOf({ id, properties }: Resource, template: Template, entry: string): Plan {
  const ref =
    properties['FunctionName'] === undefined
      ? id.replace(/\d*[0-9A-F]{8}$/, '')
      : template.text(properties['FunctionName']);
  const arn = `arn:aws:lambda:${region}:${account}:function:${ref}`;
  template.name(id, { ref, attributes: { Arn: arn } });
  return {
    id,
    name: ref,
    arn,
    entry,
    environment: {},
    timeout: Number(properties['Timeout'] ?? 3),
    memory: Number(properties['MemorySize'] ?? 128),
    architecture: (properties['Architectures'] as string[] | undefined)?.[0] ?? 'x86_64',
    role: template.target(properties['Role']) ?? '',
  };
}
