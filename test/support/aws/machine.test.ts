import { expect, test } from 'vitest';

import type { Definition } from './definition.ts';
import { createMachine, type Functions, type Inject } from './machine.ts';

const arn = (name: string) => `arn:aws:lambda:eu-central-1:000000000000:function:${name}`;
const task = (name: string, more: object) => ({ Type: 'Task', Resource: arn(name), ...more });
const everything = ['States.ALL'];

/** The shape of the real one: open, three branches of which each catches, decide. */
const sample: Definition = {
  StartAt: 'Open',
  States: {
    Open: task('open', {
      ResultPath: '$.opened',
      Retry: [{ ErrorEquals: ['Lambda.TooManyRequestsException'], IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 3 }],
      Catch: [{ ErrorEquals: everything, ResultPath: '$.trouble', Next: 'Open failed' }],
      Next: 'What is next',
    }),
    'What is next': {
      Type: 'Choice',
      Choices: [{ Variable: '$.opened.skip', BooleanEquals: true, Next: 'Done' }],
      Default: 'Examine',
    },
    Examine: {
      Type: 'Parallel',
      ResultPath: '$.examined',
      Branches: ['ClamAV', 'YARA'].map((name) => ({
        StartAt: name,
        States: {
          [name]: task(name.toLowerCase(), {
            Retry: [{ ErrorEquals: ['EngineUnavailable'], MaxAttempts: 2 }],
            Catch: [{ ErrorEquals: everything, ResultPath: '$.trouble', Next: `${name} failed` }],
            End: true,
          }),
          [`${name} failed`]: {
            Type: 'Pass',
            Parameters: { failed: name, 'error.$': '$.trouble.Error', 'cause.$': '$.trouble.Cause' },
            End: true,
          },
        },
      })),
      Next: 'Decide',
    },
    Decide: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: arn('decide'), Payload: { 'id.$': '$.id', 'examined.$': '$.examined' } },
      OutputPath: '$.Payload',
      Next: 'Done',
    },
    'Open failed': { Type: 'Fail', Error: 'OpenFailed', Cause: 'could not open' },
    Done: { Type: 'Succeed' },
  },
};

const honest: Functions = {
  [arn('open')]: () => ({ skip: false, parts: 1 }),
  [arn('clamav')]: () => ({ clamav: 'clean' }),
  YARA: () => ({ yara: 'clean' }),
  [arn('decide')]: (input) => ({ decided: input }),
};
const run = (functions: Functions = {}, inject?: Inject, input: unknown = { id: 'a' }) =>
  createMachine(sample, { ...honest, ...functions }, inject)(input);
const throwing = (name: string, message: string) => () => {
  throw Object.assign(new Error(message), { name });
};

test('Results stand where ResultPath says, branches in their order, and the path is told.', async () => {
  const { path, ...outcome } = await run();
  const output = { decided: { id: 'a', examined: [{ clamav: 'clean' }, { yara: 'clean' }] } };
  expect(outcome).toEqual({ status: 'SUCCEEDED', output, retried: [], waited: 0 });
  expect(path.toSorted()).toEqual(['ClamAV', 'Decide', 'Done', 'Examine', 'Open', 'What is next', 'YARA']);
  expect([path[0], path.at(-1)]).toEqual(['Open', 'Done']);
});

test('A choice is made.', async () => {
  expect((await run({ Open: () => ({ skip: true }) })).path).toEqual(['Open', 'What is next', 'Done']);
});

test('Throttling is tried again as often as Retry says, without waiting; then Catch has it.', async () => {
  let ran = 0;
  const count = () => (ran++, { skip: true });
  const throttled =
    (times: number): Inject =>
    (state, attempt) =>
      state === 'Open' && attempt <= times ? { error: 'Lambda.TooManyRequestsException' } : undefined;
  expect(await run({ Open: count }, throttled(3))).toMatchObject({
    status: 'SUCCEEDED',
    retried: [1, 2, 3].map((attempt) => ({ state: 'Open', attempt })),
    waited: 2 + 6 + 18,
  });
  expect(ran).toBe(1);
  const end = await run({ Open: count }, throttled(4));
  expect(end).toMatchObject({
    status: 'FAILED',
    error: 'OpenFailed',
    cause: 'could not open',
    path: ['Open', 'Open failed'],
  });
});

