/** The template, held against what AWS's documents ask and design decisions say. Expected values are written out, not taken from the code. */
import { App } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { beforeAll, describe, expect, test } from 'vitest';

import { assemble } from '../app.ts';
import { actionsOf, groundOf, type Resource, resources, statementsOf, templateOf } from '../app.test-support.ts';

const settings = {
  small: { profile: 'small' },
  standard: {},
  large: { profile: 'large', entrance: 'both', domains: ['example.test'], delivery: { port25: true } },
};
type Profile = keyof typeof settings;
const profiles = Object.keys(settings) as Profile[];

const templates = {} as Record<Profile, Template>;
beforeAll(() => {
  for (const profile of profiles) templates[profile] = templateOf(settings[profile], { arn: layerArn });
});
const layerArn = 'arn:aws:lambda:eu-central-1:123456789012:layer:clamav:3';

const all = (type: string, profile: Profile = 'standard'): Resource[] =>
  Object.values(resources(templates[profile], type));
/** The one that a text in its JSON picks out. */
const only = (type: string, text: string, profile: Profile = 'standard'): Resource => {
  const found = all(type, profile).filter((one) => JSON.stringify(one).includes(text));
  expect(found).toHaveLength(1);
  return found[0]!;
};
const functionOf = (description: string, profile: Profile = 'standard') =>
  only('AWS::Lambda::Function', description, profile);

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
    const queues = resources(templates[profile], 'AWS::SQS::Queue');
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
    const queues = Object.entries(resources(templates[profile], 'AWS::SQS::Queue'));
    const dead = queues.filter(([, { Properties }]) => !Properties.RedrivePolicy).map(([id]) => id);
    const alarms = JSON.stringify(all('AWS::CloudWatch::Alarm', profile));
    expect(dead.length).toBeGreaterThan(1);
    expect(dead.filter((id) => !alarms.includes(`"Fn::GetAtt":["${id}","QueueName"]`))).toEqual([]);
  });

  test('a message stays hidden for six times as long as its function may take', () => {
    const queues = resources(templates[profile], 'AWS::SQS::Queue');
    const functions = resources(templates[profile], 'AWS::Lambda::Function');
    const sources = all('AWS::Lambda::EventSourceMapping', profile);
    expect(sources.length).toBeGreaterThan(1);
    for (const { Properties } of sources) {
      const queue = queues[(Properties.EventSourceArn as { 'Fn::GetAtt': [string] })['Fn::GetAtt'][0]];
      const fn = functions[(Properties.FunctionName as { Ref: string }).Ref];
      // The start function waits 30 s longer than the machine may run: what it waits for is what counts.
      const work = Math.min(Number(fn?.Properties.Timeout), 840) === 270 ? 240 : Number(fn?.Properties.Timeout);
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

  test('no right is for every action', () => {
    const allowed = statementsOf(templates[profile]).filter(({ Effect }) => Effect === 'Allow');
    expect(allowed.length).toBeGreaterThan(20);
    const wild = allowed.flatMap(actionsOf).filter((action) => action.includes('*'));
    expect(wild).toEqual([]);
  });

  test('what is for every resource is what AWS knows no narrower form of', () => {
    const everywhere = statementsOf(templates[profile])
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

describe('the table', () => {
  test('is paid by request, can be had back, forgets by itself; its indexes hold keys alone', () => {
    const [table] = all('AWS::DynamoDB::Table');
    expect(table?.Properties).toMatchObject({
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
    const [bucket] = all('AWS::S3::Bucket');
    const { QueueConfigurations } = bucket?.Properties.NotificationConfiguration as { QueueConfigurations: object[] };
    expect(JSON.stringify(QueueConfigurations)).toContain('"incoming/"');
    expect(QueueConfigurations).toHaveLength(2);
    expect(bucket?.DependsOn).toEqual([expect.stringMatching(/^FilterLane0QueuePolicy/)]);
    const [large] = all('AWS::S3::Bucket', 'large');
    const lanes = large?.Properties.NotificationConfiguration as { QueueConfigurations: object[] };
    expect(lanes.QueueConfigurations).toHaveLength(32);
  });

  test('has no key of its own on a queue that the bucket sends to', () => {
    for (const queue of all('AWS::SQS::Queue')) expect(queue.Properties).not.toHaveProperty('KmsMasterKeyId');
  });

  test('forgets each prefix after its own time, and never mail that is not finished', () => {
    const [bucket] = all('AWS::S3::Bucket');
    const { Rules } = bucket?.Properties.LifecycleConfiguration as { Rules: Record<string, unknown>[] };
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

describe('the edge', () => {
  test('has public subnets in two zones, no NAT, and gateways to the store', () => {
    expect(all('AWS::EC2::Subnet')).toHaveLength(2);
    expect(all('AWS::EC2::NatGateway')).toEqual([]);
    expect(all('AWS::EC2::VPCEndpoint').map(({ Properties }) => Properties.VpcEndpointType)).toEqual([
      'Gateway',
      'Gateway',
    ]);
    expect(all('AWS::EC2::NatGateway', 'large')).toHaveLength(1);
    expect(all('AWS::EC2::VPC', 'small')).toEqual([]);
  });

  test('passes TCP through with the client’s address, slowly enough for SMTP', () => {
    const listeners = all('AWS::ElasticLoadBalancingV2::Listener');
    expect(listeners.map(({ Properties }) => [Properties.Port, Properties.Protocol])).toEqual([
      [25, 'TCP'],
      [995, 'TCP'],
    ]);
    for (const { Properties } of listeners) {
      const [idle] = Properties.ListenerAttributes as { Key: string; Value: string }[];
      expect(idle?.Key).toBe('tcp.idle_timeout.seconds');
      expect(Number(idle?.Value)).toBeGreaterThanOrEqual(600);
    }
    const groups = all('AWS::ElasticLoadBalancingV2::TargetGroup');
    expect(groups.map(({ Properties }) => Properties.Port)).toEqual([2525, 2995]);
    for (const { Properties } of groups) {
      expect(Properties.TargetGroupAttributes).toEqual(
        expect.arrayContaining([
          { Key: 'preserve_client_ip.enabled', Value: 'true' },
          { Key: 'deregistration_delay.connection_termination.enabled', Value: 'false' },
          { Key: 'deregistration_delay.timeout_seconds', Value: '120' },
        ]),
      );
      expect(Properties).toMatchObject({ HealthCheckPort: '2580', TargetType: 'ip' });
    }
    const [balancer] = all('AWS::ElasticLoadBalancingV2::LoadBalancer');
    expect(balancer?.Properties).toMatchObject({ IpAddressType: 'ipv4', Type: 'network', Scheme: 'internet-facing' });
    expect(balancer?.Properties.LoadBalancerAttributes).toContainEqual({
      Key: 'load_balancing.cross_zone.enabled',
      Value: 'false',
    });
  });

  test('is reached through the load balancer alone', () => {
    const tasks = resources(templates.standard, 'AWS::EC2::SecurityGroup');
    const open = Object.entries(tasks).filter(([, one]) =>
      JSON.stringify(one.Properties.SecurityGroupIngress ?? '').includes('0.0.0.0/0'),
    );
    expect(open.map(([id]) => id)).toEqual([expect.stringMatching(/^NetworkBalancer/)]);
    const ingress = all('AWS::EC2::SecurityGroupIngress').map(({ Properties }) => Properties.FromPort);
    expect(ingress.toSorted()).toEqual([2525, 2580, 2995, 3310]);
  });

  test('runs two tasks, one of which is always there, and gives them two minutes to end', () => {
    const [service] = all('AWS::ECS::Service');
    expect(service?.Properties).toMatchObject({
      DesiredCount: 2,
      DeploymentConfiguration: { MinimumHealthyPercent: 100 },
    });
    const [task] = all('AWS::ECS::TaskDefinition');
    expect(task?.Properties).toMatchObject({
      Cpu: '512',
      Memory: '1024',
      RuntimePlatform: { CpuArchitecture: 'ARM64' },
      ContainerDefinitions: [
        { Name: 'fetch', Essential: false },
        { Name: 'edge', Essential: true, StopTimeout: 120, User: 'node', DependsOn: [{ Condition: 'SUCCESS' }] },
      ],
    });
  });

  test('has a clamd that ClamAV’s function finds, where one was made for its processors', () => {
    const ground = groundOf({});
    const template = templateOf({}, { arn: layerArn }, ground.bundles.start.folder);
    const [task] = Object.values(resources(template, 'AWS::ECS::TaskDefinition'));
    expect(task?.Properties.Memory).toBe('4096');
    expect(JSON.stringify(task)).toContain('CITRUSMAIL_EDGE_CLAMAV');
    const clamav = Object.values(resources(template, 'AWS::Lambda::Function')).find((one) =>
      JSON.stringify(one).includes('with ClamAV'),
    );
    expect(clamav?.Properties).toMatchObject({
      Environment: { Variables: { CITRUSMAIL_CLAMD: 'clamd.citrusmail.internal:3310' } },
      VpcConfig: { SecurityGroupIds: [{ 'Fn::GetAtt': [expect.stringMatching(/^NetworkClamav/), 'GroupId'] }] },
    });
    expect(JSON.stringify(resources(template, 'AWS::ServiceDiscovery::PrivateDnsNamespace'))).toContain(
      'citrusmail.internal',
    );
    expect(functionOf('with ClamAV').Properties).not.toHaveProperty('VpcConfig');
  });
});

describe('the SES entrance', () => {
  test('takes mail for this rule of this account alone', () => {
    const [policy] = all('AWS::S3::BucketPolicy', 'small');
    const { Statement } = policy?.Properties.PolicyDocument as { Statement: Record<string, unknown>[] };
    const ses = Statement.find(({ Principal }) => JSON.stringify(Principal).includes('ses.amazonaws.com'));
    expect(ses?.Condition).toMatchObject({
      StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
    });
    expect(JSON.stringify(ses?.Condition)).toContain(':receipt-rule-set/citrusmail-receipt:receipt-rule/');
    expect(JSON.stringify(ses?.Resource)).toContain('/ses/*');
    const [rule] = all('AWS::SES::ReceiptRule', 'large');
    expect(rule?.Properties.Rule).toMatchObject({
      Recipients: ['example.test'],
      Actions: [{ S3Action: { ObjectKeyPrefix: 'ses/' } }],
    });
  });
});

describe('functions', () => {
  test('have the sizes and processors that their engines ask for', () => {
    const { Properties } = functionOf('with ClamAV');
    expect(Properties).toMatchObject({
      MemorySize: 3008,
      Timeout: 120,
      EphemeralStorage: { Size: 2048 },
      Architectures: ['x86_64'],
      Layers: [layerArn],
    });
    expect(functionOf('with YARA-X').Properties.Architectures).toEqual(['x86_64']);
    expect(functionOf('Decides').Properties.Architectures).toEqual(['arm64']);
    expect(functionOf('signatures into').Properties).toMatchObject({
      MemorySize: 2048,
      EphemeralStorage: { Size: 4096 },
    });
  });

  test('may call themselves by way of a queue', () => {
    expect(functionOf('Runs the filter').Properties.RecursiveLoop).toBe('Allow');
    expect(functionOf('Delivers the copies').Properties.RecursiveLoop).toBe('Allow');
  });

  test('deliver from behind a NAT by port 25 alone', () => {
    expect(functionOf('Delivers the copies').Properties).not.toHaveProperty('VpcConfig');
    expect(functionOf('Delivers the copies', 'large').Properties).toHaveProperty('VpcConfig');
  });

  test('text messages are a right of who delivers, and no topic goes with it', () => {
    const sent = (template: Template) =>
      statementsOf(template).filter((one) => actionsOf(one).includes('sns:Publish') && one.NotResource);
    expect(sent(templates.standard)).toEqual([]);
    expect(sent(templateOf({ sms: { enabled: true } }))).toHaveLength(2);
  });

  test('large keeps ClamAV warm where no clamd stays up', () => {
    const template = templateOf({ profile: 'large', entrance: 'ses' });
    const [alias] = Object.values(resources(template, 'AWS::Lambda::Alias'));
    expect(alias?.Properties).toMatchObject({ ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 } });
    const [machine] = Object.values(resources(template, 'AWS::StepFunctions::StateMachine'));
    expect(machine?.Properties.DefinitionSubstitutions).toMatchObject({
      Clamav: { Ref: expect.stringMatching(/^FilterClamavWarm/) },
    });
  });
});

describe('the state machine', () => {
  test('is Express, logs errors without data, and names its functions by substitution', () => {
    const [machine] = all('AWS::StepFunctions::StateMachine');
    expect(machine?.Properties).toMatchObject({
      StateMachineType: 'EXPRESS',
      LoggingConfiguration: { Level: 'ERROR', IncludeExecutionData: false },
      TracingConfiguration: { Enabled: false },
    });
    const { DefinitionString, DefinitionSubstitutions } = machine?.Properties as {
      DefinitionString: string;
      DefinitionSubstitutions: Record<string, object>;
    };
    const named = [...DefinitionString.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1]);
    expect(named.toSorted()).toEqual(Object.keys(DefinitionSubstitutions).toSorted());
  });
});
