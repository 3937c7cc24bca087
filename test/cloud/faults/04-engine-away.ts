/** An engine is not there: no message is to blame, and none goes by unexamined. */
import { engineUnavailable, states } from '#wiring/filter.ts';
import type { Fault } from './fault.ts';
import type { Scene } from './scene.ts';

const fact = 'issue: engine unavailable, back to the queue with delay, never lost; promise 2';

function away(scene: Scene, minutes: number): void {
  const { rehearsal } = scene.stage;
  scene.injure(states.clamav, engineUnavailable);
  scene.after(minutes, () => (rehearsal.inject = undefined));
}

async function heldMeanwhile({ id, stage }: Scene): Promise<string[]> {
  const kinds = (await stage.stores.log.events(id, 0)).map(({ kind }) => kind);
  return kinds.includes('held') ? [] : [`it was not held in the meantime: ${kinds.join(' ')}`];
}

export const faults: Fault[] = [
  {
    name: 'an engine is away for a moment',
    fact,
    arrange: (scene) => scene.injure(states.clamav, engineUnavailable, 1),
  },
  { name: 'an engine is away for half an hour', fact, arrange: (scene) => away(scene, 30) },
  {
    name: 'an engine is away for five hours: held, then scanned again',
    fact,
    arrange(scene) {
      away(scene, 5 * 60);
      scene.restless = 6 * 60;
    },
    check: heldMeanwhile,
  },
  {
    name: 'every engine is away for half an hour',
    fact,
    arrange(scene) {
      const { rehearsal } = scene.stage;
      rehearsal.inject = (state) =>
        [states.clamav, states.yara, states.content].includes(state as 'YARA')
          ? { error: engineUnavailable }
          : undefined;
      scene.after(30, () => (rehearsal.inject = undefined));
    },
  },
];
