/** A process that is killed at any moment: what it acknowledged is there, whole, and what it did not is there whole or not at all. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { Database } from '#adapters/embedded/database.ts';
import { Spool } from '#adapters/embedded/spool.ts';
import { sqliteStores } from '#adapters/embedded/sqlite-stores.ts';
import { all } from '../contract/samples.ts';

const kills = 20;
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'citrusmail-kill-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** What the program had said when it was killed, some lines after it began. */
function runAndKill(round: number): Promise<string[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'commit-loop.ts'), directory, String(round)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  const enough = 1000 + Math.random() * 5000;
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (said.length > enough) child.kill('SIGKILL');
  });
  // A line that was cut off was never said.
  return new Promise((resolve) => child.on('close', () => resolve(said.split('\n').slice(0, -1))));
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

test(`after each of ${kills} kills everything acknowledged is there`, { timeout: 120_000 }, async () => {
  const stored = new Map<string, string>();
  const decided = new Set<string>();
  for (let round = 0; round < kills; round++) {
    for (const line of await runAndKill(round)) {
      const [word, id = '', rest = ''] = line.split(' ');
      if (word === 'stored') stored.set(id, rest);
      else decided.add(id);
    }
  }
  const spool = new Spool(directory, { clock: () => 0, reserve: 0 });
  const ids = await all(spool.incoming());
  expect(ids).toEqual(expect.arrayContaining([...stored.keys()]));
  expect(readdirSync(join(directory, 'incoming')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  for (const id of ids) {
    const hash = sha256(await spool.bytes(id));
    expect((await spool.envelope(id))?.raw.sha256).toBe(hash);
    expect(stored.get(id) ?? hash).toBe(hash);
  }
  const database = new Database(join(directory, 'citrusmail.db'));
  const { copies, log, states } = sqliteStores(database, () => 0);
  for (const id of decided) {
    expect((await copies.of(id)).map(({ r }) => r)).toEqual([0, 1]);
    expect((await states.get(id))?.open).toBe(2);
    expect(await log.events(id, 1)).toHaveLength(1);
  }
  expect(stored.size).toBeGreaterThan(kills);
  expect(decided.size).toBeGreaterThan(kills);
  await Promise.all([database.close(), spool.close()]);
});
