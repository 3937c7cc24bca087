/** Runs that fail, and findings larger than a state may hold. */
import { states } from '#wiring/filter.ts';
import { message, multipart, part } from '../../scan/build.ts';
import { allHeld, type Fault } from './fault.ts';

const failing = 'section 5: Execution FAILED / TIMED_OUT, the API answers 200 anyway';
const large = 'section 5: State > 256 KiB, not caught; a hostile 1,000-part mail must be a test';

const manyParts = message(
  ...multipart(
    Array.from({ length: 1000 }, (_, n) => part({ content: `part ${n}`, name: `${n}.txt`, type: 'text/plain' })),
  ),
);

/** More than any state may hold. */
const bloated = (answer: unknown): unknown => ({ ...(answer as object), examinations: { value: 'x'.repeat(300_000) } });

/** What the content examiners said in the first so many runs is too large. */
function bloat(times: number): Fault['arrange'] {
  return ({ stage: { rehearsal } }) => {
    let left = times;
    rehearsal.distort = (name, answer) => (name.endsWith('Content') && left-- > 0 ? bloated(answer) : answer);
  };
}

export const faults: Fault[] = [
  {
    name: 'a run fails and is answered with 200',
    fact: failing,
    arrange: (scene) => scene.injure(states.decide, 'Error', 1),
  },
  {
    name: 'a run ends TIMED_OUT and is answered with 200, before anything is done',
    fact: failing,
    arrange({ stage: { rehearsal, machine } }) {
      let left = 1;
      rehearsal.aws.machine = async (input) => (left-- > 0 ? { status: 'TIMED_OUT' } : machine!(input));
    },
  },
  {
    name: 'a run ends TIMED_OUT and is answered with 200, with all done',
    fact: failing,
    arrange({ stage: { rehearsal, machine } }) {
      let left = 1;
      rehearsal.aws.machine = async (input) => {
        const ended = await machine!(input);
        return left-- > 0 ? { status: 'TIMED_OUT' } : ended;
      };
    },
  },
  {
    name: 'a thousand parts',
    fact: large,
    raw: manyParts,
    outcomes: allHeld,
    because: 'MIME_TOO_MANY_PARTS',
    arrange: () => undefined,
  },
  { name: 'findings are too large for the state, once', fact: large, arrange: bloat(1) },
  {
    name: 'findings are too large for the state, always',
    fact: large,
    outcomes: allHeld,
    because: 'MESSAGE_BREAKS_WORKER',
    arrange: bloat(Infinity),
  },
];