test('A function that ran and was not heard of runs again.', async () => {
  let ran = 0;
  const lost: Inject = (state, attempt) =>
    state === 'Open' && attempt === 1 ? { error: 'Lambda.TooManyRequestsException', ran: true } : undefined;
  await run({ Open: () => (ran++, { skip: true }) }, lost);
  expect(ran).toBe(2);
});

test('What a branch catches has the name of the error, and the message in a cause of JSON.', async () => {
  const { status, output } = await run({ ClamAV: throwing('EngineUnavailable', 'no "clamd"') });
  const { examined } = (output as { decided: { examined: Record<string, string>[] } }).decided;
  expect([status, examined[0]?.['failed'], examined[0]?.['error']]).toEqual([
    'SUCCEEDED',
    'ClamAV',
    'EngineUnavailable',
  ]);
  expect(JSON.parse(examined[0]?.['cause'] ?? '')).toMatchObject({
    errorType: 'EngineUnavailable',
    errorMessage: 'no "clamd"',
  });
});

test.each(['Runtime.ExitError', 'Sandbox.Timedout', 'States.Timeout'])('%s is caught by States.ALL.', async (error) => {
  const { output } = await run({}, (state) => (state === 'YARA' ? { error } : undefined));
  expect(output).toMatchObject({ decided: { examined: [{ clamav: 'clean' }, { failed: 'YARA', error }] } });
});

const limit = 256 * 1024;
const tooMuch = { status: 'FAILED', error: 'States.DataLimitExceeded' };

test('A result over 256 KB ends the execution, whatever is caught, and nothing runs after it.', async () => {
  let decided = 0;
  const Decide = () => decided++;
  expect(await run({ ClamAV: () => 'x'.repeat(limit - 1), Decide })).toMatchObject(tooMuch);
  expect(await run({ ClamAV: () => 'é'.repeat(limit / 2), Decide })).toMatchObject(tooMuch);
  expect(decided).toBe(0);
});

test('A result over 256 KB is too large even where it would be thrown away.', async () => {
  const one = { StartAt: 'Open', States: { Open: task('open', { ResultPath: null, End: true }) } };
  const of = (bytes: number) => createMachine(one, { Open: () => 'x'.repeat(bytes) })({ id: 'a' });
  expect(await of(limit - 1)).toMatchObject(tooMuch);
  expect(await of(limit - 2)).toMatchObject({ status: 'SUCCEEDED', output: { id: 'a' } });
});

test('Results that are too large only together end it too; what just fits does not.', async () => {
  let decided = 0;
  const Decide = () => decided++;
  const half = { ClamAV: () => 'x'.repeat(limit / 2), YARA: () => 'x'.repeat(limit / 2), Decide };
  expect(await run(half)).toMatchObject({ ...tooMuch, cause: expect.stringContaining(`'Examine'`) });
  expect(decided).toBe(0);
  const frame = JSON.stringify({ id: 'a', opened: { skip: true, text: '' } }).length;
  const opens = (bytes: number) => run({ Open: () => ({ skip: true, text: 'x'.repeat(bytes) }) });
  expect(await opens(limit - frame)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await opens(limit - frame + 1)).toMatchObject(tooMuch);
});

test("An error that nothing catches is the execution's.", async () => {
  expect(await run({ Decide: throwing('TypeError', 'oh') })).toMatchObject({
    status: 'FAILED',
    error: 'TypeError',
    cause: expect.stringContaining('"errorMessage":"oh"'),
  });
});

test.each([
  ['no function', { Missing: task('missing', { End: true }) }],
  ['JSONata', { Missing: { Type: 'Pass', QueryLanguage: 'JSONata', End: true } }],
  ['another service', { Missing: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', End: true } }],
  ['States.TaskFailed', { Missing: task('open', { Retry: [{ ErrorEquals: ['States.TaskFailed'] }], End: true }) }],
])('What cannot be run as AWS runs it is refused: %s.', (_, states) => {
  expect(() => createMachine({ StartAt: 'Missing', States: states }, honest)).toThrow();
});
