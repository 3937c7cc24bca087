/** A filter of its own for a test or a bench: the serving process as a child, its own data directory and free ports. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import type { DirectoryDocument } from '#core/policy/directory.ts';
import type { LogRecord } from '#core/record/log-record.ts';
import { askControl } from '#embedded/control.ts';

export interface Filter {
  /** `host:port` */
  smtp: string;
  pop3: string;
  extranet: string;
  dataDir: string;
  /** Of the process that does the work; clamd is its child. */
  pid: number;
  /** What the host wrote in its diary so far. */
  diary(): string;
  ask<T>(operation: string, input: unknown): Promise<T>;
  /** The rows of one message, when all its copies have come to rest. */
  settled(id: string): Promise<LogRecord[]>;
  /** Nothing waits to be analysed, nothing is on its way. */
  idle(): Promise<boolean>;
  /** As a power cut for the process: nothing is finished. */
  kill(): Promise<void>;
  /** The exit status. */
  stop(): Promise<number | null>;
}

export interface FilterOptions {
  dataDir: string;
  /** Lines of the settings beside the ports, for the first start in this directory. */
  settings?: string[];
  /** Put in force when given. */
  directory?: DirectoryDocument;
  /** Added to the environment of the process. */
  env?: Record<string, string>;
}

const root = join(import.meta.dirname, '..', '..');

export async function startFilter({ dataDir, settings = [], directory, env = {} }: FilterOptions): Promise<Filter> {
  const config = join(dataDir, 'citrusmail.yaml');
  if (!existsSync(config)) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(config, [...(await listeners()), ...settings, ''].join('\n'));
  }
  const child = launch(dataDir, env);
  let diary = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (diary += text));
  const ready = await readyLine(child, () => diary);
  const ask = async <T>(operation: string, input: unknown): Promise<T> => {
    const served = await askControl(dataDir, operation, input);
    if (!served) throw new Error('the filter does not answer');
    return served.output as T;
  };
  if (directory) await ask('directory.apply', { directory });
  return {
    ...ready,
    dataDir,
    pid: child.pid ?? 0,
    diary: () => diary,
    ask,
    async settled(id) {
      for (;;) {
        const { records } = await ask<{ records: LogRecord[] }>('log.search', { id, limit: 100 });
        if (records.length > 0 && records.every(({ state }) => restStates.has(state))) return records;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async idle() {
      const { waiting, copies } = await ask<{ waiting: unknown[]; copies: unknown[] }>('queue.list', { limit: 1 });
      const status = await ask<{ waiting: number; delivering: number }>('status', {});
      return waiting.length + copies.length + status.waiting + status.delivering === 0;
    },
    async kill() {
      await end(child, 'SIGKILL');
    },
    stop: () => end(child, 'SIGTERM'),
  };
}

/** States in which a copy stays until somebody does something with it. */
const restStates = new Set<string>([
  'delivered',
  'held',
  'bounced',
  'expired',
  'discarded',
  'rejected',
  'deleted',
  'deferred',
]);

async function listeners(): Promise<string[]> {
  const ports = await Promise.all([freePort(), freePort(), freePort()]);
  return [
    'hostname: mx.example.test',
    `smtp: { listen: "127.0.0.1:${ports[0]}", maxConnectionsPerClient: 500 }`,
    `pop3: { listen: "127.0.0.1:${ports[1]}" }`,
    `extranet: { listen: "127.0.0.1:${ports[2]}" }`,
  ];
}

/** Without the front door between, so that the process that is measured and killed is the filter itself. */
function launch(dataDir: string, extra: Record<string, string>): ChildProcess {
  const command = [
    '--disable-warning=ExperimentalWarning',
    join(root, 'lib/cli/main.ts'),
    'serve',
    '--data',
    dataDir,
    '--json',
  ];
  const env = { UV_THREADPOOL_SIZE: '16', ...process.env, NODE_OPTIONS: '', ...extra };
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'], env });
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end);
  child.once('exit', () => process.removeListener('exit', end));
  return child;
}

async function readyLine(
  child: ChildProcess,
  diary: () => string,
): Promise<Pick<Filter, 'smtp' | 'pop3' | 'extranet'>> {
  if (!child.stdout) throw new Error('no output to read');
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line) as { event?: string; smtp: string; pop3: string; extranet: string };
    if (event.event === 'ready') return event;
  }
  throw new Error(`the filter ended before it was ready:\n${diary()}`);
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => {
    child.once('exit', (status) => resolve(status));
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
