/** A filter of its own for a bench: data directory, free ports, all mail for one domain to a sink. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { askControl } from '#embedded/control.ts';
import { benchDomain } from './letters.ts';

export interface Filter {
  smtp: string;
  /** Of the process that does the work; clamd is its child. */
  pid: number;
  ports: number[];
  /** Nothing waits to be analysed, nothing is on its way. */
  idle(): Promise<boolean>;
  ask<T>(operation: string, input: unknown): Promise<T>;
  /** As a power cut for the process: nothing is finished. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, '..', '..');

export async function startFilter(dataDir: string, sink: string, ports?: number[]): Promise<Filter> {
  const used = ports ?? (await Promise.all([freePort(), freePort(), freePort()]));
  const config = join(dataDir, 'citrusmail.yaml');
  if (!existsSync(config)) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(config, settings(used));
  }
  const child = launch(['serve', '--data', dataDir, '--json']);
  const ready = await readyLine(child);
  const ask = async <T>(operation: string, input: unknown): Promise<T> => {
    const served = await askControl(dataDir, operation, input);
    if (!served) throw new Error('the filter does not answer');
    return served.output as T;
  };
  await ask('directory.apply', {
    directory: { v: 1, domains: [{ name: benchDomain, route: { smtp: sink }, unknown: 'accept' }] },
  });
  return {
    smtp: ready.smtp,
    pid: child.pid ?? 0,
    ports: used,
    ask,
    async idle() {
      const { waiting, copies } = await ask<{ waiting: unknown[]; copies: unknown[] }>('queue.list', { limit: 1 });
      const status = await ask<{ waiting: number; delivering: number }>('status', {});
      return waiting.length + copies.length + status.waiting + status.delivering === 0;
    },
    kill: () => end(child, 'SIGKILL'),
    stop: () => end(child, 'SIGTERM'),
  };
}

function settings([smtp, pop3, extranet]: number[]): string {
  return [
    'hostname: mx.inside.example',
    `smtp: { listen: "127.0.0.1:${smtp}", maxConnectionsPerClient: 500 }`,
    `pop3: { listen: "127.0.0.1:${pop3}" }`,
    `extranet: { listen: "127.0.0.1:${extranet}" }`,
    '',
  ].join('\n');
}

/** Without the front door between, so that the process that is measured and killed is the filter itself. */
function launch(args: string[]): ChildProcess {
  const env = { UV_THREADPOOL_SIZE: '16', ...process.env };
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(root, 'lib/cli/main.ts'), ...args],
    {
      stdio: ['ignore', 'pipe', process.env.BENCH_DEBUG ? 'inherit' : 'ignore'],
      env,
    },
  );
  process.once('exit', () => child.kill('SIGKILL'));
  return child;
}

async function readyLine(child: ChildProcess): Promise<{ smtp: string }> {
  if (!child.stdout) throw new Error('no output to read');
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line) as { event?: string; smtp: string };
    if (event.event === 'ready') return event;
  }
  throw new Error('the filter ended before it was ready; BENCH_DEBUG=1 shows why');
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
