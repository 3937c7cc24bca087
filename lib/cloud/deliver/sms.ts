/** The right to send text messages, and no other notices: a phone number has no ARN, so every topic is left out instead. */
import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';

import { variables } from '#wiring/variables.ts';
import type { Caller } from '../house/caller.ts';
import type { Plan } from '../settings/read-settings.ts';

export function grantSms(caller: Caller, { sms }: Plan): void {
  if (!sms.enabled) return;
  const topics = `arn:${Aws.PARTITION}:sns:*:*:*`;
  caller.rights.addToPolicy(new iam.PolicyStatement({ actions: ['sns:Publish'], notResources: [topics] }));
  caller.variable(variables.notices, 'on');
  caller.variable(variables.noticeMaxPrice, String(sms.maxPrice));
  if (sms.senderId !== undefined) caller.variable(variables.noticeSenderId, sms.senderId);
}
