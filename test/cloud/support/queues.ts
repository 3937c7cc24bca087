/** What AWS does between the services: S3 tells the queues, the queues call the functions. Both as the template has it set up. */
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

import type { Call } from '../../support/aws/call.ts';
import type { LambdaFunction } from './functions.ts';
import { account, type Json, type Template } from './template.ts';

/** From the bucket to a queue. */
export interface Notification {
  prefix: string;
  suffix: string;
  event: string;
  queue: string;
}

/** From a queue to a function. */
export interface Mapping {
  queue: string;
  arn: string;
  function: string;
  batchSize: number;
  /** The function says which messages of a batch failed. */
  partial: boolean;
  visibility: number;
}

interface QueueConfiguration {
  Event: string;
  Queue: string;
  Filter?: { S3Key: { Rules: { Name: string; Value: string }[] } };
}

export function notificationsOf(template: Template, urlOf: (arn: string) => string): Notification[] {
  return template.ofType('AWS::S3::Bucket').flatMap(({ properties }) => {
    const { QueueConfigurations = [] } = template.resolve(properties['NotificationConfiguration'] ?? {}) as unknown as {
      QueueConfigurations?: QueueConfiguration[];
    };
    return QueueConfigurations.map(({ Event, Queue, Filter }) => {
      const rule = (name: string): string =>
        Filter?.S3Key.Rules.find(({ Name }) => Name.toLowerCase() === name)?.Value ?? '';
      return { prefix: rule('prefix'), suffix: rule('suffix'), event: Event, queue: urlOf(Queue) };
    });
  });
}

export function mappingsOf(template: Template, urlOf: (arn: string) => string): Mapping[] {
  return template.ofType('AWS::Lambda::EventSourceMapping').map(({ properties }) => {
    const { FunctionName, BatchSize, EventSourceArn, FunctionResponseTypes } = properties;
    const queue = template.get(template.target(EventSourceArn) ?? '');
    return {
      arn: template.text(EventSourceArn),
      queue: urlOf(template.text(EventSourceArn)),
      function: template.target(FunctionName) ?? '',
      batchSize: Number(BatchSize ?? 10),
      partial: ((FunctionResponseTypes ?? []) as string[]).includes('ReportBatchItemFailures'),
      visibility: Number(queue.properties['VisibilityTimeout'] ?? 30),
    };
  });
}

const created: Record<string, string> = {
  PutObject: 'ObjectCreated:Put',
  CompleteMultipartUpload: 'ObjectCreated:CompleteMultipartUpload',
  CopyObject: 'ObjectCreated:Copy',
};

/** What S3 would tell of this call. */
export function noticesOf(call: Call, notifications: readonly Notification[]): { queue: string; body: string }[] {
  const event = created[call.operation];
  if (call.service !== 's3' || event === undefined || call.status === undefined || call.status >= 300) return [];
  const [bucket = '', ...rest] = call.target.split('/');
  const key = rest.join('/');
  return notifications
    .filter(
      ({ prefix, suffix, event: wanted }) => key.startsWith(prefix) && key.endsWith(suffix) && kind(wanted, event),
    )
    .map(({ queue }) => ({ queue, body: JSON.stringify({ Records: [record(bucket, key, event)] }) }));
}

/** `s3:ObjectCreated:*` is every kind of it. */
const kind = (wanted: string, event: string): boolean => `s3:${event}`.startsWith(wanted.replace(/\*$/, ''));

function record(bucket: string, key: string, eventName: string): Json {
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    eventName,
    eventTime: new Date().toISOString(),
    s3: {
      bucket: { name: bucket },
      object: { key: encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+') },
    },
  };
}

export const testEvent = JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'citrusmail-test' });

export async function send(sqs: SQSClient, queue: string, body: string): Promise<void> {
  await sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: body }));
}

/** One batch, if there is one: called, and what went well taken off the queue. How many messages there were. */
export async function poll(sqs: SQSClient, mapping: Mapping, target: LambdaFunction): Promise<number> {
  const { Messages: messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: mapping.queue,
      MaxNumberOfMessages: Math.min(10, mapping.batchSize),
      VisibilityTimeout: mapping.visibility,
      MessageSystemAttributeNames: ['All'],
    }),
  );
  if (messages.length === 0) return 0;
  const answer = await target.invoke({ Records: messages.map((message) => sqsRecord(message, mapping.arn)) });
  const done = messages.filter(({ MessageId }) => !failed(answer, mapping, MessageId ?? ''));
  if (done.length > 0)
    await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: mapping.queue,
        Entries: done.map(({ MessageId, ReceiptHandle }) => ({ Id: MessageId, ReceiptHandle })),
      }),
    );
  return messages.length;
}

function failed(answer: Awaited<ReturnType<LambdaFunction['invoke']>>, { partial }: Mapping, id: string): boolean {
  if ('error' in answer) return true;
  const { batchItemFailures = [] } = (answer.payload ?? {}) as { batchItemFailures?: { itemIdentifier: string }[] };
  return partial && batchItemFailures.some(({ itemIdentifier }) => itemIdentifier === id || itemIdentifier === '');
}

function sqsRecord({ MessageId, ReceiptHandle, Body, Attributes, MD5OfBody }: Message, eventSourceARN: string): Json {
  return {
    messageId: MessageId ?? '',
    receiptHandle: ReceiptHandle ?? '',
    body: Body ?? '',
    attributes: { ...Attributes },
    messageAttributes: {},
    md5OfBody: MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN,
    awsRegion: 'eu-central-1',
  };
}

export const queueArn = (name: string): string => `arn:aws:sqs:eu-central-1:${account}:${name}`;
