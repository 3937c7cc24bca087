import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import { maxReceives } from '#wiring/timing.ts';
import { type Aws, startAws } from './emulators.ts';

let aws: Aws;
let sqs: SQSClient;
let QueueUrl: string;
beforeAll(async () => {
  aws = await startAws();
  Object.assign(process.env, aws.env);
  sqs = new SQSClient();
  QueueUrl = aws.startQueue;
});
beforeEach(() => void (aws.violations.length = 0));
afterAll(() => aws.close());

const receive = async (more = {}) => {
  const command = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: 10,
    MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    ...more,
  });
  return (await sqs.send(command)).Messages ?? [];
};

test('A message that is received again and again ends in the dead-letter queue; one that is deleted does not.', async () => {
  await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl,
      Entries: [
        { Id: 'a', MessageBody: 'poison' },
        { Id: 'b', MessageBody: 'good' },
      ],
    }),
  );
  for (let n = 1; n <= maxReceives; n++) {
    for (const { Body, ReceiptHandle, Attributes } of await receive()) {
      expect(Attributes?.['ApproximateReceiveCount']).toBe(String(n));
      if (Body === 'good') await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      else await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    }
  }
  expect(await receive()).toEqual([]);
  expect((await aws.queue('citrusmail-start-dead')).ready).toEqual(['poison']);
  aws.assertHonest();
});

test('What is received or delayed is not seen by others.', async () => {
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'now' }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'later', DelaySeconds: 900 }));
  expect((await receive()).map(({ Body }) => Body)).toEqual(['now']);
  expect(await receive()).toEqual([]);
  expect(await aws.queue(QueueUrl)).toEqual({ ready: [], delayed: ['later'], inflight: ['now'] });
  const calls = aws.calls.filter(({ operation }) => operation === 'SendMessage');
  expect(calls.at(-1)).toMatchObject({
    service: 'sqs',
    target: 'citrusmail-start',
    write: true,
    status: 200,
    caller: 'test',
  });
});

test('A delay longer than SQS has is refused, and what is not done here fails.', async () => {
  const long = new SendMessageCommand({ QueueUrl, MessageBody: 'a', DelaySeconds: 901 });
  await expect(sqs.send(long)).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  aws.assertHonest();
  await expect(sqs.send(new GetQueueUrlCommand({ QueueName: 'a' }))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 501 },
  });
  const traced = { AWSTraceHeader: { DataType: 'String', StringValue: 'a' } };
  const message = new SendMessageCommand({ QueueUrl, MessageBody: 'a', MessageSystemAttributes: traced });
  await expect(sqs.send(message)).rejects.toMatchObject({ $metadata: { httpStatusCode: 501 } });
  expect(aws.violations).toHaveLength(2);
});
