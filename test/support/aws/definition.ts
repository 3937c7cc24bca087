/** A state machine's definition, made ready for the interpreter; what that would run otherwise than AWS is refused here. */
export interface State {
  Type: string;
  Resource?: string;
  Parameters?: Record<string, unknown>;
  ResultPath?: string | null;
  Retry?: Handled[];
  Catch?: (Handled & { ResultPath?: string | null })[];
  Branches?: Definition[];
  [field: string]: unknown;
}
interface Handled {
  ErrorEquals: string[];
}
export interface Definition {
  StartAt: string;
  States: Record<string, State>;
  QueryLanguage?: string;
  TimeoutSeconds?: number;
}

export interface Task {
  name: string;
  arn: string;
  /** What the function gets of the state's (effective) input. */
  payload(input: unknown): unknown;
  /** What the state gets of what the function returned. */
  result(returned: unknown): unknown;
}

const optimised = /^arn:[a-z-]+:states:::lambda:invoke$/;
const types = ['Task', 'Parallel', 'Pass', 'Choice', 'Wait', 'Succeed', 'Fail'];

/** Its own and those of its branches. */
export function statesOf({ States }: Definition): [string, State][] {
  return Object.entries(States).flatMap(([name, state]): [string, State][] => [
    [name, state],
    ...(state.Branches ?? []).flatMap(statesOf),
  ]);
}

export function prepared(definition: Definition): Definition {
  const copy = structuredClone(definition);
  const states = statesOf(copy);
  const twice = states.find(([name], n) => states.findIndex(([other]) => other === name) !== n);
  if (twice) throw new Error(`two states are called ${twice[0]}`);
  for (const [name, state] of [['the machine', copy as unknown as State] as const, ...states])
    refuseForeign(name, state);
  for (const [, state] of states)
    for (const part of [state, ...(state.Catch ?? [])]) if (part.ResultPath === '$') delete part.ResultPath;
  return copy;
}

function refuseForeign(name: string, state: State): void {
  const why = foreign(state);
  if (why) throw new Error(`${name}: the interpreter does not do ${why}`);
}

function foreign(state: State): string | undefined {
  if ('QueryLanguage' in state && state.QueryLanguage !== 'JSONPath') return 'JSONata';
  if ('Assign' in state) return 'variables';
  if (state.Type !== undefined && !types.includes(state.Type)) return state.Type;
  if (
    [...(state.Retry ?? []), ...(state.Catch ?? [])].some(({ ErrorEquals }) =>
      ErrorEquals.includes('States.TaskFailed'),
    )
  )
    return 'States.TaskFailed';
  const { Resource = '' } = state;
  return state.Type === 'Task' && !optimised.test(Resource) && !Resource.includes(':function:') ? Resource : undefined;
}

export function tasksOf(definition: Definition): Task[] {
  return statesOf(definition)
    .filter(([, state]) => state.Type === 'Task')
    .map(([name, state]) => (optimised.test(state.Resource ?? '') ? invoked(name, state) : direct(name, state)));
}

function direct(name: string, { Resource = '' }: State): Task {
  return { name, arn: Resource, payload: (input) => input, result: (returned) => returned };
}

/** `lambda:invoke` wraps what goes in and what comes out. */
function invoked(name: string, { Parameters = {} }: State): Task {
  return {
    name,
    arn: String(Parameters['FunctionName']),
    payload: (input) => (input as { Payload?: unknown }).Payload ?? {},
    result: (Payload) => ({ ExecutedVersion: '$LATEST', Payload, StatusCode: 200 }),
  };
}
