/** clamd as a child process: started, watched, started again with growing pauses when it dies, and stopped with us. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { VirusEngine } from '#core/ports/virus-engine.ts';

import type { Program } from './run.ts';

export interface DaemonOptions {
  program: Program;
  /** clamd.conf, and beside it the process id. */
  settingsFile: string;
  folder: string;
  /** Asked for its version until it answers. */
  engine: VirusEngine;
  /** Milliseconds before the first restart; doubled up to a minute. */
  firstPause?: number | undefined;
}

const pollInterval = 50;
const longestPause = 60_000;
/** A daemon that lived so long did not die of its start: the pauses begin anew. */
const provedItself = 60_000;
const graceOnStop = 5_000;

export type DaemonState = { state: 'starting' } | { state: 'ready' } | { state: 'down'; reason: string };

export class ClamdDaemon {
  readonly #options: DaemonOptions;
  readonly #pidFile: string;
  #child: ChildProcess | undefined;
  #deaths = 0;
  #restart: NodeJS.Timeout | undefined;
  #stopping = false;
  #state: DaemonState = { state: 'starting' };
  readonly #waiters = new Set<() => void>();
  /** Whoever ends without a stop leaves no gigabyte behind. */
  readonly #atExit = (): void => void this.#child?.kill();

  constructor(options: DaemonOptions) {
    this.#options = options;
    this.#pidFile = join(options.folder, 'clamd.pid');
    process.once('exit', this.#atExit);
  }

  get state(): DaemonState {
    return this.#state;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  start(): void {
    const { program, settingsFile } = this.#options;
    endLeftover(this.#pidFile, settingsFile);
    this.#become({ state: 'starting' });
    const child = spawn(program.command, [...program.args, `--config-file=${settingsFile}`], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const log = lastComplaint(child);
    const born = Date.now();
    child.once('error', (error) => this.#died(child, error.message, born));
    child.once('exit', (code, signal) => this.#died(child, `${signal ?? `status ${code}`}${log()}`, born));
    if (child.pid !== undefined) writeFileSync(this.#pidFile, String(child.pid));
    void this.#watchStart(child);
  }

  /** Resolves when clamd answers, or has failed to start, or after `limit` milliseconds. */
  async settled(limit: number): Promise<void> {
    if (this.#state.state !== 'starting') return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, limit);
      this.#waiters.add(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Ends this one and starts another at once: it reads settings and signatures anew. */
  async restart(): Promise<void> {
    clearTimeout(this.#restart);
    const child = this.#child;
    this.#child = undefined;
    this.#become({ state: 'starting' });
    await end(child);
    if (!this.#stopping) this.start();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    await end(this.#child);
    process.off('exit', this.#atExit);
  }

  /** Loading millions of signatures takes half a minute: it is ready when it answers. */
  async #watchStart(child: ChildProcess): Promise<void> {
    while (this.#child === child && !this.#stopping && this.#state.state === 'starting') {
      await sleep(pollInterval);
      const answers = await this.#options.engine.version().then(
        () => true,
        () => false,
      );
      if (answers && this.#child === child) this.#become({ state: 'ready' });
    }
  }

  #died(child: ChildProcess, reason: string, born: number): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    rmSync(this.#pidFile, { force: true });
    this.#become({ state: 'down', reason: `clamd ended, ${reason}` });
    if (this.#stopping) return;
    if (Date.now() - born > provedItself) this.#deaths = 0;
    const pause = Math.min((this.#options.firstPause ?? 500) * 2 ** this.#deaths++, longestPause);
    this.#restart = setTimeout(() => this.start(), pause);
  }

  #become(state: DaemonState): void {
    this.#state = state;
    if (state.state === 'starting') return;
    for (const wake of this.#waiters) wake();
    this.#waiters.clear();
  }
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), graceOnStop);
  await gone;
  clearTimeout(killer);
}

/** When we were killed, clamd lived on: it holds a gigabyte, and the old signatures. */
function endLeftover(pidFile: string, settingsFile: string): void {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8'));
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    // The number may be another's by now.
    if (command.split('\0').includes(`--config-file=${settingsFile}`)) process.kill(pid, 'SIGKILL');
  } catch {
    // Nothing left over, or no /proc to tell.
  }
}

/** Its last complaint is mostly the reason why it ended. */
function lastComplaint(child: ChildProcess): () => string {
  let text = '';
  const add = (data: Buffer) => (text = (text + data.toString()).slice(-4_000));
  child.stdout?.on('data', add);
  child.stderr?.on('data', add);
  return () => {
    const line = text.split('\n').findLast((line) => line.includes('ERROR'));
    return line === undefined ? '' : `: ${line}`;
  };
}
