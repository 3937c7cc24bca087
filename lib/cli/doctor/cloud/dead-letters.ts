import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';

import { missing, ok, type Result } from '../check.ts';
import type { CloudCheck } from './context.ts';

export const deadLetters: CloudCheck = {
  name: 'dead letters',
  needs: 'sqs:GetQueueAttributes',
  async run({ facts, client, region }) {
    const { deadLetterQueues } = await facts();
    const sqs = new SQSClient(client);
    const look = async (url: string): Promise<Result | undefined> => {
      const name = url.split('/').at(-1) ?? url;
      const AttributeNames = ['ApproximateNumberOfMessages' as const, 'QueueArn' as const];
      const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames }));
      const count = Number(Attributes?.ApproximateNumberOfMessages ?? 0);
      if (count === 0) return undefined;
      return missing(
        `${count} in ${name}: what they are about could not be done in five tries`,
        `when the cause is mended: aws sqs start-message-move-task --source-arn ${Attributes?.QueueArn} --region ${region}   (what SES brought cannot be moved so: docs/operate.md says how)`,
      );
    };
    const full = (await Promise.all(deadLetterQueues.map(look))).filter((result) => result !== undefined);
    return full.length > 0 ? full : [ok(`all ${deadLetterQueues.length} queues are empty`)];
  },
};
