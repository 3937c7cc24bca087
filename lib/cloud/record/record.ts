/** The archive: Firehose makes Parquet of the rows that functions send, Athena reads them. */
import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import * as athena from 'aws-cdk-lib/aws-athena';
import * as glue from 'aws-cdk-lib/aws-glue';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

import { prefixes } from '#wiring/keys.ts';
import { variables } from '#wiring/variables.ts';
import { acknowledge, named } from '../house/acknowledge.ts';
import { allow, type Caller } from '../house/caller.ts';
import type { Ground } from '../house/ground.ts';
import { makeLog } from '../house/log.ts';
import { objectsReason } from '../store/acknowledged.ts';
import type { Store } from '../store/store.ts';
import { databaseName, glueColumns, partition, questions, tableName } from './columns.ts';

/** Firehose writes a file when either is reached; Parquet asks for 64 MB at least. */
const buffer = { megabytes: 64, seconds: 900 };
/** What a query by mistake may cost: five cents. */
const scanLimit = 10 * 1024 ** 3;

export class Archive extends Construct {
  readonly stream: firehose.CfnDeliveryStream;
  readonly #store: Store;

  constructor(scope: Construct, { plan }: Ground, store: Store) {
    super(scope, 'Record');
    this.#store = store;
    const database = databaseName(plan.name);
    const table = this.#makeTable(database);
    const log = this.#makeLog(plan);
    const role = this.#makeRole(database, log.group);
    this.stream = this.#makeStream({ name: `${plan.name}-log`, database, table, role, log: log.options });
    this.#makeWorkgroup(plan.name, database);
  }

  grantPut(caller: Caller): void {
    allow(caller, ['firehose:PutRecordBatch'], [this.stream.attrArn]);
    caller.variable(variables.archive, this.stream.ref);
  }

  #makeTable(database: string): glue.CfnTable {
    const location = `s3://${this.#store.bucket.bucketName}/${prefixes.archive}`;
    const made = new glue.CfnDatabase(this, 'Database', {
      catalogId: Aws.ACCOUNT_ID,
      databaseInput: { name: database, description: 'CitrusMail' },
    });
    const table = new glue.CfnTable(this, 'Log', {
      catalogId: Aws.ACCOUNT_ID,
      databaseName: database,
      tableInput: {
        name: tableName,
        tableType: 'EXTERNAL_TABLE',
        description: 'A row for every change of the copy of a recipient',
        partitionKeys: [{ name: partition, type: 'string' }],
        parameters: projection(location),
        storageDescriptor: {
          location,
          columns: glueColumns,
          inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
          outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
          serdeInfo: { serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
        },
      },
    });
    table.addResourceDependency(made);
    return table;
  }

  /** The rights are the role's own: CloudFormation waits until a role is known everywhere, and does not for a policy beside it. */
  #makeRole(database: string, log: logs.LogGroup): iam.Role {
    const rights = new iam.PolicyDocument();
    const role = new iam.Role(this, 'StreamRole', {
      assumedBy: new iam.ServicePrincipal('firehose.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      inlinePolicies: { archive: rights },
    });
    const { bucket, key } = this.#store;
    const places = [prefixes.archive, prefixes.archiveErrors];
    const statement = (actions: string[], resources: string[]) =>
      rights.addStatements(new iam.PolicyStatement({ actions, resources }));
    statement(['logs:PutLogEvents'], [log.logGroupArn]);
    statement(
      ['s3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
      places.map((prefix) => bucket.arnForObjects(`${prefix}*`)),
    );
    statement(['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'], [bucket.bucketArn]);
    statement(['kms:GenerateDataKey', 'kms:Decrypt'], [key.keyArn]);
    const glueArn = (resource: string) => `arn:${Aws.PARTITION}:glue:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}`;
    statement(
      ['glue:GetTable', 'glue:GetTableVersion', 'glue:GetTableVersions'],
      [glueArn('catalog'), glueArn(`database/${database}`), glueArn(`table/${database}/${tableName}`)],
    );
    for (const prefix of places)
      acknowledge(role, { [`AwsSolutions-IAM5[Resource::<${named(bucket)}.Arn>/${prefix}*]`]: objectsReason });
    return role;
  }

  #makeLog(plan: Ground['plan']) {
    const group = makeLog(this, 'StreamLog', plan, `/aws/kinesisfirehose/${plan.name}-log`);
    const stream = new logs.LogStream(this, 'StreamErrors', { logGroup: group, removalPolicy: RemovalPolicy.DESTROY });
    const names = { logGroupName: group.logGroupName, logStreamName: stream.logStreamName };
    return { group, options: { enabled: true, ...names } };
  }

