import { S3Client } from '@aws-sdk/client-s3';

import { S3Messages } from '#adapters/aws/s3-messages.ts';
import { startAws } from '../support/aws/emulators.ts';
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
