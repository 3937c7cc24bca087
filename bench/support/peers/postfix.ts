/** A Postfix of our own beside whatever the machine has: its own settings, queue and port, relaying one domain to the sink. */
import { spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { benchDomain } from '../letters.ts';
import { freePort, listening } from '../ports.ts';
import { type Child, startChild } from './child.ts';

export interface PostfixOptions {
  folder: string;
  /** `host:port` that takes what is relayed. */
  next: string;
  /** Port of the milter that looks at each message; absent: queue and relay alone. */
  milter?: number | undefined;
}

const daemons = '/usr/lib/postfix/sbin';

/** `smtp`: `host:port`. */
export async function startPostfix(options: PostfixOptions): Promise<Child & { smtp: string }> {
  const settings = join(options.folder, 'settings');
  const data = join(options.folder, 'data');
  for (const path of [settings, data, join(options.folder, 'queue')]) mkdirSync(path, { recursive: true });
  chownSync(data, userId('postfix'), 0);
  const port = await freePort();
  writeFileSync(join(settings, 'main.cf'), mainSettings(options));
  writeFileSync(join(settings, 'master.cf'), services(port));
  const checked = spawnSync('postfix', ['-c', settings, 'check'], { encoding: 'utf8' });
  if (checked.status !== 0) throw new Error(`postfix check: ${checked.stderr}`);
  const child = startChild(join(daemons, 'master'), ['-c', settings, '-d']);
  await listening(port, 'Postfix');
  return { ...child, smtp: `127.0.0.1:${port}` };
}

function userId(name: string): number {
  return Number(spawnSync('id', ['-u', name], { encoding: 'utf8' }).stdout);
}

function mainSettings({ folder, next, milter }: PostfixOptions): string {
  const [host, port] = next.split(':');
  return lines([
    ['compatibility_level', '3.6'],
    ['queue_directory', join(folder, 'queue')],
    ['data_directory', join(folder, 'data')],
    ['daemon_directory', daemons],
    ['command_directory', '/usr/sbin'],
    ['maillog_file', join(folder, 'mail.log')],
    ['maillog_file_prefixes', folder],
    ['myhostname', 'mx.example.test'],
    ['inet_interfaces', '127.0.0.1'],
    ['inet_protocols', 'ipv4'],
    // Nothing leaves but to the sink: no local mail, no bounces to the strangers who wrote these messages.
    ['mydestination', ''],
    ['mynetworks', '192.0.2.1/32'],
    ['relay_domains', benchDomain],
    ['relay_transport', `smtp:[${host}]:${port}`],
    ['default_transport', 'discard:'],
    ['notify_classes', ''],
    ['alias_maps', ''],
    ['alias_database', ''],
    ['message_size_limit', '41943040'],
    // The load generator has no name and is one client.
    ['smtpd_peername_lookup', 'no'],
    ['smtp_host_lookup', 'native'],
    ['smtpd_client_connection_count_limit', '0'],
    ...(milter === undefined
      ? []
      : ([
          ['smtpd_milters', `inet:127.0.0.1:${milter}`],
          ['milter_default_action', 'tempfail'],
        ] satisfies Setting[])),
  ]);
}

type Setting = [name: string, value: string];

const lines = (settings: Setting[]): string => settings.map(([name, value]) => `${name} = ${value}\n`).join('');

/** master(5): the services that receiving and relaying need, none of them in a chroot. */
function services(port: number): string {
  return [
    `127.0.0.1:${port} inet n - n - - smtpd`,
    'cleanup unix n - n - 0 cleanup',
    'qmgr unix n - n 300 1 qmgr',
    'rewrite unix - - n - - trivial-rewrite',
    'bounce unix - - n - 0 bounce',
    'defer unix - - n - 0 bounce',
    'trace unix - - n - 0 bounce',
    'verify unix - - n - 1 verify',
    'flush unix n - n 1000? 0 flush',
    'proxymap unix - - n - - proxymap',
    'smtp unix - - n - - smtp',
    'relay unix - - n - - smtp',
    'error unix - - n - - error',
    'retry unix - - n - - error',
    'discard unix - - n - - discard',
    'anvil unix - - n - 1 anvil',
    'scache unix - - n - 1 scache',
    'postlog unix-dgram n - n - 1 postlogd',
    '',
  ].join('\n');
}
