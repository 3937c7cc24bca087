#!/usr/bin/env node
// The front door: installs what is missing, finds Node 24 and hands over to lib/cli. `--run FILE` runs another entry point alike.
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

import { ensureInstalled, findNode24, root } from './setup.mjs';

ensureInstalled();
const given = process.argv.slice(2);
const [entry, args] =
  given[0] === '--run' ? [resolve(root, given[1]), given.slice(2)] : [join(root, 'lib/cli/main.ts'), given];

// fsync, DNS and file reads share libuv's pool; 4 threads would make the spool's group commit wait for itself.
const env = { UV_THREADPOOL_SIZE: '16', ...process.env };
const child = spawn(findNode24(), ['--disable-warning=ExperimentalWarning', entry, ...args], { stdio: 'inherit', env });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  if (signal) process.kill(process.pid, signal);
  process.exit(code ?? 1);
});
