/**
 * Runs a state machine of the template (JSONPath) with functions of our own: aws-local-stepfunctions, and around it what it lacks of an
 * Express machine. Every state's input and output has 256 KB, and more ends the execution whatever is caught. A function's error arrives as
 * Lambda's: its name, and a cause in JSON. Retries happen, their waits do not; they are summed up in `waited`.
 *
 * What it does not do, so that a definition with it is refused: JSONata, variables (Assign), Map, other services than Lambda, `States.TaskFailed`.
 * What it does otherwise than AWS: inside a branch `$$.Execution.Input` is the branch's input, and there is no `$$.State` or `$$.Execution.Id`;
 * a Pass whose Result is null, false, 0 or '' passes its input on; the machine's and a task's own TimeoutSeconds pass in real time
 * (inject `States.Timeout` instead); the 25,000 events and 1 MB of history, which Express does not have, are not counted.
 */
import { ExecutionTimeoutError, StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';

import { type Definition, prepared, type State, statesOf, type Task, tasksOf } from './definition.ts';
import { asJson, type FunctionError, invoke, type LambdaFunction, size } from './invocation.ts';
import { type Execution, mostState } from './states.ts';

export interface MachineRun extends Execution {
  /** States entered, in order; those of branches as they happened. */
  path: string[];
  retried: { state: string; attempt: number }[];
  /** Seconds that the retries would have waited, one after the other. */
  waited: number;
}

/** Something wrong with one attempt: `Lambda.TooManyRequestsException`, `Runtime.ExitError`, `Sandbox.Timedout`, `States.Timeout`. */
export interface Trouble {
  error: string;
  /** The function ran, and nobody heard of it. */
  ran?: true;
}
/** Attempts are counted from 1, for each state in each execution. */
export type Inject = (state: string, attempt: number) => Trouble | undefined;

/** By the name of a state or the ARN of a function. */
export type Functions = Record<string, LambdaFunction>;

export function createMachine(
  definition: Definition,
  functions: Functions,
  inject: Inject = () => undefined,
): (input: unknown) => Promise<MachineRun> {
  const ready = prepared(definition);
  for (const { name, arn } of tasksOf(ready))
    if (!functions[name] && !functions[arn]) throw new Error(`no function for ${name} (${arn})`);
  const machine = new StateMachine(ready as unknown as StateMachineDefinition, {
    validationOptions: { checkArn: false },
  });
  return (input) => execute(machine, ready, functions, inject, input);
}

interface Progress extends Pick<MachineRun, 'path' | 'retried' | 'waited'> {
  /** The state that was too large. */
  tooLarge?: string;
}

async function execute(
  machine: StateMachine,
  definition: Definition,
  functions: Functions,
  inject: Inject,
  input: unknown,
): Promise<MachineRun> {
  const progress: Progress = { path: [], retried: [], waited: 0 };
  const hands = tasksOf(definition).map((task) => [task.name, handler(task, functions, inject, progress)] as const);
  const retrying = statesOf(definition).filter(([, state]) => state.Retry);
  const waiting = statesOf(definition).filter(([, state]) => state.Type === 'Wait');
  const execution = machine.run(asJson(input) as Parameters<StateMachine['run']>[0], {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(hands) as never,
      retryIntervalOverrides: atOnce(retrying),
      waitTimeOverrides: atOnce(waiting),
    },
  });
  const [ended] = await Promise.all([settled(execution.result), follow(execution, progress)]);
  const { path, retried, waited, tooLarge } = progress;
  const outcome = tooLarge === undefined ? ended : dataLimit(tooLarge);
  return { ...outcome, path, retried, waited };
}

function atOnce(states: [string, State][]): Record<string, number> {
  return Object.fromEntries(states.map(([name]) => [name, 0]));
}

async function settled(result: Promise<unknown>): Promise<Execution> {
  try {
    return { status: 'SUCCEEDED', output: await result };
  } catch (error) {
    if (error instanceof ExecutionTimeoutError) return { status: 'TIMED_OUT' };
    const caught = error instanceof Error && error.cause instanceof Error ? error.cause : new Error(String(error));
    return { status: 'FAILED', error: caught.name, cause: caught.message };
  }
}

function dataLimit(state: string): Execution {
  return {
    status: 'FAILED',
    error: 'States.DataLimitExceeded',
    cause: `The state/task '${state}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  };
}

/** Notes where the execution is, and ends it at the first state that holds too much. */
async function follow({ eventLogs, abort }: ReturnType<StateMachine['run']>, progress: Progress): Promise<void> {
  for await (const event of eventLogs) {
    if (!('state' in event)) continue;
    const { name, input, output } = event.state;
    if (event.type === 'StateEntered') progress.path.push(name);
    if ('retry' in event) {
      const { retrier, attempt } = event.retry;
      progress.retried.push({ state: name, attempt });
      const wait = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** (attempt - 1);
      progress.waited += Math.min(wait, retrier.MaxDelaySeconds ?? wait);
    }
    if (progress.tooLarge === undefined && Math.max(size(input), size(output)) > mostState) {
      progress.tooLarge = name;
      abort();
    }
  }
}

function handler(
  task: Task,
  functions: Functions,
  inject: Inject,
  progress: Progress,
): (input: unknown) => Promise<unknown> {
  let attempt = 0;
  const run = functions[task.name] ?? functions[task.arn];
  return async (input) => {
    // The events of everything before this state are looked at first: a state too large is the end.
    await new Promise((resolve) => void setImmediate(resolve));
    if (progress.tooLarge !== undefined) throw uncatchable();
    if (size(input) > mostState) throw tooLarge(progress, task.name);
    const trouble = inject(task.name, ++attempt);
    if (trouble && !trouble.ran) throw failed(trouble.error, trouble.error);
    const outcome = await invoke(run!, task.payload(input));
    if (trouble) throw failed(trouble.error, trouble.error);
    if (outcome.kind === 'failed') throw failed(outcome.error.errorType, cause(outcome.error));
    const result = task.result(outcome.payload);
    if (size(result) > mostState) throw tooLarge(progress, task.name);
    return result;
  };
}

/** An error that neither Retry nor Catch sees: the interpreter reads these two fields. */
function uncatchable(): Error {
  return Object.assign(failed('States.DataLimitExceeded', 'States.DataLimitExceeded'), {
    isRetryable: false,
    isCatchable: false,
  });
}

function tooLarge(progress: Progress, state: string): Error {
  progress.tooLarge ??= state;
  return uncatchable();
}

function failed(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

/** Of a cause, AWS keeps 32,768 characters. */
function cause(error: FunctionError): string {
  return JSON.stringify(error).slice(0, 32_768);
}
