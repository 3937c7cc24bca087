import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Spool } from '#adapters/embedded/spool.ts';
import { suite } from './message-store.ts';

suite('the spool', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'citrusmail-spool-'));
  let free = Infinity;
  let now = 0;
  const open = (): Spool => new Spool(directory, { reserve: 0, clock: () => (now += 1000), freeBytes: () => free });
  const spools = [open()];
  return {
    store: spools[0]!,
    reopen: async () => {
      spools.push(open());
      return spools.at(-1)!;
    },
    setFree: (bytes) => (free = bytes),
    close: async () => {
      await Promise.all(spools.map((spool) => spool.close()));
      rmSync(directory, { recursive: true });
    },
  };
});
