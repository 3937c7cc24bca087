/** SQS gives a message to a second receiver while the first is still at work on it. */
import type { Call } from '../../support/aws/call.ts';
import type { Fault } from './fault.ts';
import type { Scene } from './scene.ts';

const fact = 'issue: SQS redelivery while the first run still works';
/** Longer than any lease or visibility. */
const ages = 2 * 60 * 60_000;

/** One call waits until a second receiver has done whatever it would do; with `late` so long that the first one's lease is over. */
function meanwhile(scene: Scene, queue: 'start' | 'delivery', which: (call: Call) => boolean, late: boolean): void {
  const { rehearsal } = scene.stage;
  let waited = false;
  scene.trouble(async (call, phase) => {
    if (waited || phase !== 'before' || !which(call)) return undefined;
    waited = true;
    if (late) rehearsal.advance(ages);
    await scene.announce(queue);
    await rehearsal.settle();
    return undefined;
  });
}

const writes =
  (scene: Scene, name: string, operation: string, end: string) =>
  ({ caller, operation: asked, target }: Call): boolean =>
    caller === scene.idOf(name) && asked === operation && target.endsWith(end);

const held = (late: boolean): Fault[] =>
  (
    [
      ['Open makes the rows', 'start', 'open', 'UpdateItem', '/copy#00001'],
      ['Open takes it in hand', 'start', 'open', 'UpdateItem', '/message'],
      ['Decide puts it into quarantine', 'start', 'decide', 'CopyObject', '.eml'],
      ['Decide decides', 'start', 'decide', 'UpdateItem', '/message'],
      ['Decide writes a copy', 'start', 'decide', 'UpdateItem', '/copy#00001'],
      ['a delivery takes a copy in hand', 'delivery', 'deliver', 'UpdateItem', '/copy#00000'],
    ] as const
  ).map(([what, queue, name, operation, end]) => ({
    name: `redelivered while ${what}${late ? ', two hours late' : ''}`,
    fact,
    arrange: (scene) => meanwhile(scene, queue, writes(scene, name, operation, end), late),
  }));

export const faults: Fault[] = [
  ...held(false),
  ...held(true),
  {
    name: 'redelivered while the mailbox is written',
    fact,
    arrange: (scene) =>
      meanwhile(
        scene,
        'delivery',
        (call) => call.operation === 'PutObject' && call.target.includes('/mailbox/'),
        false,
      ),
  },
];
