/** Open died when it had made one row of three, and nothing says that the message was begun. */
import type { Fault } from './fault.ts';

export const faults: Fault[] = [
  {
    name: 'begun by half: one row of three, and no item of the message',
    fact: 'issue: a function dying between its writes',
    arrange(scene) {
      let died = false;
      scene.trouble(async (call, phase) => {
        if (call.caller !== scene.idOf('open') || phase !== 'before' || call.operation !== 'UpdateItem')
          return undefined;
        if (died || call.target.endsWith('/copy#00000')) return undefined;
        // Both of the others get nowhere.
        setImmediate(() => (died = true));
        await scene.stage.rehearsal.function('open').die();
        return { kind: 'drop' };
      });
    },
  },
];
