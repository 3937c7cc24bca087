import { BatchWriteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll } from 'vitest';

import { dynamo } from '#adapters/aws/dynamo-client.ts';
import { type DynamoStores, dynamoStores } from '#adapters/aws/dynamo-stores.ts';
import { type Aws, startAws } from '../support/aws/emulators.ts';
import { suite as circuits } from './circuits.ts';
import { suite as logStore } from './log-store.ts';
import { suite as rulesStore } from './rules-store.ts';
import { suite as stateStore } from './state-store.ts';

const time = 1_800_000_000_000;
let aws: Aws;

beforeAll(async () => {
  aws = await startAws();
  Object.assign(process.env, aws.env);
  // Connections are there before the first race: on new ones, who asks first is not who is served first.
  const look = new GetCommand({ TableName: aws.table, Key: { pk: 'none', sk: 'none' } });
  await Promise.all(Array.from({ length: 20 }, () => dynamo().send(look)));
});
afterEach(() => aws.assertHonest());
afterAll(() => aws.close());

interface Opened extends DynamoStores {
  reopen(): Promise<DynamoStores>;
  close(): Promise<void>;
}

/** Over a table in which nothing is left of the test before. */
async function open(): Promise<Opened> {
  await empty();
  const options = { ...aws, clock: () => time + 60_000, searchDays: 1 };
  return { ...dynamoStores(options), reopen: async () => dynamoStores(options), close: async () => {} };
}

stateStore('DynamoDB', open);
logStore('DynamoDB', open);
rulesStore('DynamoDB', open);
circuits('DynamoDB', async () => {
  const one = await open();
  const other = await one.reopen();
  return { circuits: one.circuits, other: other.circuits, close: async () => {} };
});

async function empty(): Promise<void> {
  const keys = (await aws.items()).map(({ pk, sk }) => ({ pk, sk }));
  for (let from = 0; from < keys.length; from += 25) {
    const requests = keys.slice(from, from + 25).map((Key) => ({ DeleteRequest: { Key } }));
    await dynamo().send(new BatchWriteCommand({ RequestItems: { [aws.table]: requests } }));
  }
}
