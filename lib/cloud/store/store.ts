/** The bucket, the table and the key: what is given to a caller, it learns the names of with the right to use them. */
import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

import { prefixes } from '#wiring/keys.ts';
import { expiry, keys, logIndex, wakeIndex } from '#wiring/table.ts';
import { variables } from '#wiring/variables.ts';
import { acknowledge, named } from '../house/acknowledge.ts';
import { allow, type Caller } from '../house/caller.ts';
import type { Ground } from '../house/ground.ts';
import { lifecycleOf } from './lifecycle.ts';
import { objectsReason, storeReasons } from './acknowledged.ts';

type Prefix = `${string}/`;

/** Kept whatever happens, unless the deployment that makes it fails: what that left behind would be in the way of the next, by its name. */
export const kept = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;

export class Store extends Construct {
  readonly bucket: s3.Bucket;
  readonly table: dynamodb.Table;
  readonly key: kms.Key;
  /** Known before the bucket is made, so that its queues can name it without waiting for it. */
  readonly bucketName: string;

  constructor(scope: Construct, { plan }: Ground) {
    super(scope, 'Store');
    this.bucketName = `${plan.name}-${Aws.ACCOUNT_ID}-${Aws.REGION}`;
    this.key = new kms.Key(this, 'Key', {
      alias: `alias/${plan.name}`,
      description: 'Mail at rest',
      enableKeyRotation: true,
      removalPolicy: kept,
    });
    this.bucket = this.#makeBucket(plan);
    this.table = makeTable(this);
    acknowledge(this, storeReasons);
  }

  #makeBucket(plan: Ground['plan']): s3.Bucket {
    return new s3.Bucket(this, 'Bucket', {
      bucketName: this.bucketName,
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: this.key,
      // Without, every request to the bucket is one to KMS too: as dear as all the rest together.
      bucketKeyEnabled: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      versioned: true,
      lifecycleRules: lifecycleOf(plan),
      removalPolicy: kept,
    });
  }

  grantRead(caller: Caller, ...prefixes: Prefix[]): void {
    this.#allow(caller, ['s3:GetObject'], prefixes);
    this.grantList(caller);
    allow(caller, ['kms:Decrypt'], [this.key.keyArn]);
  }

  /**
   * The right to list is also what turns the answer for an object that is not there from "forbidden" into "not found", which the code
   * waits for; a condition on prefixes would take that away, since a request for an object has none.
   */
  grantList(caller: Caller): void {
    allow(caller, ['s3:ListBucket'], [this.bucket.bucketArn]);
    caller.variable(variables.bucket, this.bucket.bucketName);
  }

  /** S3 asks KMS for both when an object comes in several pieces. */
  grantWrite(caller: Caller, ...prefixes: Prefix[]): void {
    this.#allow(caller, ['s3:PutObject', 's3:AbortMultipartUpload'], prefixes);
    allow(caller, ['kms:GenerateDataKey', 'kms:Decrypt'], [this.key.keyArn]);
    caller.variable(variables.bucket, this.bucket.bucketName);
  }

  grantDelete(caller: Caller, ...prefixes: Prefix[]): void {
    this.#allow(caller, ['s3:DeleteObject'], prefixes);
  }

  /** Messages, their copies and the rules that decide about them: in the table, and in objects what is too large for it. */
  grantStates(caller: Caller): void {
    this.grantTable(caller);
    this.grantRead(caller, prefixes.rules, prefixes.evidence);
    this.grantWrite(caller, prefixes.evidence);
  }

  grantTable(caller: Caller): void {
    const { tableArn } = this.table;
    const item = ['GetItem', 'BatchGetItem', 'Query', 'UpdateItem', 'DeleteItem'];
    allow(
      caller,
      item.map((action) => `dynamodb:${action}`),
      [tableArn],
    );
    const indexes = [wakeIndex, logIndex].map(({ name }) => `${tableArn}/index/${name}`);
    allow(caller, ['dynamodb:Query'], indexes);
    caller.variable(variables.table, this.table.tableName);
  }

  #allow(caller: Caller, actions: string[], prefixes: Prefix[]): void {
    const objects = prefixes.map((prefix) => this.bucket.arnForObjects(`${prefix}*`));
    allow(caller, actions, objects);
    for (const prefix of prefixes)
      acknowledge(caller.rights, {
        [`AwsSolutions-IAM5[Resource::<${named(this.bucket)}.Arn>/${prefix}*]`]: objectsReason,
      });
  }
}

function makeTable(scope: Construct): dynamodb.Table {
  const text = (name: string) => ({ name, type: dynamodb.AttributeType.STRING });
  const table = new dynamodb.Table(scope, 'Table', {
    partitionKey: text(keys.partition),
    sortKey: text(keys.sort),
    billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
    // The table holds subjects and addresses, never a message. A key of our own would cost a request for what AWS's does for nothing.
    encryption: dynamodb.TableEncryption.DEFAULT,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    timeToLiveAttribute: expiry,
    deletionProtection: true,
    // Protected, it cannot be deleted by a deployment that fails either; it has no name that could be in the way.
    removalPolicy: RemovalPolicy.RETAIN,
  });
  // Keys alone: what changes is not in them, so that a change is written once.
  const projectionType = dynamodb.ProjectionType.KEYS_ONLY;
  table.addGlobalSecondaryIndex({
    indexName: wakeIndex.name,
    partitionKey: text(wakeIndex.partition),
    sortKey: { name: wakeIndex.sort, type: dynamodb.AttributeType.NUMBER },
    projectionType,
  });
  table.addGlobalSecondaryIndex({
    indexName: logIndex.name,
    partitionKey: text(logIndex.partition),
    sortKey: text(logIndex.sort),
    projectionType,
  });
  return table;
}
