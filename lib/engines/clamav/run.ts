/** Runs a program to its end, with a time limit, and never throws: what went wrong is part of the result. */
import { spawn } from 'node:child_process';

export interface Ran {
  ok: boolean;
  /** What it wrote; at most 1 MB each. */
  stdout: string;
  stderr: string;
  /** Where `ok` is false: a sentence. */
  reason: string;
}

/** A program with the arguments that come before its own, e.g. a loader and its library path. */
export interface Program {
  command: string;
  args: string[];
}

const outputLimit = 1024 * 1024;

export interface RunOptions {
  cwd?: string | undefined;
  /** Besides our own. */
  env?: Record<string, string> | undefined;
  timeLimit: number;
}

export function run(program: Program, args: string[], options: RunOptions): Promise<Ran> {
  return new Promise((resolve) => {
    let stdout = '';
    let stderr = '';
    const child = spawn(program.command, [...program.args, ...args], {
      cwd: options.cwd,
      env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), options.timeLimit);
    const end = (ok: boolean, reason: string) => {
      clearTimeout(timer);
      resolve({ ok, stdout, stderr, reason });
    };
    child.stdout.on('data', (data: Buffer) => (stdout = (stdout + data.toString()).slice(-outputLimit)));
    child.stderr.on('data', (data: Buffer) => (stderr = (stderr + data.toString()).slice(-outputLimit)));
    child.on('error', (error) => end(false, error.message));
    child.on('close', (status, signal) => end(status === 0, status === 0 ? '' : sentence(status, signal, stderr)));
  });
}

function sentence(status: number | null, signal: string | null, stderr: string): string {
  const how = signal === null ? `status ${status}` : `signal ${signal}`;
  const last = stderr.trim().split('\n').at(-1) ?? '';
  return last === '' ? `ended with ${how}` : `${last} (${how})`;
}
