/** Mail does not wait for its archive. */
import type { Fault } from './fault.ts';
import type { Scene } from './scene.ts';

const fact = 'section 5: record never blocks deliver';

/** Everybody had their mail while the archive was still away. */
async function deliveredAtOnce({ id, stage }: Scene): Promise<string[]> {
  const [first, ...rest] = await stage.stores.log.events(id, 0);
  const last = rest.at(-1);
  return first && last && last.at - first.at < 60_000 ? [] : ['the delivery waited for the archive'];
}

export const faults: Fault[] = [
  {
    name: 'Firehose refuses records in an answer of 200',
    fact,
    arrange({ stage: { rehearsal } }) {
      rehearsal.aws.refuseRecords = 5;
    },
    check: deliveredAtOnce,
  },
  {
    name: 'Firehose is away for two hours',
    fact,
    arrange: (scene) =>
      scene.troubleFor(120, (call, phase) =>
        call.service === 'firehose' && phase === 'before'
          ? { kind: 'error', status: 400, code: 'ResourceNotFoundException' }
          : undefined,
      ),
    check: deliveredAtOnce,
  },
];
