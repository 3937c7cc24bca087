import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import type { Status } from '#extranet/api/status.ts';
import { runChecks } from '../check.ts';
import type { LocalContext } from './context.ts';
import { localChecks } from './index.ts';

let dataDir: string;
let context: LocalContext;
beforeAll(() => (dataDir = mkdtempSync(join(tmpdir(), 'citrusmail-doctor-'))));
afterAll(() => rmSync(dataDir, { recursive: true }));

const status: Status = {
  version: '1',
  startedAt: 0,
  smtp: '127.0.0.1:2525',
  pop3: '127.0.0.1:2110',
  waiting: 0,
  delivering: 0,
  engines: [{ name: 'ClamAV', state: 'ready', version: 'ClamAV 1.4.6/27800' }],
  warnings: [],
};
beforeEach(() => {
  context = {
    dataDir,
    status: async () => status,
    rules: async () => ({
      version: 2,
      at: 0,
      by: 'test',
      policy: { v: 1, scopes: [] },
      directory: { v: 1, domains: [{ name: 'inside.example', route: 'mailbox' }] },
    }),
  };
});

const examine = async (): Promise<string[]> =>
  (await runChecks(localChecks, context, String)).map(({ state, name, text }) => `${state} ${name}: ${text}`);

it('an installation that runs lacks nothing', async () => {
  expect(await examine()).toEqual([
    'ok filter: takes mail at 127.0.0.1:2525 and gives it out at 127.0.0.1:2110',
    'ok engines: ClamAV is ready ClamAV 1.4.6/27800',
    expect.stringMatching(/^(?:ok|missing) disk: (?:only )?\d+\.\d GB free for /),
    'ok directory: version 2 accepts mail for inside.example',
  ]);
});

it('tells what does not run, and why', async () => {
  const engines: Status['engines'] = [
    { name: 'ClamAV', state: 'down', reason: 'clamd ended' },
    { name: 'YARA-X', state: 'off' },
  ];
  context.status = async () => ({ ...status, engines, warnings: ['ClamAV knows the test signatures alone.'] });
  expect(await examine()).toEqual(
    expect.arrayContaining([
      'missing filter: ClamAV knows the test signatures alone.',
      'missing engines: ClamAV is down: clamd ended',
      'note engines: YARA-X is off',
    ]),
  );
});

it('each check fails alone', async () => {
  context.status = async () => undefined;
  context.rules = () => Promise.reject(new Error('locked'));
  context.dataDir = join(dataDir, 'nowhere');
  expect(await examine()).toEqual([
    `missing filter: no filter serves ${context.dataDir}`,
    expect.stringMatching(/^unknown disk: Error: ENOENT/),
    'unknown directory: Error: locked',
  ]);
});
