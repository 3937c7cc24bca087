/**
 * The bucket's notices to the start queues. CDK's own way brings a function of its own with rights over every bucket; this one needs
 * only that the bucket's name is known before it is made, so that the queues' policies can come first.
 */
import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';

import { bytesSuffix, laneCount, prefixes } from '#wiring/keys.ts';
import type { HouseQueue } from '../house/queue.ts';
import type { Store } from '../store/store.ts';

export function notify(store: Store, queues: readonly HouseQueue[]): void {
  const bucket = store.bucket.node.defaultChild as s3.CfnBucket;
  bucket.notificationConfiguration = {
    queueConfigurations: lanes(queues).map(({ prefix, queue }) => ({
      event: 's3:ObjectCreated:*',
      queue: queue.queue.queueArn,
      filter: { s3Key: { rules: [rule('prefix', prefix), rule('suffix', bytesSuffix)] } },
    })),
  };
  for (const { queue } of queues) {
    const allowed = queue.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: {
          ArnEquals: { 'aws:SourceArn': `arn:${Aws.PARTITION}:s3:::${store.bucketName}` },
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        },
      }),
    );
    // S3 tries the queue when it is told of it.
    if (allowed.policyDependable) store.bucket.node.addDependency(allowed.policyDependable);
  }
}

/** One lane takes all; several take the hexadecimal digits of the keys in turn. */
function lanes(queues: readonly HouseQueue[]): { prefix: string; queue: HouseQueue }[] {
  const [only] = queues;
  if (only && queues.length === 1) return [{ prefix: prefixes.incoming, queue: only }];
  return Array.from({ length: laneCount }, (_, digit) => digit).flatMap((digit) => {
    const queue = queues[digit % queues.length];
    return queue ? [{ prefix: `${prefixes.incoming}${digit.toString(16)}/`, queue }] : [];
  });
}

const rule = (name: string, value: string) => ({ name, value });
