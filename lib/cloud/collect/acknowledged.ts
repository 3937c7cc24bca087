/** What cdk-nag finds in the entrances, and why it stays. */
import type { Reasons } from '../house/acknowledge.ts';

export const edgeReasons: Reasons = {
  'AwsSolutions-ELB2':
    'A load balancer that passes TCP through writes access logs of TLS listeners alone, and has none.',
  'AwsSolutions-ECS4':
    'Container Insights costs more than the tasks; the edge is watched by its health and its own log.',
  'AwsSolutions-ECS2':
    'No variable is a secret: those are read from Secrets Manager by the edge itself, so that a new one needs no restart.',
};

export const secretReasons: Reasons = {
  'AwsSolutions-SMG4':
    'People choose these passwords for their mailboxes; a machine cannot change them behind their backs.',
};

export const sesReasons: Reasons = {
  'AwsSolutions-SQS3':
    'This is the dead-letter queue of the notices and of the function, which CDK gives it by another way than a queue.',
};
