/** Faults between us and AWS, one after the other on one stage: always one outcome for each recipient, and nothing lost. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { loadYara } from '#engines/yara/engine.ts';

import { drill, type Result } from './faults/drill.ts';
import type { Fault } from './faults/fault.ts';
import { openStage, type Stage } from './faults/stage.ts';
import { tableOf } from './faults/table.ts';
import { enumerate, faultsOf, type Write } from './faults/writes.ts';

const folder = join(import.meta.dirname, 'faults');
const files = readdirSync(folder).filter((name) => /^\d\d-.*\.ts$/.test(name));
const loaded = await Promise.all(
  files.map(async (file) => ({ file, ...((await import(join(folder, file))) as { faults: Fault[] }) })),
);
const yara = loadYara();
if ('absent' in yara) console.warn(`test/cloud/faults is skipped: ${yara.absent}`);

describe.skipIf('absent' in yara)('faults', () => {
  let stage: Stage;
  const results: Result[] = [];
  beforeAll(async () => {
    stage = await openStage();
  });
  afterEach(() => stage.rehearsal.aws.assertHonest());
  afterAll(async () => {
    await stage?.close();
    console.log(tableOf(results));
  });

  async function run(fault: Fault): Promise<string[]> {
    const result = await drill(fault, stage);
    results.push(result);
    return result.troubles;
  }

  describe.each(loaded)('$file', ({ faults }) => {
    it.each(faults)('$name', async (fault) => expect(await run(fault)).toEqual([]));
  });

  describe('every write of a run', () => {
    let writes: Write[];
    beforeAll(async () => {
      writes = await enumerate(stage);
    });

    it('is known', () => {
      expect(new Set(writes.map(({ by }) => by)).size).toBe(5);
      expect(writes.length).toBeGreaterThan(30);
    });

    it.each(['start', 'open', 'decide', 'deliver', 'sweep'])(
      '%s dies before it, dies after it, is not told of it',
      async (name) => {
        const wrong: Record<string, string[]> = {};
        for (const fault of faultsOf(writes.filter(({ by }) => by === name))) {
          const troubles = await run(fault);
          if (troubles.length > 0) wrong[fault.name] = troubles;
        }
        expect(wrong).toEqual({});
      },
      300_000,
    );
  });
});
