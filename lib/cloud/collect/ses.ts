/** The SES entrance: a receipt rule puts each message into the bucket and says so to a function, which writes the envelope. */
import { Aws, Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnReceiptRule, CfnReceiptRuleSet } from 'aws-cdk-lib/aws-ses';
import * as sns from 'aws-cdk-lib/aws-sns';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

import { prefixes } from '#wiring/keys.ts';
import { timing } from '#wiring/timing.ts';
import { variables } from '#wiring/variables.ts';
import { acknowledge } from '../house/acknowledge.ts';
import { HouseFunction } from '../house/function.ts';
import type { Ground } from '../house/ground.ts';
import { deadQueue } from '../house/queue.ts';
import type { Store } from '../store/store.ts';
import { sesReasons } from './acknowledged.ts';

export class SesEntrance extends Construct {
  /** Has to be made the active one by hand: CloudFormation cannot (docs/deploy.md). */
  readonly ruleSet: string;
  readonly dead: sqs.Queue;
  readonly receive: HouseFunction;

  constructor(scope: Construct, ground: Ground, store: Store) {
    super(scope, 'Ses');
    const { name, domains } = ground.plan;
    this.ruleSet = `${name}-receipt`;
    const topic = new sns.Topic(this, 'Received', { masterKey: store.key, enforceSSL: true });
    this.dead = deadQueue(this, 'Dead');
    acknowledge(this.dead, sesReasons);
    this.receive = this.#makeReceive(ground, store);
    topic.addSubscription(new LambdaSubscription(this.receive, { deadLetterQueue: this.dead }));

    const set = new CfnReceiptRuleSet(this, 'RuleSet', { ruleSetName: this.ruleSet });
    const rule = new CfnReceiptRule(this, 'Rule', {
      ruleSetName: this.ruleSet,
      rule: {
        name: ruleName,
        enabled: true,
        scanEnabled: true,
        tlsPolicy: 'Optional',
        recipients: domains,
        actions: [
          {
            s3Action: {
              bucketName: store.bucket.bucketName,
              objectKeyPrefix: prefixes.ses,
              topicArn: topic.topicArn,
            },
          },
        ],
      },
    });
    rule.addResourceDependency(set);
    // SES tries bucket and topic when the rule is made.
    for (const needed of this.#allowSes(store, topic)) rule.node.addDependency(needed);
  }

  /** SES may act for this one rule of this account and for no other: the service is everybody's. */
  #allowSes(store: Store, topic: sns.Topic): Construct[] {
    const rule = `arn:${Aws.PARTITION}:ses:${Aws.REGION}:${Aws.ACCOUNT_ID}:receipt-rule-set/${this.ruleSet}:receipt-rule/${ruleName}`;
    const statement = (actions: string[], resources: string[]) =>
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('ses.amazonaws.com')],
        actions,
        resources,
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID, 'aws:SourceArn': rule } },
      });
    store.bucket.addToResourcePolicy(statement(['s3:PutObject'], [store.bucket.arnForObjects(`${prefixes.ses}*`)]));
    topic.addToResourcePolicy(statement(['sns:Publish'], [topic.topicArn]));
    // In a key's policy, `*` is the key.
    store.key.addToResourcePolicy(statement(['kms:GenerateDataKey', 'kms:Decrypt'], ['*']));
    return [store.bucket.policy, topic.node.findChild('Policy') as Construct].filter((one) => one !== undefined);
  }

  #makeReceive(ground: Ground, store: Store): HouseFunction {
    const receive = new HouseFunction(this, 'Receive', ground, {
      name: 'ses',
      description: 'Takes what SES put into the bucket',
      timeout: timing.ses,
      environment: { [variables.searchDays]: String(ground.plan.retention.searchDays) },
    });
    receive.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      onFailure: new SqsDestination(this.dead),
    });
    store.grantRead(receive, prefixes.ses, prefixes.incoming, prefixes.quarantine, prefixes.rules);
    store.grantWrite(receive, prefixes.incoming);
    store.grantDelete(receive, prefixes.ses);
    store.grantTable(receive);
    return receive;
  }
}

const ruleName = 'into-the-bucket';
