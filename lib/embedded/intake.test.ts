import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { messageId } from '../../test/contract/samples.ts';
import type { House } from '#core/journey.ts';
import { commit, type TestInstallation, testInstallation } from '../../test/support/installation.ts';
import { createIntake, type Intake } from './intake.ts';

let test: TestInstallation;
let serial = 100_000;
const decided: string[] = [];
const report = { info: () => {}, warn: vi.fn(), error: vi.fn() };
const intakes: Intake[] = [];

beforeEach(async () => {
  test = await testInstallation();
  decided.length = 0;
  vi.clearAllMocks();
});
afterEach(async () => {
  for (const intake of intakes.splice(0)) await intake.close();
  await test.close();
});

function start(changes: Partial<House> = {}): Intake {
  const intake = createIntake({
    house: { ...test.house, ...changes },
    concurrency: 2,
    decided: (copies) => decided.push(...new Set(copies.map(({ id }) => id))),
    report,
  });
  intakes.push(intake);
  return intake;
}

async function message(): Promise<string> {
  const id = messageId(test.now, serial++);
  await commit(test.installation, id, ['alice@example.test']);
  return id;
}

it('takes each message through once, however often it is told', async () => {
  const [id, intake] = [await message(), start()];
  for (const _ of [1, 2, 3]) intake.arrived(id);
  await vi.waitFor(() => expect(decided).toEqual([id]));
  expect(intake.pending()).toBe(0);
});

it('finds what a former process left', async () => {
  const ids = [await message(), await message()];
  expect(await start().recover()).toBe(2);
  await vi.waitFor(() => expect(decided.toSorted()).toEqual(ids));
});

it('holds a message that breaks two workers, and lets nobody else suffer for it', async () => {
  const [bad, good] = [await message(), await message()];
  const together: string[][] = [];
  const inside = new Set<string>();
  const scan: House['scan'] = async (envelope, number) => {
    inside.add(envelope.id);
    together.push([...inside]);
    await Promise.resolve();
    inside.delete(envelope.id);
    if (envelope.id === bad) throw new Error('the thread ended');
    return test.house.scan(envelope, number);
  };
  const intake = start({ scan });
  intake.arrived(bad);
  intake.arrived(good);
  await vi.waitFor(() => expect(decided.toSorted()).toEqual([bad, good]));
  expect(await test.states(bad)).toEqual(['held']);
  expect(await test.states(good)).toEqual(['queued']);
  expect(together.filter((ids) => ids.includes(bad)).at(-1)).toEqual([bad]);
});

it('comes back to a message that our own store failed to begin', async () => {
  const id = await message();
  let fails = 1;
  const { states } = test.house;
  const begin: House['states']['begin'] = (...args) =>
    fails-- > 0 ? Promise.reject(new Error('disk full')) : states.begin(...args);
  const intake = start({
    states: {
      begin,
      get: (...args) => states.get(...args),
      save: (...args) => states.save(...args),
      due: (...args) => states.due(...args),
    },
  });
  intake.arrived(id);
  await vi.waitFor(() => expect(report.error).toHaveBeenCalledTimes(1));
  expect(intake.pending()).toBe(1);
  await intake.wake();
  await vi.waitFor(() => expect(decided).toEqual([id]));
});

it('leaves in the spool what comes after it has closed', async () => {
  const [id, intake] = [await message(), start()];
  await intake.close();
  intake.arrived(id);
  expect(intake.pending()).toBe(0);
  expect(await test.installation.stores.messages.envelope(id)).toBeDefined();
});
