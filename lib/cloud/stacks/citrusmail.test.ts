/** Expected values are written out, not taken from the code. */
import { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';

import { assemble } from '../app.ts';
import { actionsOf, groundOf, resources, statementsOf } from '../app.test-support.ts';
import { all, profiles, settings, template } from '../profiles.test-support.ts';

describe.each(profiles)('%s', (profile) => {
  test('synthesizes, and cdk-nag finds nothing without a reason', () => {
    const app = new App();
    const stack = assemble(app, groundOf(settings[profile]));
    expect(new AwsSolutionsChecks(app).validateScope(stack).violations).toEqual([]);
  });

  test('the bucket is encrypted with a bucket key, closed to the public, and speaks TLS only', () => {
    const [bucket, ...others] = all('AWS::S3::Bucket', profile);
    expect(others).toEqual([]);
    expect(bucket?.Properties).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } },
        ],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      VersioningConfiguration: { Status: 'Enabled' },
    });
    expect(JSON.stringify(all('AWS::S3::BucketPolicy', profile))).toContain('"aws:SecureTransport":"false"');
  });

  test('every queue is kept for 14 days and encrypted by SQS, and is a dead-letter queue or has one', () => {
    const queues = resources(template(profile), 'AWS::SQS::Queue');
    const dead = new Set<string>();
    for (const { Properties } of Object.values(queues)) {
      expect(Properties).toMatchObject({ MessageRetentionPeriod: 1_209_600, SqsManagedSseEnabled: true });
      const redrive = Properties.RedrivePolicy as { deadLetterTargetArn: { 'Fn::GetAtt': [string] } } | undefined;
      if (redrive) dead.add(redrive.deadLetterTargetArn['Fn::GetAtt'][0]);
    }
    const without = Object.entries(queues).filter(([id, { Properties }]) => !Properties.RedrivePolicy && !dead.has(id));
    // The dead letters of notices and of the function that reads them: no queue is before it.
    expect(without.map(([id]) => id).filter((id) => !id.startsWith('SesDead'))).toEqual([]);
  });

  test('every dead-letter queue has an alarm', () => {
    const queues = Object.entries(resources(template(profile), 'AWS::SQS::Queue'));
    const dead = queues.filter(([, { Properties }]) => !Properties.RedrivePolicy).map(([id]) => id);
    const alarms = JSON.stringify(all('AWS::CloudWatch::Alarm', profile));
    expect(dead.length).toBeGreaterThan(1);
    expect(dead.filter((id) => !alarms.includes(`"Fn::GetAtt":["${id}","QueueName"]`))).toEqual([]);
  });

  test('a message stays hidden for six times as long as its function may take', () => {
    const queues = resources(template(profile), 'AWS::SQS::Queue');
    const functions = resources(template(profile), 'AWS::Lambda::Function');
    const sources = all('AWS::Lambda::EventSourceMapping', profile);
    expect(sources.length).toBeGreaterThan(1);
    for (const { Properties } of sources) {
      const queue = queues[(Properties.EventSourceArn as { 'Fn::GetAtt': [string] })['Fn::GetAtt'][0]];
      const fn = functions[(Properties.FunctionName as { Ref: string }).Ref];
      // The start function may take 30 s longer than the machine that it waits for: the machine is what counts.
      const work = String(fn?.Properties.Description).startsWith('Runs the filter')
        ? 240
        : Number(fn?.Properties.Timeout);
      expect(Number(queue?.Properties.VisibilityTimeout)).toBeGreaterThanOrEqual(6 * work);
      expect(queue?.Properties.RedrivePolicy).toMatchObject({ maxReceiveCount: 5 });
      expect(Properties).toMatchObject({ FunctionResponseTypes: ['ReportBatchItemFailures'] });
      const { MaximumConcurrency } = Properties.ScalingConfig as { MaximumConcurrency: number };
      expect(MaximumConcurrency).toBeGreaterThanOrEqual(2);
    }
  });

  test('every function runs Node 24, logs JSON without START and END, and keeps its log for two weeks', () => {
    const functions = all('AWS::Lambda::Function', profile);
    expect(functions.length).toBeGreaterThanOrEqual(10);
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN' },
      });
    }
    for (const { Properties } of all('AWS::Logs::LogGroup', profile))
      expect(Properties).toMatchObject({ RetentionInDays: 14 });
  });

  test('is written in ASCII: CloudFormation makes question marks of the rest', () => {
    expect(JSON.stringify(template(profile).toJSON())).toMatch(/^[ -~]*$/);
  });

  test('no right is for every action', () => {
    const allowed = statementsOf(template(profile)).filter(({ Effect }) => Effect === 'Allow');
    expect(allowed.length).toBeGreaterThan(20);
    const wild = allowed.flatMap(actionsOf).filter((action) => action.includes('*'));
    expect(wild).toEqual([]);
  });

  test('what is for every resource is what AWS knows no narrower form of', () => {
    const everywhere = statementsOf(template(profile))
      .filter(({ Effect, Resource: on }) => Effect === 'Allow' && [on].flat().includes('*'))
      .flatMap(actionsOf);
    const known =
      /^(ec2:\w*(NetworkInterface\w*|Subnets|PrivateIpAddresses)|logs:\w*(LogDelivery|LogDeliveries|ResourcePolic\w+|LogGroups))$/;
    expect(everywhere.filter((action) => !known.test(action))).toEqual([]);
  });

  test('every alarm says what to do, and goes to a topic that is encrypted', () => {
    const alarms = all('AWS::CloudWatch::Alarm', profile);
    expect(alarms.length).toBeGreaterThan(8);
    for (const { Properties } of alarms) {
      expect(Properties.AlarmDescription).toMatch(/ What to do: docs\/operate\.md#[a-z-]+$/);
      expect(Properties.AlarmActions).toHaveLength(1);
    }
    for (const { Properties } of all('AWS::SNS::Topic', profile)) expect(Properties.KmsMasterKeyId).toBeDefined();
  });
});
