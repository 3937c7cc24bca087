/** What cdk-nag finds in the network, and why it stays. */
import type { Reasons } from '../house/acknowledge.ts';

export const networkReasons: Reasons = {
  'AwsSolutions-VPC7':
    'The edge writes down every connection with its client and its fate; flow logs would say less and cost more than the load balancer.',
  'AwsSolutions-EC23':
    'Mail comes from everywhere: the ports of SMTP and POP3 are open to all, and lead to the load balancer alone.',
};
