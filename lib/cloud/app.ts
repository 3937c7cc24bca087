/** From cdk.json to an app: settings read, code bundled, stack made. */
import { join } from 'node:path';

import { App, type AppProps, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

import { bundleAll, entries } from './bundle/bundle.ts';
import type { Ground } from './house/ground.ts';
import { findLayer, findResident } from './layer.ts';
import { readSettings } from './settings/read-settings.ts';
import { CitrusMail } from './stacks/citrusmail.ts';

const out = join(import.meta.dirname, '../../.cache/bundles');

/** Rejects with sentences for whoever wrote cdk.json. */
export async function makeApp(props?: AppProps): Promise<App> {
  const app = new App(props);
  const read = readSettings(app.node.tryGetContext('citrusmail'));
  if ('problems' in read) throw new SettingsError(read.problems);
  const clamav = findLayer(read.ok.clamav.layer);
  const resident = findResident(read.ok);
  if (isProblem(clamav)) throw new SettingsError([clamav.problem]);
  if (isProblem(resident)) throw new SettingsError([resident.problem]);
  const bundles = await bundleAll(out, entries(read.ok.edge.architecture));
  assemble(app, { plan: read.ok, bundles, clamav, resident });
  return app;
}

function isProblem(found: unknown): found is { problem: string } {
  return typeof found === 'object' && found !== null && 'problem' in found;
}

export function assemble(app: App, ground: Ground): CitrusMail {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return new CitrusMail(app, ground);
}

export class SettingsError extends Error {
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'SettingsError';
  }
}
