/** Every write of a run without trouble, and the faults that follow from it: its function dies before it, or after it, or is not told. */
import type { Call } from '../../support/aws/call.ts';
import { dieAfter, dieBefore, loseAnswer } from '../../support/aws/faults.ts';
import { engineUnavailable, states } from '#wiring/filter.ts';
import { drill } from './drill.ts';
import type { Fault } from './fault.ts';
import type { Scene } from './scene.ts';
import type { Stage } from './stage.ts';

/** Those whose death is tried. */
const functions = ['start', 'open', 'decide', 'deliver', 'sweep'];

export interface Write {
  by: string;
  /** Operation and target, without what differs from one message to the next. */
  what: string;
  /** Which of those that look the same, from 1. */
  nth: number;
  /** What is arranged so that it comes about. */
  base: Base;
}

interface Base {
  name: string;
  arrange(scene: Scene): void;
}

/** As it is every day; when an engine is away at first; and when all that tells somebody is lost, so that the sweep has to do it. */
const bases: Base[] = [
  { name: '', arrange: () => undefined },
  { name: 'after waiting', arrange: (scene) => scene.injure(states.clamav, engineUnavailable, 3) },
  { name: 'of what was lost', arrange: loseEverything },
];

function loseEverything(scene: Scene): void {
  const { rehearsal } = scene.stage;
  rehearsal.loseNotices = true;
  rehearsal.aws.refuseRecords = 3;
  scene.trouble(lossOf(scene));
}

/** The announcement of the delivery, and the end of whoever delivered. */
function lossOf(scene: Scene) {
  let died = false;
  return async (call: Call, phase: 'before' | 'after') => {
    if (phase !== 'before') return undefined;
    if (call.operation === 'SendMessage' && call.caller === scene.idOf('decide')) return denied;
    if (died || call.operation !== 'CopyObject' || call.caller !== scene.idOf('deliver')) return undefined;
    died = true;
    await scene.stage.rehearsal.function('deliver').die();
    return denied;
  };
}

const denied = { kind: 'error', status: 403, code: 'AccessDenied' } as const;

/** Sees one message through for each base, and lists what was written. Throws where a base itself goes wrong. */
export async function enumerate(stage: Stage): Promise<Write[]> {
  const known = new Map<string, Write>();
  for (const base of bases) {
    let seen: Scene | undefined;
    const { troubles } = await drill({ ...faultOf(base), arrange: (scene) => base.arrange((seen = scene)) }, stage);
    if (troubles.length > 0 || !seen) throw new Error(`without any death ${base.name}: ${troubles.join('; ')}`);
    for (const write of writesOf(seen, base)) {
      const key = JSON.stringify([write.by, write.what, write.nth]);
      if (!known.has(key)) known.set(key, write);
    }
  }
  return [...known.values()];
}

const faultOf = ({ name }: Base): Omit<Fault, 'arrange'> => ({
  name: `without any death ${name}`,
  fact,
  duplicates: true,
});
const fact = 'issue: a function dying before and after each of its writes';

function writesOf(scene: Scene, base: Base): Write[] {
  return functions.flatMap((by) => {
    const counts = new Map<string, number>();
    return scene
      .calls(by)
      .filter(({ write, status }) => write && status !== undefined && status < 300)
      .map((call) => {
        const what = describe(call, scene);
        const nth = (counts.get(what) ?? 0) + 1;
        counts.set(what, nth);
        return { by, what, nth, base };
      });
  });
}

function describe({ operation, target }: Call, scene: Scene): string {
  const plain = target
    .replace(/^arn:.*:/, '')
    .replaceAll(scene.id, 'ID')
    .replace(/drill\d+/, 'NAME')
    .replace(/\/[0-9a-f]\/ID/, '/h/ID')
    .replace(/[0-9a-f]{64}/, 'HASH');
  return `${operation} ${plain}`;
}

export const ways = ['dies before', 'dies after', 'is not told of'] as const;

/** One fault for each write and way. */
export function faultsOf(writes: readonly Write[]): Fault[] {
  return writes.flatMap((write) => ways.map((way) => faultAt(write, way)));
}

function faultAt(write: Write, way: (typeof ways)[number]): Fault {
  const { by, what, nth, base } = write;
  return {
    name: `${by} ${way} ${what}${nth > 1 ? ` (${nth})` : ''} ${base.name}`.trim(),
    fact,
    // Its death may fall between the other side's 250 and our note of it.
    ...(by === 'deliver' && way !== 'is not told of' && { duplicates: true }),
    ...(base.arrange === loseEverything && { duplicates: true }),
    arrange(scene) {
      base.arrange(scene);
      const lost = base.arrange === loseEverything ? lossOf(scene) : undefined;
      const here = hookOf(way, isThat(write, scene), () => scene.stage.rehearsal.function(by).die());
      scene.trouble(async (call, phase) => (await here(call, phase)) ?? lost?.(call, phase));
    },
  };
}

function hookOf(way: (typeof ways)[number], which: (call: Call) => boolean, kill: () => Promise<void>) {
  switch (way) {
    case 'dies before':
      return dieBefore(which, kill);
    case 'dies after':
      return dieAfter(which, kill);
    case 'is not told of':
      return loseAnswer(which);
  }
}

function isThat({ by, what, nth }: Write, scene: Scene): (call: Call) => boolean {
  let seen = 0;
  return (call) => call.write && call.caller === scene.idOf(by) && describe(call, scene) === what && ++seen === nth;
}
