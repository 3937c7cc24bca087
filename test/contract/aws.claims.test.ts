import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';

import { DynamoClaims } from '#adapters/aws/dynamo-claims.ts';
import { dynamo } from '#adapters/aws/dynamo-client.ts';
import { DynamoTable } from '#adapters/aws/dynamo-table.ts';
import { type Aws, startAws } from '../support/aws/emulators.ts';
import { loseAnswer } from '../support/aws/faults.ts';
import { suite } from './claims.ts';

let aws: Aws;
beforeAll(async () => {
  aws = await startAws();
  for (const [name, value] of Object.entries(aws.env)) vi.stubEnv(name, value);
});
afterEach(() => {
  aws.fault = undefined;
  aws.assertHonest();
});
afterAll(() => aws.close());

suite('DynamoDB', async (clock) => {
  const table = new DynamoTable(dynamo(), aws.table);
  const left = (await aws.items()).map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }));
  await Promise.all(left.map((key) => table.remove(key)));
  return () => new DynamoClaims(new DynamoTable(dynamo(), aws.table), clock);
});

it('has what it claimed when the answer was lost on the way', async () => {
  const claims = new DynamoClaims(new DynamoTable(dynamo(), aws.table), () => 1_000);
  aws.fault = loseAnswer((call) => call.operation === 'UpdateItem');
  expect(await claims.claim('lost', 2_000)).toBe(true);
  expect(await claims.claim('lost', 2_000)).toBe(false);
});

it('tells DynamoDB when it may forget', async () => {
  const claims = new DynamoClaims(new DynamoTable(dynamo(), aws.table), () => 1_000);
  await claims.claim('short', 90_500);
  await claims.count('short', 90_500);
  const items = (await aws.items()).filter(({ pk }) => pk === 'notice#short');
  expect(items.map(({ expires }) => expires)).toEqual([91, 91]);
});
