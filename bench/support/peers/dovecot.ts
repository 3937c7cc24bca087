/** A Dovecot of our own that serves maildirs by POP3, in clear on the loopback; the password of every account is `secret`. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { freePort, listening } from '../ports.ts';
import { type Child, startChild } from './child.ts';

/** Whom the mail belongs to: Dovecot serves nobody's as root. */
const owner = 'mail';

/** In the order of `mail`. The names carry the sizes, as Dovecot's own delivery writes them: no file is read to list them. */
export function fillMaildir(folder: string, user: string, mail: Iterable<Uint8Array>): void {
  const box = join(folder, 'mail', user);
  for (const path of ['new', 'cur', 'tmp']) mkdirSync(join(box, path), { recursive: true });
  let n = 0;
  for (const bytes of mail) {
    const name = `${1_700_000_000 + ++n}.M${n}.bench,S=${bytes.length},W=${bytes.length}:2,`;
    writeFileSync(join(box, 'cur', name), bytes);
  }
}

export async function startDovecot(folder: string): Promise<Child & { port: number }> {
  const base = join(folder, 'run');
  mkdirSync(base, { recursive: true });
  chmodSync(folder, 0o755);
  const owned = spawnSync('chown', ['-R', `${owner}:${owner}`, join(folder, 'mail')], { encoding: 'utf8' });
  if (owned.status !== 0) throw new Error(`chown: ${owned.stderr}`);
  const port = await freePort();
  const settings = join(folder, 'dovecot.conf');
  writeFileSync(settings, settingsText(folder, base, port));
  const child = startChild('/usr/sbin/dovecot', ['-F', '-c', settings]);
  await listening(port, 'Dovecot');
  return { ...child, port };
}

const settingsText = (folder: string, base: string, port: number): string => `
base_dir = ${base}
log_path = ${join(folder, 'dovecot.log')}
protocols = pop3
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:${join(folder, 'mail')}/%n
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=${owner} gid=${owner} home=${join(folder, 'mail')}/%n
}
service pop3-login {
  inet_listener pop3 {
    port = ${port}
  }
  inet_listener pop3s {
    port = 0
  }
}
`;
