/** AWS on this machine, for tests: emulators and strict stubs, reached by the real SDK over the wire through its own `AWS_ENDPOINT_URL_*` variables. */
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { Server } from 'node:http';

import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import dynalite from 'dynalite';
import { buildApp } from 'fauxqs';

import { keys, logIndex, wakeIndex } from '#wiring/table.ts';
import { maxReceives, timing } from '#wiring/timing.ts';

export interface Aws {
  /** Variables for `process.env` or a child process. */
  env: Record<string, string>;
  bucket: string;
  table: string;
  startQueue: string;
  deliveryQueue: string;
  close(): Promise<void>;
}

const region = 'eu-central-1';
const bucket = 'citrusmail-test';
const table = 'citrusmail-test';

export async function startAws(): Promise<Aws> {
  const app = buildApp({ logger: false, defaultRegion: region });
  const fauxqs = await app.listen({ host: '127.0.0.1', port: 0 });
  const tables: Server = dynalite({ createTableMs: 0 });
  tables.listen(0, '127.0.0.1');
  await once(tables, 'listening');
  const env = environment(fauxqs, `http://127.0.0.1:${(tables.address() as AddressInfo).port}`);
  const config = { region, credentials: { accessKeyId: 'setup', secretAccessKey: 'setup' } };
  await new S3Client({ ...config, endpoint: fauxqs }).send(new CreateBucketCommand({ Bucket: bucket }));
  await new DynamoDBClient({ ...config, endpoint: env['AWS_ENDPOINT_URL_DYNAMODB'] }).send(
    new CreateTableCommand(schema),
  );
  const sqs = new SQSClient({ ...config, endpoint: fauxqs });
  await createQueue(sqs, 'citrusmail-start', timing.startVisibility);
  await createQueue(sqs, 'citrusmail-delivery', timing.deliveryVisibility);
  return {
    env,
    bucket,
    table,
    startQueue: `${fauxqs}/000000000000/citrusmail-start`,
    deliveryQueue: `${fauxqs}/000000000000/citrusmail-delivery`,
    async close() {
      await app.close();
      tables.close();
      tables.closeAllConnections();
    },
  };
}

function environment(fauxqs: string, dynamodb: string): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL_S3: fauxqs,
    AWS_ENDPOINT_URL_SQS: fauxqs,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
  };
}

const schema: CreateTableCommandInput = {
  TableName: table,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: keys.partition, AttributeType: 'S' },
    { AttributeName: keys.sort, AttributeType: 'S' },
    { AttributeName: wakeIndex.partition, AttributeType: 'S' },
    { AttributeName: wakeIndex.sort, AttributeType: 'N' },
    { AttributeName: logIndex.partition, AttributeType: 'S' },
    { AttributeName: logIndex.sort, AttributeType: 'S' },
  ],
  KeySchema: keySchema(keys),
  GlobalSecondaryIndexes: [wakeIndex, logIndex].map((index) => ({
    IndexName: index.name,
    KeySchema: keySchema(index),
    Projection: { ProjectionType: 'KEYS_ONLY' as const },
  })),
};

function keySchema({
  partition,
  sort,
}: {
  partition: string;
  sort: string;
}): { AttributeName: string; KeyType: 'HASH' | 'RANGE' }[] {
  return [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ];
}

async function createQueue(sqs: SQSClient, name: string, visibility: number): Promise<void> {
  await sqs.send(new CreateQueueCommand({ QueueName: `${name}-dead` }));
  const deadLetterTargetArn = `arn:aws:sqs:${region}:000000000000:${name}-dead`;
  await sqs.send(
    new CreateQueueCommand({
      QueueName: name,
      Attributes: {
        VisibilityTimeout: String(visibility),
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: maxReceives }),
      },
    }),
  );
}
