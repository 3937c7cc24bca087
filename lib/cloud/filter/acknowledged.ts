/** What cdk-nag finds in the filter, and why it stays. */
import type { Reasons } from '../house/acknowledge.ts';

export const machineReasons: Reasons = {
  'AwsSolutions-SF1':
    'ALL would log every state of every message, which costs a third of the whole and tells of mail; errors are logged, and the log of events has the rest.',
  'AwsSolutions-SF2':
    'X-Ray has no rate for Step Functions below its default rule, which would trace a run every second.',
  'AwsSolutions-IAM5[Resource::*]':
    'The delivery of logs to CloudWatch is asked for on every resource: AWS knows no narrower form.',
};
