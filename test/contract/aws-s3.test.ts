import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

import { S3Mailboxes } from '#adapters/aws/s3-mailboxes.ts';
import { S3Messages } from '#adapters/aws/s3-messages.ts';
import { startAws } from '../support/aws/emulators.ts';
import { suite as mailboxes } from './mailboxes.ts';
import { suite as messageStore } from './message-store.ts';

messageStore('S3', async () => {
  const aws = await startAws();
  Object.assign(process.env, aws.env);
  const open = (): S3Messages => new S3Messages(aws.bucket, new S3Client());
  return {
    store: open(),
    reopen: async () => open(),
    close: async () => {
      await aws.close();
      aws.assertHonest();
    },
  };
});

mailboxes('S3 and DynamoDB', async () => {
  const aws = await startAws();
  Object.assign(process.env, aws.env);
  const clients = { s3: new S3Client(), dynamo: DynamoDBDocumentClient.from(new DynamoDBClient()) };
  const open = (): S3Mailboxes => new S3Mailboxes({ ...aws, clock: Date.now, clients });
  return {
    mailboxes: open(),
    reopen: async () => open(),
    close: async () => {
      await aws.close();
      aws.assertHonest();
    },
  };
});
