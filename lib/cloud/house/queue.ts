/** A queue with its dead-letter queue, encrypted by SQS itself: a key of ours would tie the bucket, which sends to it, into a circle. */
import { Duration } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

import { maxReceives, timing } from '#wiring/timing.ts';
import type { Variable } from '#wiring/variables.ts';
import { allow, type Caller } from './caller.ts';

const common = {
  encryption: sqs.QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
  retentionPeriod: Duration.seconds(timing.queueRetention),
};

export const deadQueue = (scope: Construct, id: string): sqs.Queue => new sqs.Queue(scope, id, common);

export class HouseQueue extends Construct {
  readonly queue: sqs.Queue;
  readonly dead: sqs.Queue;

  constructor(
    scope: Construct,
    id: string,
    { visibility, receives = maxReceives }: { visibility: number; receives?: number },
  ) {
    super(scope, id);
    this.dead = deadQueue(this, 'Dead');
    this.queue = new sqs.Queue(this, 'Queue', {
      ...common,
      visibilityTimeout: Duration.seconds(visibility),
      deadLetterQueue: { queue: this.dead, maxReceiveCount: receives },
    });
  }

  grantSend(caller: Caller, variable: Variable): void {
    allow(caller, ['sqs:SendMessage'], [this.queue.queueArn]);
    caller.variable(variable, this.queue.queueUrl);
  }

  /** Only who receives may send a message back for a while. */
  grantDelay(caller: Caller, variable: Variable): void {
    allow(caller, ['sqs:ChangeMessageVisibility'], [this.queue.queueArn]);
    caller.variable(variable, this.queue.queueUrl);
  }
}
