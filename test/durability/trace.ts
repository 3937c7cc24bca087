/** The system calls of a program, with where each began and ended in the order of all of them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const traced = 'fsync,fdatasync,rename,renameat,renameat2,write,writev,pwrite64,pwritev,sendto';

export interface Call {
  name: string;
  /** Everything between the brackets; descriptors carry the path that they stand for, `5</data/incoming>`. */
  text: string;
  begun: number;
  ended: number;
}

/** Whether strace can be had here: it is there, or root may install it. */
export function haveStrace(): boolean {
  const works = (): boolean => spawnSync('strace', ['-V']).status === 0;
  if (process.platform !== 'linux') return false;
  if (works()) return true;
  if (process.getuid?.() === 0) spawnSync('apt-get', ['install', '-y', 'strace'], { timeout: 120_000 });
  return works();
}

/** Runs a TypeScript program under strace; fails when it fails. */
export function trace(program: string, args: string[]): Call[] {
  const directory = mkdtempSync(join(tmpdir(), 'citrusmail-trace-'));
  const output = join(directory, 'calls');
  const strace = ['-f', '-y', '-s', '256', '-e', `trace=${traced}`, '-o', output];
  try {
    const run = spawnSync('strace', [...strace, process.execPath, program, ...args], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`${program} failed under strace: ${run.stderr}`);
    return parse(readFileSync(output, 'utf8'));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** With several threads a call may be cut in two: `fsync(5 <unfinished ...>`, and later `<... fsync resumed>) = 0`. */
function parse(text: string): Call[] {
  const open = new Map<string, Call>();
  const calls: Call[] = [];
  text.split('\n').forEach((line, now) => {
    const [, pid = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const [, end] = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest) ?? [];
    const [, name = '', begin = ''] = /^(\w+)\((.*)$/.exec(rest) ?? [];
    const call = open.get(pid);
    if (end !== undefined && call) calls.push({ ...call, text: call.text + end, ended: now });
    else if (rest.endsWith('<unfinished ...>')) open.set(pid, { name, text: begin, begun: now, ended: Infinity });
    else if (name) calls.push({ name, text: begin, begun: now, ended: now });
  });
  return calls;
}
