import { afterAll, afterEach, beforeAll, vi } from 'vitest';

import { dynamo } from '#adapters/aws/dynamo-client.ts';
import { DynamoMaildropLocks } from '#adapters/aws/dynamo-locks.ts';
import { DynamoTable } from '#adapters/aws/dynamo-table.ts';
import { type Aws, startAws } from '../support/aws/emulators.ts';
import { suite } from './maildrop-locks.ts';

let aws: Aws;
beforeAll(async () => {
  aws = await startAws();
  for (const [name, value] of Object.entries(aws.env)) vi.stubEnv(name, value);
});
afterEach(() => aws.assertHonest());
afterAll(() => aws.close());

suite('DynamoDB', async (clock) => {
  const table = new DynamoTable(dynamo(), aws.table);
  const left = (await aws.items()).map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }));
  await Promise.all(left.map((key) => table.remove(key)));
  return () => new DynamoMaildropLocks(new DynamoTable(dynamo(), aws.table), clock);
});
