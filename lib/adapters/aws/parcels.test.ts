import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

import { messageId } from '../../../test/contract/samples.ts';
import { type Aws, startAws } from '../../../test/support/aws/emulators.ts';
import { S3Parcels } from './parcels.ts';

const id = messageId(1_800_000_000_000);
let aws: Aws;
let parcels: S3Parcels;
beforeAll(async () => {
  aws = await startAws();
  Object.assign(process.env, aws.env);
  parcels = new S3Parcels(aws.bucket, id, new S3Client());
});
afterEach(() => aws.assertHonest());
afterAll(() => aws.close());

test('what is small stays itself', async () => {
  const value = { codes: ['SPF_PASS'], text: 'é'.repeat(9_980) };
  expect(await parcels.wrap(value)).toEqual({ value });
  expect(await parcels.unwrap({ value })).toEqual(value);
  expect(aws.calls).toEqual([]);
});

test('what has more bytes than the state may take is put away and found again, each time anew', async () => {
  const value = { text: 'é'.repeat(10_000) };
  const [one, two] = [await parcels.wrap(value), await parcels.wrap(value)];
  expect(one).toEqual({ key: expect.stringMatching(new RegExp(`^scratch/${id}/[0-9a-f-]{36}\\.json$`)) });
  expect(two).not.toEqual(one);
  expect(await parcels.unwrap(one)).toEqual(value);
});

test('the limit is whatever the sender says', async () => {
  expect(await parcels.wrap('four', 5)).toHaveProperty('key');
  expect(await parcels.wrap('four', 6)).toEqual({ value: 'four' });
});

test('a parcel that is gone is an error', async () => {
  await expect(parcels.unwrap({ key: `scratch/${id}/gone.json` })).rejects.toThrow();
});
