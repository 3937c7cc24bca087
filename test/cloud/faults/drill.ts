/** One fault from the message's arrival until nothing happens any more. */
import { timing } from '#wiring/timing.ts';
import type { Fault } from './fault.ts';
import { described, restOf, troubles } from './look.ts';
import { Scene } from './scene.ts';
import type { Stage } from './stage.ts';

export interface Result {
  name: string;
  outcome: string;
  /** What is not as it must be; empty when all is well. */
  troubles: string[];
  /** Simulated minutes until all was at rest. */
  minutes: number;
}

const minute = 60_000;
const hour = 60 * minute;
const usualHours = 8;
/** A message of SQS that its receiver died over. */
const longestInvisible = Math.max(timing.startVisibility, timing.deliveryVisibility) * 1000;
/** How often the clock stands still for a round, by how long it has gone on. */
const beats = [
  { until: 5 * minute, beat: minute },
  { until: hour, beat: 5 * minute },
  { until: 5 * hour, beat: 30 * minute },
  { until: 10 * hour, beat: hour },
];
let serial = 0;

export async function drill(fault: Fault, stage: Stage): Promise<Result> {
  const scene = new Scene(stage, ++serial, fault.raw);
  const began = stage.rehearsal.now();
  try {
    await fault.arrange(scene);
    await scene.send();
    const hours = fault.hours ?? usualHours;
    let rested = await untilRest(scene, began, hours);
    if (fault.afterwards) {
      await fault.afterwards(scene);
      rested = await untilRest(scene, began, hours);
    }
    const said = await troubles(scene, fault);
    if (rested === undefined && said.length === 0) said.push('it does not come to rest');
    const minutes = Math.round(((rested ?? stage.rehearsal.now()) - began) / minute);
    return { name: fault.name, outcome: await described(scene), troubles: said, minutes };
  } finally {
    undo(stage);
  }
}

/** Whatever a fault set is as before. */
function undo({ rehearsal, hop, machine }: Stage): void {
  const { aws } = rehearsal;
  Object.assign(aws, { fault: undefined, refuseRecords: 0, machine });
  Object.assign(rehearsal, { inject: undefined, distort: undefined });
  Object.assign(rehearsal, { repeatNotices: false, loseNotices: false, pollers: 1 });
  Object.assign(hop, { open: true, loseReplies: 0 });
}

/** When every copy had come to rest, queues apart: what they bring once more changes nothing. Undefined: it does not. */
async function untilRest(scene: Scene, began: number, hours: number): Promise<number | undefined> {
  const { rehearsal } = scene.stage;
  for (let rested: number | undefined; ;) {
    const passed = rehearsal.now() - began;
    await scene.round(passed / minute);
    await rehearsal.settle();
    const rest = passed < scene.restless * minute ? 'none' : await restOf(scene);
    rested = rest === 'none' ? undefined : (rested ?? rehearsal.now());
    if (rest === 'full') return rested;
    if (passed > hours * hour) return undefined;
    rehearsal.advance(rest === 'none' ? untilNext(passed, rehearsal.now()) : longestInvisible);
    // One that fails comes round again a minute later.
    await rehearsal.schedule('sweep').catch(() => undefined);
  }
}

/**
 * The sweep comes every minute, and has more to do on the fifth and at the full hour: of the later ones only some come here. What takes
 * days is looked at between the hours, where the quarantine is not gone through.
 */
function untilNext(passed: number, now: number): number {
  const beat = beats.find(({ until }) => passed < until)?.beat;
  return beat === undefined ? 4 * hour + 5 * minute - (now % hour) : beat - (now % beat);
}
