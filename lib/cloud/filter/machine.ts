/**
 * The Express state machine, as the States Language has it (JSONPath): open, then the examiners side by side, then decide.
 * Trouble with one message never fails a run: it becomes an answer `{error}`, and Decide holds the message. Decide alone has no
 * Catch: when it cannot write, nothing is decided, and SQS brings the message again.
 * ARNs are put in by the deployment where `${...}` stands.
 */
import { engineUnavailable, type ExaminerFunction, places, serviceErrors, states } from '#wiring/filter.ts';
import { timing } from '#wiring/timing.ts';

type State = Record<string, unknown>;

/** Which state calls which function, by the name in `${...}`. */
export const substitutions = {
  Open: 'open',
  Clamav: 'clamav',
  Yara: 'yara',
  Content: 'content',
  Decide: 'decide',
} as const;
export type Substitution = keyof typeof substitutions;

/** The function did not run, or nobody knows: again, soon, and not all runs at the same moment. */
const serviceRetry = {
  ErrorEquals: [...serviceErrors],
  IntervalSeconds: 1,
  BackoffRate: 2,
  MaxAttempts: 5,
  MaxDelaySeconds: 10,
  JitterStrategy: 'FULL',
};
/** A cold ClamAV loads its signatures meanwhile. */
const engineRetry = { ErrorEquals: [engineUnavailable], IntervalSeconds: 8, BackoffRate: 1, MaxAttempts: 2 };
const died = ['Runtime.ExitError', 'Runtime.OutOfMemory'];
/** Which of them comes depends on who was faster; without a name of its own, what happened is `Unknown`. */
const timedOut = ['States.Timeout', 'Sandbox.Timedout', 'Lambda.Unknown'];
/** Once more: the first time may have been another message's doing, in the same environment. */
const again = (errors: string[]): State => ({ ErrorEquals: errors, IntervalSeconds: 1, MaxAttempts: 1 });

export function definition(): object {
  return {
    Comment: 'One message: open, examine, decide',
    StartAt: states.open,
    TimeoutSeconds: timing.machine,
    States: {
      [states.open]: {
        ...task('Open', timing.open),
        ResultPath: places.opened,
        Retry: [serviceRetry],
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: places.opened, Next: states.openFailed }],
        Next: states.afterOpen,
      },
      // The name of the error and not its cause, which may tell of the mail.
      [states.openFailed]: {
        Type: 'Pass',
        Parameters: { 'error.$': `${places.opened}.Error` },
        ResultPath: places.opened,
        Next: states.decide,
      },
      [states.afterOpen]: {
        Type: 'Choice',
        Choices: [next('examine', states.examine), next('decide', states.decide)],
        Default: states.done,
      },
      [states.examine]: {
        Type: 'Parallel',
        Branches: [
          // A second wait of this length would be more than the whole run has.
          branch('clamav', task('Clamav', timing.clamav), [again(died)]),
          branch('yara', task('Yara', timing.examiner), [again([...died, ...timedOut])]),
          branch('content', task('Content', timing.examiner), [again([...died, ...timedOut])]),
        ],
        ResultPath: places.examined,
        Next: states.decide,
      },
      [states.decide]: { ...task('Decide', timing.decide), Retry: [serviceRetry], End: true },
      [states.done]: { Type: 'Succeed', InputPath: places.opened },
    },
  };
}

function task(substitution: Substitution, seconds: number): State {
  return { Type: 'Task', Resource: `\${${substitution}}`, TimeoutSeconds: seconds };
}

function next(answer: string, state: string): State {
  return { Variable: `${places.opened}.next`, StringEquals: answer, Next: state };
}

function branch(examiner: ExaminerFunction, examine: State, retries: State[]): State {
  const [name, failed] = [states[examiner], states[`${examiner}Failed`]];
  return {
    StartAt: name,
    States: {
      [name]: {
        ...examine,
        Retry: [serviceRetry, engineRetry, ...retries],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: failed }],
        End: true,
      },
      [failed]: { Type: 'Pass', Parameters: { examiner, 'error.$': '$.Error' }, End: true },
    },
  };
}
