/** Two deliveries of one message. */
import type { Fault } from './fault.ts';
import type { Scene } from './scene.ts';

const fact = 'issue: a second receiver of the delivery queue; SQS delivers at least once';

/** As soon as a delivery is announced, it is announced so many more times. */
function moreOften(scene: Scene, times: number): void {
  let done = false;
  scene.trouble(async (call, phase) => {
    if (done || phase !== 'after' || call.operation !== 'SendMessage' || call.caller !== scene.idOf('decide'))
      return undefined;
    done = true;
    for (let n = 0; n < times; n++) await scene.announce('delivery');
    return undefined;
  });
}

export const faults: Fault[] = [
  { name: 'a delivery is announced twice, in one batch', fact, arrange: (scene) => moreOften(scene, 1) },
  {
    name: 'three deliveries of one message at once',
    fact,
    arrange(scene) {
      scene.stage.rehearsal.pollers = 3;
      moreOften(scene, 2);
    },
  },
  {
    name: 'the announcement of a delivery is lost',
    fact: 'design 7: a sweeper every minute for what is due',
    arrange: (scene) =>
      scene.trouble((call, phase) =>
        phase === 'before' && call.operation === 'SendMessage' && call.caller === scene.idOf('decide')
          ? { kind: 'error', status: 403, code: 'AccessDenied' }
          : undefined,
      ),
  },
];
