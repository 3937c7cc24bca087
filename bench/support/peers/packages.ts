/** The peers as Debian packages them: found, or brought by apt. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const programs = new Map([
  ['postfix', '/usr/sbin/postfix'],
  ['rspamd', '/usr/bin/rspamd'],
  ['redis-server', '/usr/bin/redis-server'],
]);

/** Undefined when all of them are here now; else why not. */
export function peersMissing(): string | undefined {
  const missing = absent();
  if (missing.length === 0) return undefined;
  if (process.getuid?.() !== 0) return `${missing.join(', ')} not installed, and only root may install packages`;
  console.log(`apt-get install ${missing.join(' ')}`);
  const { status, stderr, error } = install(missing);
  if (status !== 0) return `${missing.join(', ')} cannot be installed: ${error?.message ?? stderr.trim()}`;
  const left = absent();
  return left.length > 0 ? `the packages brought no ${left.join(', ')}` : undefined;
}

const absent = (): string[] => [...programs].filter(([, path]) => !existsSync(path)).map(([name]) => name);

function install(packages: string[]): ReturnType<typeof spawnSync> & { stderr: string } {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  return spawnSync('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { encoding: 'utf8', env });
}
