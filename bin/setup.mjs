// Runs on Node 20 and later, with nothing installed: brings the packages and finds the Node 24 that runs everything else.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');

/** Installs the locked packages unless they are there already; a stamp of lock file and platform tells. */
export function ensureInstalled() {
  const stampFile = join(modules, '.citrusmail-stamp');
  const lock = readFileSync(join(root, 'package-lock.json'));
  const stamp = createHash('sha256').update(lock).update(`${process.platform}-${process.arch}`).digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  process.stderr.write('Installing packages (once) ...\n');
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) {
    const why = npm.error?.message ?? `npm ci ended with status ${npm.status}`;
    fail(
      `The packages could not be installed: ${why}. Check the network, or npm's registry setting, and run it again.`,
    );
  }
  linkCommand('citrusmail', '../../bin/citrusmail.mjs');
  linkCommand('node', `../node-linux-${process.arch}/bin/node`);
  writeFileSync(stampFile, stamp);
}

/** The path of a Node of version 24 or later: this one, or the one that came as a package. */
export function findNode24() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const packaged = join(modules, `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(packaged)) return packaged;
  const found = spawnSync('node24', ['--version'], { encoding: 'utf8' });
  if (found.status === 0) return 'node24';
  return fail(
    `CitrusMail runs on Node 24, and there is no package of it for ${process.platform}-${process.arch}: ` +
      `this is ${process.version}. Install Node 24 or later and run it again.`,
  );
}

function linkCommand(name, target) {
  const bin = join(modules, '.bin');
  mkdirSync(bin, { recursive: true });
  if (process.platform === 'win32' || existsSync(join(bin, name)) || !existsSync(join(bin, target))) return;
  symlinkSync(target, join(bin, name));
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}
