import { paginateListSubscriptionsByTopic, SNSClient, type Subscription } from '@aws-sdk/client-sns';

import { missing, ok } from '../check.ts';
import type { CloudCheck } from './context.ts';

export const alarms: CloudCheck = {
  name: 'alarms',
  needs: 'sns:ListSubscriptionsByTopic',
  async run({ facts, client, region }) {
    const { alarmTopic } = await facts();
    const subscribe = `aws sns subscribe --topic-arn ${alarmTopic ?? 'TOPIC'} --protocol email --notification-endpoint YOU@YOUR.DOMAIN --region ${region}`;
    if (alarmTopic === undefined) return [missing('there is no topic for them', 'deploy the stack again')];
    const all: Subscription[] = [];
    const pages = paginateListSubscriptionsByTopic({ client: new SNSClient(client) }, { TopicArn: alarmTopic });
    for await (const { Subscriptions = [] } of pages) all.push(...Subscriptions);
    const waiting = all
      .filter(({ SubscriptionArn }) => SubscriptionArn === 'PendingConfirmation')
      .map(({ Endpoint }) => Endpoint);
    if (all.length === 0)
      return [missing('nobody hears of them', `set alarms.email in cdk.json and deploy, or ${subscribe}`)];
    if (waiting.length > 0)
      return [
        missing(
          `${waiting.join(', ')} has not confirmed that it wants them`,
          'follow the link in the message "AWS Notification - Subscription Confirmation"; it is sent again by the same subscription',
        ),
      ];
    return [ok(`they go to ${all.map(({ Endpoint }) => Endpoint).join(', ')}`)];
  },
};
