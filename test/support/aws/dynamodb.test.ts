import {
  BatchGetItemCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { type Aws, startAws } from './emulators.ts';

let aws: Aws;
let dynamodb: DynamoDBClient;
let TableName: string;
beforeAll(async () => {
  aws = await startAws();
  Object.assign(process.env, aws.env);
  dynamodb = new DynamoDBClient();
  TableName = aws.table;
});
beforeEach(() => void (aws.violations.length = 0));
afterAll(() => aws.close());

const key = (pk: string, sk = 'message') => ({ pk: { S: pk }, sk: { S: sk } });
const put = (pk: string, sk: string, more = {}) =>
  dynamodb.send(new PutItemCommand({ TableName, Item: { ...key(pk, sk), ...more } }));

test('Of ten conditional updates of one item, one wins.', async () => {
  await put('race', 'message', { v: { N: '0' }, body: { B: new Uint8Array([1, 0, 255]) } });
  const updates = Array.from({ length: 10 }, (_, n) =>
    dynamodb.send(
      new UpdateItemCommand({
        TableName,
        Key: key('race'),
        UpdateExpression: 'SET v = :next, winner = :n',
        ConditionExpression: 'v = :v',
        ExpressionAttributeValues: { ':v': { N: '0' }, ':next': { N: '1' }, ':n': { N: String(n) } },
        ReturnValues: 'ALL_NEW',
      }),
    ),
  );
  const outcomes = await Promise.allSettled(updates);
  const won = outcomes.flatMap((outcome, n) =>
    outcome.status === 'fulfilled' ? [{ n, item: outcome.value.Attributes }] : [],
  );
  const lost = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.name] : []));
  expect(won).toHaveLength(1);
  expect(won[0]?.item).toMatchObject({ winner: { N: String(won[0]?.n) }, body: { B: new Uint8Array([1, 0, 255]) } });
  expect(lost).toEqual(Array.from({ length: 9 }, () => 'ConditionalCheckFailedException'));
  aws.assertHonest();
});

test('An item is in an index while it has the keys, and in order.', async () => {
  const wake = (at: number) => ({ wakeShard: { S: '3' }, wakeAt: { N: String(at) } });
  await Promise.all([
    put('a', 'copy#00000', wake(1_764_000_000_002)),
    put('b', 'copy#00000', wake(1_764_000_000_001)),
    put('c', 'message'),
  ]);
  const query = new QueryCommand({
    TableName,
    IndexName: 'wake',
    KeyConditionExpression: 'wakeShard = :shard AND wakeAt <= :now',
    ExpressionAttributeValues: { ':shard': { S: '3' }, ':now': { N: '1764000000002' } },
  });
  expect((await dynamodb.send(query)).Items?.map(({ pk }) => pk?.S)).toEqual(['b', 'a']);
  const remove = { TableName, Key: key('b', 'copy#00000'), UpdateExpression: 'REMOVE wakeShard, wakeAt' };
  await dynamodb.send(new UpdateItemCommand(remove));
  expect((await dynamodb.send(query)).Items?.map(({ pk }) => pk?.S)).toEqual(['a']);
  expect(aws.calls.at(-1)).toMatchObject({ operation: 'Query', target: `${TableName}/index/wake`, write: false });
  aws.assertHonest();
});

test('Calls name their item and what it costs, and answers say nothing of that unless asked.', async () => {
  const answer = await put('cost', 'message', { body: { B: new Uint8Array(2500) } });
  expect('ConsumedCapacity' in answer).toBe(false);
  expect(aws.calls.at(-1)).toMatchObject({
    operation: 'PutItem',
    target: `${TableName}/cost/message`,
    write: true,
    units: 3,
  });
  const asked = await dynamodb.send(
    new BatchGetItemCommand({
      RequestItems: { [TableName]: { Keys: [key('cost')] } },
      ReturnConsumedCapacity: 'TOTAL',
    }),
  );
  expect(asked.ConsumedCapacity?.[0]?.CapacityUnits).toBe(0.5);
  expect((await aws.items()).find(({ pk }) => pk === 'cost')?.['body']).toEqual(new Uint8Array(2500));
});

test.each([
  [
    'transactions',
    () => dynamodb.send(new TransactWriteItemsCommand({ TransactItems: [{ Delete: { TableName, Key: key('a') } }] })),
  ],
  [
    'time to live',
    () =>
      dynamodb.send(
        new UpdateTimeToLiveCommand({
          TableName,
          TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' },
        }),
      ),
  ],
  [
    'the item of a failed condition',
    () =>
      dynamodb.send(new PutItemCommand({ TableName, Item: key('a'), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })),
  ],
])('What would only be pretended fails: %s.', async (_, pretend) => {
  await expect(pretend()).rejects.toMatchObject({ $metadata: { httpStatusCode: 501, attempts: 1 } });
  expect(() => aws.assertHonest()).toThrow(/dynamodb /);
});
