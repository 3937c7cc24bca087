/** A message that takes with it whoever opens it: tries are counted before the try. */
import type { FaultHook } from '../../support/aws/call.ts';
import { states } from '#wiring/filter.ts';
import { allHeld, type Fault } from './fault.ts';
import type { Scene } from './scene.ts';

const fact = 'issue: a poison message is held after two tries';

/** Open dies as soon as it has written down that it tries: the first so many times. */
function killOpen(scene: Scene, times: number): FaultHook {
  let deaths = 0;
  return async (call, phase) => {
    if (phase !== 'after' || call.caller !== scene.idOf('open') || !call.target.endsWith('/message')) return undefined;
    if (deaths === times || (await scene.tries()) !== deaths + 1) return undefined;
    deaths++;
    await scene.stage.rehearsal.function('open').die();
    return { kind: 'drop' };
  };
}

export const faults: Fault[] = [
  { name: 'Open dies over it once', fact, arrange: (scene) => scene.trouble(killOpen(scene, 1)) },
  {
    name: 'Open dies over it twice',
    fact,
    outcomes: allHeld,
    because: 'MESSAGE_BREAKS_WORKER',
    arrange: (scene) => scene.trouble(killOpen(scene, 2)),
  },
  {
    name: 'Open takes too long over it twice',
    fact,
    outcomes: allHeld,
    because: 'MESSAGE_BREAKS_WORKER',
    arrange: (scene) => scene.injure(states.open, 'States.Timeout', 2, true),
  },
];
