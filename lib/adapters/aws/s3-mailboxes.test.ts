/** What the contract suite does not say: what lies where, and what becomes of it when whoever delivers dies and another tries again. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { encoder, messageId } from '../../../test/contract/samples.ts';
import { type Aws, startAws } from '../../../test/support/aws/emulators.ts';
import { dieAfter, loseAnswer } from '../../../test/support/aws/faults.ts';
import { S3Mailboxes } from './s3-mailboxes.ts';

const alice = 'alice@example.test';
const time = 1_800_000_000_000;
const copy = (n: number): { id: string; r: number } => ({ id: messageId(time, n), r: 0 });

let aws: Aws;
let mailboxes: S3Mailboxes;
beforeEach(async () => {
  aws = await startAws();
  Object.assign(process.env, aws.env);
  const clients = { s3: new S3Client(), dynamo: DynamoDBDocumentClient.from(new DynamoDBClient()) };
  mailboxes = new S3Mailboxes({ ...aws, clock: () => time, clients });
});
afterEach(async () => {
  await aws.close();
  aws.assertHonest();
});

const deliver = (n: number, text = 'text'): Promise<void> => mailboxes.deliver(alice, copy(n), encoder.encode(text));

test('a delivery is one object and one item, listing is one query', async () => {
  await deliver(1);
  // sha256 of alice@example.test
  const hash = '69b1145a03334875161ea18c1373b5703aeeff144990a9f847867ff83ed5aaad';
  expect([...(await aws.objects()).keys()]).toEqual([`mailbox/${hash}/${messageId(time, 1)}.0`]);
  await mailboxes.list(alice);
  expect(aws.calls.map(({ operation }) => operation)).toEqual(['PutObject', 'UpdateItem', 'Query']);
});

test('who dies after either write and is tried again delivers once', async () => {
  for (const n of [1, 2]) {
    aws.fault = dieAfter(n);
    await expect(deliver(n)).rejects.toThrow();
    aws.fault = undefined;
    await deliver(n);
  }
  expect(await mailboxes.list(alice)).toEqual([1, 2].map((n) => ({ uid: `${messageId(time, n)}.0`, size: 4 })));
});

test('an answer that is lost is not a second delivery', async () => {
  aws.fault = loseAnswer(({ operation }) => operation === 'PutObject');
  await deliver(1);
  aws.fault = loseAnswer(({ operation }) => operation === 'UpdateItem');
  await deliver(2);
  expect(await mailboxes.list(alice)).toHaveLength(2);
});

test('the size is that of what is stored, though the second try was rendered longer', async () => {
  aws.fault = dieAfter(1);
  await expect(deliver(1, 'short')).rejects.toThrow();
  aws.fault = undefined;
  await deliver(1, 'rather longer');
  const [message] = await mailboxes.list(alice);
  expect(message?.size).toBe(5);
  expect(Buffer.from(await mailboxes.read(alice, message!.uid)).toString()).toBe('short');
});

test('of a removed message there is an item that ends by itself, and no object, also after another try', async () => {
  await deliver(1);
  const [message] = await mailboxes.list(alice);
  await mailboxes.remove(alice, [message!.uid]);
  await deliver(1);
  expect(await mailboxes.list(alice)).toEqual([]);
  expect(await aws.objects()).toEqual(new Map());
  const [item] = await aws.items();
  expect(Number(item?.['expires'])).toBeGreaterThan(time / 1000 + 14 * 24 * 60 * 60);
});

test('names that are none are ignored', async () => {
  await deliver(1);
  await mailboxes.remove(alice, ['', '.', '../x.0', `${'-'.repeat(36)}.0`, `${messageId(time, 1)}.x`]);
  expect(await mailboxes.list(alice)).toHaveLength(1);
});
