import { GetItemCommand, DynamoDBClient, PutItemCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { type Aws, startAws } from './emulators.ts';

let aws: Aws;
beforeAll(async () => {
  aws = await startAws();
  Object.assign(process.env, aws.env);
});
afterAll(() => aws.close());

test('An object, an item and a message come back by the clients that know nothing of emulators.', async () => {
  const s3 = new S3Client();
  await s3.send(
    new PutObjectCommand({ Bucket: aws.bucket, Key: 'incoming/a', Body: 'bytes', Metadata: { envelope: 'abc=' } }),
  );
  const object = await s3.send(new GetObjectCommand({ Bucket: aws.bucket, Key: 'incoming/a' }));
  expect([await object.Body?.transformToString(), object.Metadata]).toEqual(['bytes', { envelope: 'abc=' }]);

  const dynamodb = new DynamoDBClient();
  const key = { pk: { S: 'a' }, sk: { S: 'message' } };
  await dynamodb.send(new PutItemCommand({ TableName: aws.table, Item: { ...key, v: { N: '1' } } }));
  const item = await dynamodb.send(new GetItemCommand({ TableName: aws.table, Key: key }));
  expect(item.Item?.['v']).toEqual({ N: '1' });
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: aws.table }));
  expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName).toSorted()).toEqual(['log', 'wake']);

  const sqs = new SQSClient();
  await sqs.send(new SendMessageCommand({ QueueUrl: aws.startQueue, MessageBody: 'hello' }));
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: aws.startQueue }));
  expect(Messages?.map(({ Body }) => Body)).toEqual(['hello']);
});
