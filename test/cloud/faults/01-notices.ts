/** Who announces a message does so at least once, in any order, or not at all. */
import { testEvent } from '../support/queues.ts';
import type { Fault } from './fault.ts';
import type { Scene } from './scene.ts';

const once = 'issue: the same S3 notice twice';

export const faults: Fault[] = [
  {
    name: 'the same notice twice, in one batch',
    fact: once,
    arrange: ({ stage }) => (stage.rehearsal.repeatNotices = true),
  },
  {
    name: 'the same notice twice, at once',
    fact: `${once}, at once`,
    arrange: ({ stage }) => Object.assign(stage.rehearsal, { repeatNotices: true, pollers: 2 }),
  },
  {
    name: 'the same notices again when all is done',
    fact: once,
    arrange: () => undefined,
    async afterwards(scene) {
      await scene.announce('start');
      await scene.announce('delivery');
    },
  },
  {
    name: 's3:TestEvent',
    fact: 'section 5: `s3:TestEvent`, sent at deploy',
    arrange: (scene) => scene.announce('start', testEvent),
    check: noTestEvents,
  },
  {
    name: 'the notice is lost',
    fact: 'section 5: S3 event late or missing',
    arrange: ({ stage }) => (stage.rehearsal.loseNotices = true),
  },
  {
    name: 'the notice is lost, and the schedule comes round twice at once',
    fact: 'section 5: S3 event late or missing',
    arrange(scene) {
      const { rehearsal } = scene.stage;
      Object.assign(rehearsal, { loseNotices: true, pollers: 2 });
      scene.eachRound(() => rehearsal.schedule('sweep'));
    },
  },
];

async function noTestEvents({ stage: { rehearsal } }: Scene): Promise<string[]> {
  const { aws } = rehearsal;
  const queues = await Promise.all([aws.queue(aws.startQueue), aws.queue(`${aws.startQueue}-dead`)]);
  const left = queues.flatMap(({ ready, delayed, inflight }) => [...ready, ...delayed, ...inflight]);
  return left.includes(testEvent) ? ['s3:TestEvent is still in a queue'] : [];
}
