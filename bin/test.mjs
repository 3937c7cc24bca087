// `npm test`: everything that CI runs. `check`: types, lint and format alone. `unit [FILTER ...]`: tests alone.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { ensureInstalled, findNode24, root } from './setup.mjs';

ensureInstalled();
const node = findNode24();
const tool = (name, path) => join(root, 'node_modules', name, path);
const folders = ['bin', 'lib', 'lambdas', 'layers', 'test', 'bench'];
const checks = [
  ['types', tool('typescript', 'bin/tsc'), '--noEmit'],
  ['lint', tool('oxlint', 'bin/oxlint'), '--type-aware', '--deny-warnings', '--quiet', ...folders],
  ['format', tool('oxfmt', 'bin/oxfmt'), '--check', ...folders],
];
const tests = [['tests', tool('vitest', 'vitest.mjs'), 'run', ...process.argv.slice(3)]];
const steps = { check: checks, unit: tests }[process.argv[2]] ?? [...checks, ...tests];

for (const [name, ...command] of steps) {
  const started = Date.now();
  const env = { UV_THREADPOOL_SIZE: '16', ...process.env, NODE_OPTIONS: '--disable-warning=ExperimentalWarning' };
  const { status } = spawnSync(node, command, { cwd: root, stdio: 'inherit', env });
  if (status !== 0) {
    console.error(`${name}: failed`);
    process.exit(status ?? 1);
  }
  console.log(`${name}: passed in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}
