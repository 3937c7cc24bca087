import { CloudFormationClient, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { FirehoseClient, PutRecordCommand } from '@aws-sdk/client-firehose';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from 'vitest';

import type { Service } from './call.ts';
import { type Aws, startAws } from './emulators.ts';
import { all, conflict, dieAfter, dieBefore, failAfter, failBefore, loseAnswer, throttle } from './faults.ts';

let aws: Aws;
beforeEach(async () => {
  aws = await startAws();
  Object.assign(process.env, aws.env);
  aws.machine = async () => ({ status: 'SUCCEEDED' });
  aws.functions.set('a', () => 1);
});
afterEach(() => aws.close());

const item = (pk: string) => ({ TableName: aws.table, Item: { pk: { S: pk }, sk: { S: 'message' } } });
const once = { maxAttempts: 1 };
const calls: Record<
  Exclude<Service, 'other'>,
  (config: { maxAttempts: number }) => Promise<{ $metadata: { attempts?: number } }>
> = {
  s3: (config) => new S3Client(config).send(new PutObjectCommand({ Bucket: aws.bucket, Key: 'a', Body: 'a' })),
  dynamodb: (config) => new DynamoDBClient(config).send(new PutItemCommand(item('a'))),
  sqs: (config) => new SQSClient(config).send(new SendMessageCommand({ QueueUrl: aws.startQueue, MessageBody: 'a' })),
  states: (config) =>
    new SFNClient({ ...config, disableHostPrefix: true }).send(
      new StartSyncExecutionCommand({ stateMachineArn: aws.filter }),
    ),
  firehose: (config) =>
    new FirehoseClient(config).send(
      new PutRecordCommand({ DeliveryStreamName: aws.archive, Record: { Data: Buffer.from('{}') } }),
    ),
  sns: (config) => new SNSClient(config).send(new PublishCommand({ PhoneNumber: '+441632960001', Message: 'a' })),
  secretsmanager: (config) =>
    new SecretsManagerClient(config).send(new GetSecretValueCommand({ SecretId: [...aws.secrets.keys()][0] })),
  lambda: (config) => new LambdaClient(config).send(new InvokeCommand({ FunctionName: 'a' })),
};

test.each([
  ['s3', 'SlowDown'],
  ['dynamodb', 'ProvisionedThroughputExceededException'],
  ['sqs', 'RequestThrottled'],
  ['states', 'ThrottlingException'],
  ['firehose', 'ServiceUnavailableException'],
  ['sns', 'ThrottledException'],
  ['secretsmanager', 'ThrottlingException'],
  ['lambda', 'TooManyRequestsException'],
] as const)('Throttling by %s has its name, and the client tries again.', async (service, name) => {
  aws.fault = throttle(service, 1);
  await expect(calls[service](once)).rejects.toMatchObject({ name });
  aws.fault = throttle(service, 1);
  expect((await calls[service]({ maxAttempts: 2 })).$metadata.attempts).toBe(2);
  aws.assertHonest();
});

test('A lost answer to a first write is a 412 for its own writer, who tries again.', async () => {
  const put = new PutObjectCommand({ Bucket: aws.bucket, Key: 'a', Body: 'mine', IfNoneMatch: '*' });
  aws.fault = loseAnswer(1);
  await expect(new S3Client().send(put)).rejects.toMatchObject({ name: 'PreconditionFailed' });
  expect((await aws.objects()).get('a')?.body.toString()).toBe('mine');
  expect(aws.calls.map(({ status }) => status)).toEqual([undefined, 412]);
});

test('The nth write is counted over all services, and reading is no write.', async () => {
  aws.fault = loseAnswer(2);
  await calls.secretsmanager(once);
  await calls.s3(once);
  await new S3Client(once).send(new GetObjectCommand({ Bucket: aws.bucket, Key: 'a' }));
  await expect(calls.sqs(once)).rejects.toThrow();
  expect((await aws.queue(aws.startQueue)).ready).toEqual(['a']);
});

test('Something done may be answered with an error.', async () => {
  aws.fault = failAfter(({ operation }) => operation === 'PutItem');
  await expect(calls.dynamodb(once)).rejects.toMatchObject({
    name: 'InternalServerError',
    $metadata: { httpStatusCode: 500 },
  });
  expect(await aws.items()).toHaveLength(1);
});

test("Something may be refused with an error of one's choice.", async () => {
  aws.fault = failBefore(1, conflict);
  await expect(calls.s3(once)).rejects.toMatchObject({
    name: 'ConditionalRequestConflict',
    $metadata: { httpStatusCode: 409 },
  });
  expect(await aws.objects()).toEqual(new Map());
});

test('A hook may let one call wait for another.', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  aws.fault = async ({ operation }, phase) => {
    if (operation === 'PutObject' && phase === 'before') await held;
    return undefined;
  };
  const put = calls.s3(once);
  await calls.dynamodb(once);
  expect((await aws.objects()).size).toBe(0);
  release();
  await put;
  expect((await aws.objects()).size).toBe(1);
});

test.each([
  ['before', dieBefore, 0],
  ['after', dieAfter, 1],
] as const)('Who dies %s a write did nothing more, whatever it tries.', async (_, die, written) => {
  const death = die(2);
  aws.fault = death;
  await calls.s3(once);
  await expect(new DynamoDBClient().send(new PutItemCommand(item('a')))).rejects.toThrow();
  await expect(calls.sqs({ maxAttempts: 3 })).rejects.toMatchObject({ name: 'Dead', $metadata: { attempts: 1 } });
  expect(death.diedOf).toMatchObject({ service: 'dynamodb', operation: 'PutItem' });
  expect([await aws.items(), (await aws.queue(aws.startQueue)).ready].map(({ length }) => length)).toEqual([
    written,
    0,
  ]);
  aws.fault = undefined;
  await calls.sqs(once);
});

test('A process that is killed may be started anew.', async () => {
  let killed = 0;
  aws.fault = all(
    throttle('s3', 1),
    dieBefore(1, () => killed++),
  );
  await calls.s3({ maxAttempts: 3 });
  expect(killed).toBe(1);
  expect(aws.calls).toHaveLength(3);
});

test('A service that we have nothing to do with is a violation.', async () => {
  await expect(new CloudFormationClient(once).send(new ListStacksCommand())).rejects.toThrow();
  expect(aws.violations).toHaveLength(1);
});
