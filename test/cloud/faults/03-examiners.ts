/** Examiners that take too long, die, or have no engine. */
import { states } from '#wiring/filter.ts';
import { allHeld, type Fault } from './fault.ts';

const timing = 'issue: an examiner timing out';
const dying = 'section 5: Lambda throttle, OOM, cold; Runtime.ExitError -> finding';

const died = 'Runtime.ExitError';

export const faults: Fault[] = [
  ...(['States.Timeout', 'Sandbox.Timedout'] as const).flatMap((error): Fault[] => [
    {
      name: `YARA: ${error}, once`,
      fact: timing,
      arrange: (scene) => scene.injure(states.yara, error, 1),
    },
    {
      name: `YARA: ${error}, again and again`,
      fact: timing,
      outcomes: allHeld,
      because: 'ANTIVIRUS_YARA_TIMED_OUT',
      arrange: (scene) => scene.injure(states.yara, error),
    },
    {
      name: `Content: ${error}, again and again`,
      fact: timing,
      outcomes: allHeld,
      because: 'ATTACHMENTS_TIMED_OUT',
      arrange: (scene) => scene.injure(states.content, error),
    },
    {
      name: `ClamAV: ${error}`,
      fact: timing,
      outcomes: allHeld,
      because: 'ANTIVIRUS_CLAMAV_TIMED_OUT',
      arrange: (scene) => scene.injure(states.clamav, error),
    },
  ]),
  ...(
    [
      ['ClamAV', states.clamav, 'ANTIVIRUS_CLAMAV_FAILED'],
      ['YARA', states.yara, 'ANTIVIRUS_YARA_FAILED'],
      ['Content', states.content, 'ANTIVIRUS_DOCUMENTS_FAILED'],
    ] as const
  ).flatMap(([name, state, because]): Fault[] => [
    { name: `${name} dies once`, fact: dying, arrange: (scene) => scene.injure(state, died, 1) },
    {
      name: `${name} dies twice`,
      fact: dying,
      outcomes: allHeld,
      because,
      arrange: (scene) => scene.injure(state, died, 2),
    },
  ]),
  {
    name: 'ClamAV dies at work over it, once',
    fact: dying,
    arrange(scene) {
      const { rehearsal } = scene.stage;
      let killed = false;
      // It reads the message from the bucket: that is its last call before it looks at it.
      scene.trouble(async (call, phase) => {
        if (killed || phase !== 'after' || call.caller !== scene.idOf('clamav')) return undefined;
        killed = true;
        await rehearsal.function('clamav').die();
        return { kind: 'drop' };
      });
    },
  },
];
