/** The Lambda service does not run a function, or does not say what became of it. */
import { serviceErrors, states } from '#wiring/filter.ts';
import type { Fault } from './fault.ts';

const fact = 'section 5: Lambda throttle, OOM, cold: Retry on TooManyRequests/Service/Sdk with jitter';
const [throttled, unknown] = serviceErrors;
/** One attempt and five retries. */
const allOfOneRun = 6;
const functions = [states.open, states.clamav, states.yara, states.content, states.decide];

export const faults: Fault[] = [
  ...functions.map((state): Fault => ({
    name: `${state} is throttled through all retries of a run`,
    fact,
    arrange: (scene) => scene.injure(state, throttled, allOfOneRun),
  })),
  ...functions.map((state): Fault => ({
    name: `${state} ran, and nobody knows: ${unknown}`,
    fact,
    arrange: (scene) => scene.injure(state, unknown, 1, true),
  })),
  {
    name: 'every function is throttled for 20 minutes',
    fact,
    deadLetters: true,
    arrange(scene) {
      const { rehearsal } = scene.stage;
      rehearsal.inject = () => ({ error: throttled });
      scene.after(20, () => (rehearsal.inject = undefined));
    },
  },
];