  #makeStream({ name, database, table, role, log }: StreamProps): firehose.CfnDeliveryStream {
    const stream = new firehose.CfnDeliveryStream(this, 'Stream', {
      deliveryStreamName: name,
      deliveryStreamType: 'DirectPut',
      deliveryStreamEncryptionConfigurationInput: { keyType: 'AWS_OWNED_CMK' },
      extendedS3DestinationConfiguration: {
        bucketArn: this.#store.bucket.bucketArn,
        roleArn: role.roleArn,
        // By the time of writing: by the message's own time, every day of late changes would be a file, and Firehose asks a price for it.
        prefix: `${prefixes.archive}${partition}=!{timestamp:yyyy-MM-dd}/`,
        errorOutputPrefix: `${prefixes.archiveErrors}!{firehose:error-output-type}/!{timestamp:yyyy-MM-dd}/`,
        bufferingHints: { sizeInMBs: buffer.megabytes, intervalInSeconds: buffer.seconds },
        // Parquet is compressed inside.
        compressionFormat: 'UNCOMPRESSED',
        cloudWatchLoggingOptions: log,
        dataFormatConversionConfiguration: {
          enabled: true,
          inputFormatConfiguration: { deserializer: { openXJsonSerDe: { caseInsensitive: true } } },
          outputFormatConfiguration: { serializer: { parquetSerDe: { compression: 'SNAPPY' } } },
          schemaConfiguration: {
            catalogId: Aws.ACCOUNT_ID,
            databaseName: database,
            tableName: table.ref,
            region: Aws.REGION,
            roleArn: role.roleArn,
            versionId: 'LATEST',
          },
        },
      },
    });
    // The stream is tried against bucket, key and schema when it is made.
    stream.node.addDependency(role);
    return stream;
  }

  #makeWorkgroup(name: string, database: string): void {
    const workgroup = new athena.CfnWorkGroup(this, 'Workgroup', {
      name,
      description: 'Questions to the archive of CitrusMail',
      // Or a stack whose archive was ever asked could not be taken down.
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: false,
        bytesScannedCutoffPerQuery: scanLimit,
        resultConfiguration: {
          outputLocation: `s3://${this.#store.bucket.bucketName}/${prefixes.queries}`,
          encryptionConfiguration: { encryptionOption: 'SSE_KMS', kmsKey: this.#store.key.keyArn },
        },
      },
    });
    for (const { name: title, description, query } of questions(database)) {
      const id = `Question${title.replaceAll(/\W/g, '-')}`;
      const asked = { name: title, description, queryString: query, database, workGroup: name };
      new athena.CfnNamedQuery(this, id, asked).addResourceDependency(workgroup);
    }
  }
}

interface StreamProps {
  name: string;
  database: string;
  table: glue.CfnTable;
  role: iam.Role;
  log: firehose.CfnDeliveryStream.CloudWatchLoggingOptionsProperty;
}

/** Athena reckons the days itself, so that nobody has to tell it of a new one. */
function projection(location: string): { [name: string]: string } {
  return {
    EXTERNAL: 'TRUE',
    classification: 'parquet',
    'projection.enabled': 'true',
    [`projection.${partition}.type`]: 'date',
    [`projection.${partition}.format`]: 'yyyy-MM-dd',
    [`projection.${partition}.range`]: '2026-01-01,NOW',
    'storage.location.template': `${location}${partition}=\${${partition}}/`,
  };
}
