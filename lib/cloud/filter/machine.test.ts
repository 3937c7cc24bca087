/** The state machine, run by an interpreter with functions of our own. */
import { describe, expect, test } from 'vitest';

import { timing } from '#wiring/timing.ts';
import { createMachine, type Functions, type Inject } from '../../../test/support/aws/machine.ts';
import { definition } from './machine.ts';

type Definition = Parameters<typeof createMachine>[0];

/** As the deployment does it. */
const deployed = JSON.parse(
  JSON.stringify(definition()).replaceAll(
    /\$\{(\w+)\}/g,
    (_, name: string) => `arn:aws:lambda:eu-central-1:000000000000:function:${name.toLowerCase()}`,
  ),
) as Definition;

const honest: Functions = {
  Open: () => ({ next: 'examine', scan: 1 }),
  ClamAV: () => ({ examiner: 'clamav', digest: 'd' }),
  YARA: () => ({ examiner: 'yara', digest: 'd' }),
  Content: () => ({ examiner: 'content', digest: 'd' }),
  Decide: (state) => ({ outcome: state }),
};
const input = { id: 'a', run: 'r', rescan: 2 };
const run = (functions: Functions = {}, inject?: Inject) =>
  createMachine(deployed, { ...honest, ...functions }, inject)(input);
const throwing = (name: string) => () => {
  throw Object.assign(new Error('a word of the mail'), { name });
};
const always =
  (state: string, error: string): Inject =>
  (at) =>
    at === state ? { error } : undefined;

describe('a run', () => {
  test('opens, examines side by side, decides over all of it, and answers with the decision', async () => {
    const { status, output, path } = await run();
    expect(status).toBe('SUCCEEDED');
    expect(output).toEqual({
      outcome: {
        ...input,
        opened: { next: 'examine', scan: 1 },
        examined: [
          { examiner: 'clamav', digest: 'd' },
          { examiner: 'yara', digest: 'd' },
          { examiner: 'content', digest: 'd' },
        ],
      },
    });
    expect(path.toSorted()).toEqual(['ClamAV', 'Content', 'Decide', 'Examine', 'Open', 'What is next', 'YARA']);
  });

  test('ends where nothing is to be done', async () => {
    const { output, path } = await run({ Open: () => ({ next: 'done', outcome: { kind: 'left' } }) });
    expect(output).toEqual({ next: 'done', outcome: { kind: 'left' } });
    expect(path).toEqual(['Open', 'What is next', 'Done']);
  });

  test('decides at once where there is nothing to examine', async () => {
    const { output, path } = await run({ Open: () => ({ next: 'decide' }) });
    expect(output).toEqual({ outcome: { ...input, opened: { next: 'decide' } } });
    expect(path).toEqual(['Open', 'What is next', 'Decide']);
  });
});

describe('trouble', () => {
  test.each(['Runtime.ExitError', 'States.Timeout', 'Error'])('%s while opening is told to Decide', async (error) => {
    const { status, output } = await run({}, always('Open', error));
    expect(status).toBe('SUCCEEDED');
    expect(output).toEqual({ outcome: { ...input, opened: { error } } });
  });

  test.each(['ClamAV', 'YARA', 'Content'])(
    'of %s stands in its place, by its name and without its cause',
    async (state) => {
      const { status, output } = await run({ [state]: throwing('Breakage') });
      expect(status).toBe('SUCCEEDED');
      const { examined } = (output as { outcome: { examined: object[] } }).outcome;
      expect(examined).toContainEqual({ examiner: state.toLowerCase(), error: 'Breakage' });
      expect(examined).toHaveLength(3);
      expect(JSON.stringify(output)).not.toContain('a word of the mail');
    },
  );

  test.each(['ClamAV', 'YARA', 'Content'])('%s that is not there is asked three times in all', async (state) => {
    const { output, retried, waited } = await run({ [state]: throwing('EngineUnavailable') });
    expect(retried.map((one) => one.state)).toEqual([state, state]);
    expect(waited).toBe(16);
    expect(JSON.stringify(output)).toContain('EngineUnavailable');
  });

  test('of the service is tried again everywhere', async () => {
    for (const state of ['Open', 'ClamAV', 'YARA', 'Content', 'Decide']) {
      const once: Inject = (at, attempt) =>
        at === state && attempt === 1 ? { error: 'Lambda.TooManyRequestsException' } : undefined;
      const { status, retried } = await run({}, once);
      expect({ state, status, retried: retried.length }).toEqual({ state, status: 'SUCCEEDED', retried: 1 });
    }
  });

  test('an environment that died is tried once more, and a time-out where there is time', async () => {
    const tries = async (state: string, error: string) => (await run({}, always(state, error))).retried.length;
    expect(await tries('ClamAV', 'Runtime.ExitError')).toBe(1);
    expect(await tries('YARA', 'Runtime.OutOfMemory')).toBe(1);
    expect(await tries('Content', 'Lambda.Unknown')).toBe(1);
    expect(await tries('ClamAV', 'Lambda.Unknown')).toBe(0);
    expect(await tries('Content', 'Sandbox.Timedout')).toBe(1);
    expect(await tries('YARA', 'States.Timeout')).toBe(1);
    expect(await tries('ClamAV', 'States.Timeout')).toBe(0);
  });

  test('of Decide fails the run: SQS brings the message again', async () => {
    expect((await run({ Decide: throwing('Breakage') })).status).toBe('FAILED');
  });
});

test('the longest way that time-outs can make is shorter than the run', () => {
  const second = 2 * timing.examiner + 1;
  const waits = 2 * 8;
  const longest = timing.open + Math.max(timing.clamav + waits, second + waits) + timing.decide;
  expect(longest).toBeLessThan(timing.machine);
  expect(deployed.TimeoutSeconds).toBe(timing.machine);
  // An Express execution ends after 5 minutes.
  expect(timing.machine).toBeLessThan(300);
});
