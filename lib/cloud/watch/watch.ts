/** Alarms, each with its section of docs/operate.md; where they go; and one dashboard. */
import { Aws } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

import type { Ground } from '../house/ground.ts';
import type { Store } from '../store/store.ts';
import { type Bell, bellsOf, type Watched } from './bells.ts';
import { dashboardOf } from './dashboard.ts';

export class Watch extends Construct {
  readonly topic: sns.Topic;

  constructor(scope: Construct, ground: Ground, store: Store, watched: Watched) {
    super(scope, 'Watch');
    const { name, alarms } = ground.plan;
    this.topic = this.#makeTopic(store, name);
    if (alarms.email !== undefined) this.topic.addSubscription(new EmailSubscription(alarms.email));
    const rung = bellsOf(name, watched).map((bell) => this.#alarm(name, bell));
    dashboardOf(this, name, watched, rung);
  }

  #makeTopic(store: Store, name: string): sns.Topic {
    const topic = new sns.Topic(this, 'Alarms', { masterKey: store.key, enforceSSL: true });
    const statement = (actions: string[], resources: string[]) =>
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
        actions,
        resources,
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          ArnLike: {
            'aws:SourceArn': `arn:${Aws.PARTITION}:cloudwatch:${Aws.REGION}:${Aws.ACCOUNT_ID}:alarm:${name}-*`,
          },
        },
      });
    topic.addToResourcePolicy(statement(['sns:Publish'], [topic.topicArn]));
    // In a key's policy, `*` is the key.
    store.key.addToResourcePolicy(statement(['kms:GenerateDataKey', 'kms:Decrypt'], ['*']));
    return topic;
  }

  #alarm(stack: string, bell: Bell): cloudwatch.Alarm {
    const {
      section,
      what,
      metric,
      above,
      below,
      periods = 1,
      missing = cloudwatch.TreatMissingData.NOT_BREACHING,
    } = bell;
    const alarm = new cloudwatch.Alarm(this, bell.id, {
      alarmName: `${stack}-${bell.id}`,
      alarmDescription: `${what} What to do: docs/operate.md#${section}`,
      metric,
      threshold: above ?? below ?? 0,
      comparisonOperator:
        above === undefined
          ? cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
          : cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: missing,
    });
    alarm.addAlarmAction(new actions.SnsAction(this.topic));
    alarm.addOkAction(new actions.SnsAction(this.topic));
    return alarm;
  }
}
