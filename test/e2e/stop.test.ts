/** The end of a serving process: told twice, as a terminal's Ctrl-C does through the front door, and still in order. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { startFilter } from '../support/filter.ts';

test('two signals at once end the filter once, with nothing left undone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'citrusmail-stop-'));
  const filter = await startFilter({ dataDir: join(folder, 'data'), settings: ['clamav: off'] });
  process.kill(filter.pid, 'SIGINT');
  expect(await filter.stop()).toBe(0);
  expect(filter.diary()).toContain('stopping: finishing what is under way');
  rmSync(folder, { recursive: true });
}, 30_000);
