import { createHash } from 'node:crypto';

import type { SQSRecord } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import type { Execution } from '../../test/support/aws/states.ts';
import { context, type TestHouse, testHouse } from '../support/house.test-support.ts';
import { handler } from './index.ts';
import { againIn } from './start.ts';

let house: TestHouse;
/** Ids of the runs, in order. */
let runs: string[] = [];
beforeAll(async () => {
  house = await testHouse();
});
afterEach(() => {
  runs = [];
  house.aws.calls.length = 0;
  house.aws.assertHonest();
});
afterAll(() => house.aws.close());

const id = '01a20f07-b13d-7808-8808-080808080808';
const other = '01a20f07-b13d-7808-8808-090909090909';
const lane = (of: string): string => createHash('sha256').update(of).digest('hex').charAt(0);
const notice = (key: string): string => JSON.stringify({ Records: [{ s3: { object: { key } } }] });
const own = (of: string): string => JSON.stringify({ id: of });

let serial = 0;
function record(body: string): SQSRecord {
  const messageId = `message ${++serial}`;
  const eventSourceARN = 'arn:aws:sqs:eu-central-1:000000000000:citrusmail-start';
  return { messageId, body, eventSourceARN, receiptHandle: `handle ${serial}` } as SQSRecord;
}

/** Which of the records failed, by their place. */
async function start(answer: object | Partial<Execution>, ...bodies: string[]): Promise<number[]> {
  house.aws.machine = async (input) => {
    runs.push((input as { id: string }).id);
    return 'status' in answer ? (answer as Execution) : { status: 'SUCCEEDED', output: { outcome: answer } };
  };
  const records = bodies.map(record);
  const { batchItemFailures } = await handler({ Records: records }, context);
  return batchItemFailures.map(({ itemIdentifier }) => records.findIndex((one) => one.messageId === itemIdentifier));
}

const asked = (operation: string): number => house.aws.calls.filter((call) => call.operation === operation).length;
const decided = { kind: 'decided', moving: 1 };

describe('what the queue brings', () => {
  it.each([
    ['a notice of the bucket', notice(`incoming/${lane(id)}/${id}.eml`)],
    ['a notice with an encoded key', notice(`incoming%2F${lane(id)}%2F${id}.eml`)],
    ['a message of our own', own(id)],
  ])('%s starts one run', async (_, body) => {
    expect(await start(decided, body)).toEqual([]);
    expect(runs).toEqual([id]);
    expect(asked('SendMessage')).toBe(0);
  });

  it('the bucket’s test at deployment starts none', async () => {
    expect(await start(decided, JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent' }))).toEqual([]);
    expect(runs).toEqual([]);
  });

  it('a message that is named several times is run once', async () => {
    await start(decided, own(id), notice(`incoming/${lane(id)}/${id}.eml`), own(other));
    expect(runs.toSorted()).toEqual([id, other].toSorted());
  });

  it.each(['no JSON', '{}', '{"Records":[]}', notice('mailbox/a/b'), notice('incoming/0/../../x.eml')])(
    '%s fails alone, and is kept for somebody to look at',
    async (body) => {
      expect(await start(decided, own(id), body)).toEqual([1]);
      expect(runs).toEqual([id]);
      expect(asked('ChangeMessageVisibility')).toBe(1);
    },
  );
});

describe('a run', () => {
  it.each<[Partial<Execution>]>([
    [{ status: 'FAILED', error: 'Lambda.ServiceException' }],
    [{ status: 'TIMED_OUT' }],
    [{ status: 'SUCCEEDED', output: {} }],
  ])('of which the service says %j brings the record back', async (execution) => {
    expect(await start(execution, own(id))).toEqual([0]);
    expect(asked('ChangeMessageVisibility')).toBe(1);
  });

  it.each([
    [{ kind: 'waiting', due: Date.now() + 60_000 }, 1],
    [{ kind: 'broke' }, 1],
    [{ kind: 'left', until: Date.now() + 60_000 }, 0],
    [{ kind: 'left' }, 0],
  ])('that ended as %j is announced again %i times', async (outcome, times) => {
    const before = (await house.aws.queue(house.aws.startQueue)).delayed.length;
    expect(await start(outcome, own(id))).toEqual([]);
    const { delayed } = await house.aws.queue(house.aws.startQueue);
    expect(delayed.length - before).toBe(times);
    if (times > 0) expect(delayed.at(-1)).toBe(own(id));
  });

  it.each([
    [{ kind: 'waiting', due: 1_000_000 }, 1_000_000, 45],
    [{ kind: 'waiting', due: 1_060_000 }, 1_000_000, 61],
    [{ kind: 'waiting', due: 9_000_000 }, 1_000_000, 900],
    [{ kind: 'broke' }, 0, 5],
  ] as const)('that ended as %j is announced so that SQS can do it', (outcome, now, seconds) => {
    expect(againIn(outcome, now)).toBe(seconds);
  });
});
