/** The edge task as a child process, over the emulators and on free ports of this machine. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { variables } from '#wiring/variables.ts';
import type { Aws } from '../support/aws/emulators.ts';

export interface EdgeTask {
  smtp: number;
  pop3: number;
  health: number;
  pid: number;
  /** What it has said so far. */
  diary(): string;
  /** Waits until it says a line that begins with this text. */
  says(text: string): Promise<void>;
  /** The exit status. */
  ended: Promise<number | null>;
}

export interface LaunchedEdge extends Omit<EdgeTask, 'smtp' | 'pop3'> {
  /** Resolves when it serves. */
  ready: Promise<EdgeTask>;
}

const root = join(import.meta.dirname, '..', '..');

/** `file`: what is run; a bundle instead of the source. */
export async function launchEdge(
  aws: Aws,
  more: Record<string, string> = {},
  file = join(root, 'bin/edge.ts'),
): Promise<LaunchedEdge> {
  const health = await freePort();
  const env = {
    PATH: process.env['PATH'] ?? '',
    ...aws.env,
    ...aws.variables,
    [variables.hostname]: 'mx.example.test',
    [variables.listenHost]: '127.0.0.1',
    [variables.smtpPort]: '0',
    [variables.pop3Port]: '0',
    [variables.healthPort]: String(health),
    ...more,
  };
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.removeListener('exit', kill));
  let diary = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (diary += text));
  const heard = new Set<() => void>();
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    diary += `${line}\n`;
    for (const look of heard) look();
  });
  const ended = once(child, 'close').then(([status]) => status as number | null);
  const says = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!diary.includes(`"text":"${text}`)) return;
        heard.delete(look);
        resolve();
      };
      heard.add(look);
      look();
      void ended.then(() => reject(new Error(`the edge ended without a word of "${text}":\n${diary}`)));
    });
  const task = { health, pid: child.pid!, diary: () => diary, says, ended };
  const ready = says('ready').then(() => {
    const line = diary.split('\n').find((text) => text.includes('"text":"ready"'));
    const { smtp, pop3 } = JSON.parse(line ?? '') as { smtp: number; pop3: number };
    return { ...task, smtp, pop3 };
  });
  // Whoever waits for something else hears of the end by that.
  ready.catch(() => undefined);
  return { ...task, ready };
}

/** Nobody has it now, and hardly anybody will in a moment. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
