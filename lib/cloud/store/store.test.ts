/** Expected values are written out, not taken from the code. */
import { describe, expect, test } from 'vitest';

import { all, first } from '../profiles.test-support.ts';

describe('the table', () => {
  test('is paid by request, can be had back, forgets by itself; its indexes hold keys alone', () => {
    const table = first('AWS::DynamoDB::Table');
    expect(table.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      DeletionProtectionEnabled: true,
      GlobalSecondaryIndexes: [
        { IndexName: 'wake', Projection: { ProjectionType: 'KEYS_ONLY' } },
        { IndexName: 'log', Projection: { ProjectionType: 'KEYS_ONLY' } },
      ],
    });
  });
});

describe('the store', () => {
  test('is told to queues that may be written to, before it is made', () => {
    const bucket = first('AWS::S3::Bucket');
    const { QueueConfigurations } = bucket.Properties.NotificationConfiguration as { QueueConfigurations: object[] };
    expect(JSON.stringify(QueueConfigurations)).toContain('"incoming/"');
    expect(QueueConfigurations).toHaveLength(1);
    expect(bucket.DependsOn).toEqual([expect.stringMatching(/^FilterLane0QueuePolicy/)]);
    const large = first('AWS::S3::Bucket', 'large');
    const lanes = large.Properties.NotificationConfiguration as { QueueConfigurations: object[] };
    expect(lanes.QueueConfigurations).toHaveLength(16);
  });

  test('stays when the stack goes, but not after a deployment that failed', () => {
    for (const type of ['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::SecretsManager::Secret'])
      expect(first(type)).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    expect(first('AWS::DynamoDB::Table')).toMatchObject({ DeletionPolicy: 'Retain' });
  });

  test('has no key of its own on a queue that the bucket sends to', () => {
    for (const queue of all('AWS::SQS::Queue')) expect(queue.Properties).not.toHaveProperty('KmsMasterKeyId');
  });

  test('forgets each prefix after its own time, and never mail that is not finished', () => {
    const bucket = first('AWS::S3::Bucket');
    const { Rules } = bucket.Properties.LifecycleConfiguration as { Rules: Record<string, unknown>[] };
    const days = Object.fromEntries(
      Rules.flatMap((rule) => (rule.ExpirationInDays ? [[rule.Prefix, rule.ExpirationInDays]] : [])),
    );
    expect(days).toEqual({
      'scratch/': 1,
      'ses/': 7,
      'queries/': 7,
      'evidence/': 60,
      'quarantine/': 366,
      'archive-errors/': 30,
    });
    expect(Rules[0]).toMatchObject({
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      NoncurrentVersionExpiration: { NoncurrentDays: 7 },
    });
  });
});
