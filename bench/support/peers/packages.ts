/** The peers as Debian packages them: found, or brought by apt. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

type Programs = ReadonlyMap<string, string>;

const filters: Programs = new Map([
  ['postfix', '/usr/sbin/postfix'],
  ['rspamd', '/usr/bin/rspamd'],
  ['redis-server', '/usr/bin/redis-server'],
]);
const dovecot: Programs = new Map([['dovecot-pop3d', '/usr/lib/dovecot/pop3']]);

export const peersMissing = (): string | undefined => missingOf(filters);
export const dovecotMissing = (): string | undefined => missingOf(dovecot);

/** Undefined when all of them are here now; else why not. */
function missingOf(programs: Programs): string | undefined {
  const missing = absent(programs);
  if (missing.length === 0) return undefined;
  if (process.getuid?.() !== 0) return `${missing.join(', ')} not installed, and only root may install packages`;
  console.log(`apt-get install ${missing.join(' ')}`);
  const { status, stderr, error } = install(missing);
  if (status !== 0) return `${missing.join(', ')} cannot be installed: ${error?.message ?? stderr.trim()}`;
  const left = absent(programs);
  return left.length > 0 ? `the packages brought no ${left.join(', ')}` : undefined;
}

const absent = (programs: Programs): string[] =>
  [...programs].filter(([, path]) => !existsSync(path)).map(([name]) => name);

function install(packages: string[]): ReturnType<typeof spawnSync> & { stderr: string } {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  return spawnSync('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { encoding: 'utf8', env });
}
