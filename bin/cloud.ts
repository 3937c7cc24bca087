/** The AWS host as a template: what `npx cdk synth` and `npx cdk deploy` run (cdk.json). */
import { makeApp, SettingsError } from '../lib/cloud/app.ts';

try {
  (await makeApp()).synth();
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
