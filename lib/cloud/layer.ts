/**
 * Where the ClamAV layer comes from: the setting, or what `npm run layer` made. Without either the template can be looked at but not
 * deployed: CloudFormation itself refuses, before it touches a resource, whoever asks it to.
 */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { Annotations, CfnParameter, CfnRule, Fn, type Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';

import type { Plan } from './settings/read-settings.ts';

const root = join(import.meta.dirname, '../..');
/** What `npm run layer` makes: the zip, or the folder that it is zipped from. */
const built = ['.cache/layers/clamav-x86_64.zip', '.cache/layers/clamav-x86_64'];

/** What `npm run layer` makes for the edge: the folder, since Fargate knows no layers. */
const builtFor = (architecture: string): string => `.cache/layers/clamav-${architecture}`;

export type ClamavLayer = { arn: string } | { file: string } | 'missing';

const missing =
  'There is no ClamAV layer: run "npm run layer", or write "clamav": {"layer": ...} in cdk.json, with the path of one or its ARN. Then deploy again.';

export function findLayer(setting: string | undefined, folder = root): ClamavLayer | { problem: string } {
  if (setting?.startsWith('arn:')) return { arn: setting };
  if (setting !== undefined) {
    const file = resolve(folder, setting);
    const advice = 'write the path of a zip or a folder, or the ARN of a layer version';
    return existsSync(file) ? { file } : { problem: `clamav.layer is "${setting}", which is not there: ${advice}.` };
  }
  const file = built.map((name) => join(folder, name)).find((path) => existsSync(path));
  return file === undefined ? 'missing' : { file };
}

/** The folder that holds `clamav/` for the edge's processors; undefined: the edge goes without, and the function runs its own. */
export function findResident(
  { clamav, edge, residentClamd }: Plan,
  folder = root,
): string | { problem: string } | undefined {
  if (!residentClamd) return undefined;
  const setting = clamav.resident;
  const path = resolve(folder, typeof setting === 'string' ? setting : builtFor(edge.architecture));
  if (existsSync(join(path, 'clamav'))) return path;
  if (typeof setting !== 'string') return undefined;
  const advice = 'write the path of a folder with clamav/ in it, or false';
  return { problem: `clamav.resident is "${setting}", and there is no clamav/ in it: ${advice}.` };
}

export function layersOf(stack: Stack, found: ClamavLayer): lambda.ILayerVersion[] {
  if (found === 'missing') {
    refuseDeployment(stack);
    return [];
  }
  if ('arn' in found) return [lambda.LayerVersion.fromLayerVersionArn(stack, 'ClamavLayer', found.arn)];
  return [
    new lambda.LayerVersion(stack, 'ClamavLayer', {
      code: lambda.Code.fromAsset(found.file),
      description: 'ClamAV with its own libraries in /opt/clamav',
      compatibleArchitectures: [lambda.Architecture.X86_64],
    }),
  ];
}

/** A rule speaks about parameters only. */
function refuseDeployment(stack: Stack): CfnRule {
  Annotations.of(stack).addWarningV2('citrusmail:clamavLayer', missing);
  const state = new CfnParameter(stack, 'ClamavLayerState', { default: 'missing', description: missing });
  return new CfnRule(stack, 'ClamavLayerIsThere', {
    assertions: [{ assert: Fn.conditionEquals(state.valueAsString, 'built'), assertDescription: missing }],
  });
}
