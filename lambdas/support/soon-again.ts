/** A record that failed comes back soon, and not when its visibility ends, which is made for the longest run. */
import { ChangeMessageVisibilityCommand } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';

import { sqs } from '#adapters/aws/clients.ts';
import { logger } from './thin.ts';
import { told } from './trouble.ts';

/** Seconds; what failed together does not come back together. */
const [soonest, latest] = [30, 120];

/** `queue`: the URL of one that lies beside it, or its own. Gives back the error, for the batch to count. */
export async function soonAgain(record: SQSRecord, queue: string, error: unknown): Promise<unknown> {
  logger.error('not done', { messageId: record.messageId, ...told(error) });
  const VisibilityTimeout = soonest + Math.floor((latest - soonest) * Math.random());
  const command = { QueueUrl: urlOf(record, queue), ReceiptHandle: record.receiptHandle, VisibilityTimeout };
  await sqs()
    .send(new ChangeMessageVisibilityCommand(command))
    .catch((late: unknown) => logger.warn('comes back late', { messageId: record.messageId, ...told(late) }));
  return error;
}

/** The first of several lanes is the only one whose URL is known; the name of each is the end of its ARN. */
function urlOf({ eventSourceARN }: SQSRecord, beside: string): string {
  const url = new URL(beside);
  const [account, name] = eventSourceARN.split(':').slice(-2);
  url.pathname = `/${account}/${name}`;
  return url.href;
}
