/** What the stack would have made: bucket, table, queues with their dead-letter queues; and a look into them past the fronts. */
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

import { keys, logIndex, wakeIndex } from '#wiring/table.ts';
import { maxReceives, timing } from '#wiring/timing.ts';
import type { Answer } from './call.ts';
import type { Tables } from './dynamodb.ts';
import { ask, type Fauxqs } from './fauxqs.ts';
import type { Fields } from './wire.ts';

export const region = 'eu-central-1';
/** The only account that the emulator of SQS knows. */
export const account = '000000000000';
export const names = {
  bucket: 'citrusmail-test',
  table: 'citrusmail-test',
  start: 'citrusmail-start',
  delivery: 'citrusmail-delivery',
} as const;

export interface StoredObject {
  body: Buffer;
  metadata: Record<string, string>;
}

/** The visible and the invisible messages of a queue, by their bodies. */
export interface QueueContents {
  ready: string[];
  delayed: string[];
  inflight: string[];
}

export async function createResources(fauxqs: Fauxqs, tables: Tables): Promise<void> {
  await plain(fauxqs, 'PUT', `/${names.bucket}`);
  await tables.ask('CreateTable', schema());
  await createQueue(fauxqs, names.start, timing.startVisibility);
  await createQueue(fauxqs, names.delivery, timing.deliveryVisibility);
}

export async function readObjects(fauxqs: Fauxqs): Promise<Map<string, StoredObject>> {
  const objects = new Map<string, StoredObject>();
  for (const key of await listKeys(fauxqs)) {
    const { body, headers } = await plain(fauxqs, 'GET', `/${names.bucket}/${encodeURI(key)}`);
    const metadata = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-'));
    objects.set(key, {
      body: Buffer.from(body),
      metadata: Object.fromEntries(metadata.map(([name, value]) => [name.slice('x-amz-meta-'.length), value])),
    });
  }
  return objects;
}

export async function readItems(tables: Tables): Promise<Fields[]> {
  const items: Fields[] = [];
  let from: Fields = {};
  do {
    const { Items, LastEvaluatedKey } = await tables.ask('Scan', { TableName: names.table, ...from });
    items.push(...(withBytes(Items) as Record<string, AttributeValue>[]).map((item) => unmarshall(item)));
    from = LastEvaluatedKey ? { ExclusiveStartKey: LastEvaluatedKey } : {};
  } while (from['ExclusiveStartKey']);
  return items;
}

export async function readQueue(fauxqs: Fauxqs, name: string): Promise<QueueContents> {
  const { body } = await plain(fauxqs, 'GET', `/_fauxqs/queues/${name}`);
  const { messages } = JSON.parse(body.toString()) as {
    messages: { ready: Held[]; delayed: Held[]; inflight: { message: Held }[] };
  };
  const bodies = (held: Held[]): string[] => held.map(({ body: content }) => content);
  return {
    ready: bodies(messages.ready),
    delayed: bodies(messages.delayed),
    inflight: bodies(messages.inflight.map(({ message }) => message)),
  };
}

interface Held {
  body: string;
}

/** Over the wire, bytes are base64: `{B: "..."}`. */
function withBytes(items: unknown): unknown {
  const bytes = (name: string, value: unknown): unknown =>
    name === 'B' && typeof value === 'string' ? new Uint8Array(Buffer.from(value, 'base64')) : value;
  return JSON.parse(JSON.stringify(items), bytes);
}

async function listKeys(fauxqs: Fauxqs): Promise<string[]> {
  const found: string[] = [];
  for (let last = ''; ; last = found.at(-1) ?? '') {
    const { body } = await plain(fauxqs, 'GET', `/${names.bucket}?list-type=2&start-after=${encodeURIComponent(last)}`);
    found.push(...[...body.toString().matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) => key ?? ''));
    if (!body.includes('<IsTruncated>true')) return found;
  }
}

async function plain(fauxqs: Fauxqs, method: string, url: string): Promise<Answer> {
  const answer = await ask(fauxqs, { method, url, headers: { host: '127.0.0.1' }, body: Buffer.alloc(0) });
  if (answer.status !== 200) throw new Error(`${method} ${url}: ${answer.status} ${answer.body.toString()}`);
  return answer;
}

function schema(): Fields {
  const attribute = (name: string, type: 'S' | 'N'): Fields => ({ AttributeName: name, AttributeType: type });
  return {
    TableName: names.table,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      ...[keys.partition, keys.sort, wakeIndex.partition, logIndex.partition, logIndex.sort].map((name) =>
        attribute(name, 'S'),
      ),
      attribute(wakeIndex.sort, 'N'),
    ],
    KeySchema: keySchema(keys),
    GlobalSecondaryIndexes: [wakeIndex, logIndex].map((index) => ({
      IndexName: index.name,
      KeySchema: keySchema(index),
      Projection: { ProjectionType: 'KEYS_ONLY' },
    })),
  };
}

function keySchema({ partition, sort }: { partition: string; sort: string }): Fields[] {
  return [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ];
}

async function createQueue(fauxqs: Fauxqs, name: string, visibility: number): Promise<void> {
  await sqs(fauxqs, { QueueName: `${name}-dead` });
  const RedrivePolicy = JSON.stringify({
    deadLetterTargetArn: `arn:aws:sqs:${region}:${account}:${name}-dead`,
    maxReceiveCount: maxReceives,
  });
  await sqs(fauxqs, { QueueName: name, Attributes: { VisibilityTimeout: String(visibility), RedrivePolicy } });
}

async function sqs(fauxqs: Fauxqs, body: Fields): Promise<void> {
  const headers = {
    host: '127.0.0.1',
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'AmazonSQS.CreateQueue',
  };
  const answer = await ask(fauxqs, { method: 'POST', url: '/', headers, body: Buffer.from(JSON.stringify(body)) });
  if (answer.status !== 200) throw new Error(answer.body.toString());
}
