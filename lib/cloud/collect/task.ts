/**
 * The edge's task: a stock image of Node, and our code beside it. A first container fetches the code from the bucket of assets and
 * ends; so nobody needs a Docker engine, neither to synthesize nor to deploy.
 */
import { Aws, Duration } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';

import { edgePorts } from '#wiring/edge.ts';
import { type Variable, variables } from '#wiring/variables.ts';
import { archiveOf } from '../bundle/tar.ts';
import { allow, type Caller } from '../house/caller.ts';
import type { Ground } from '../house/ground.ts';
import { edgeMemory } from '../settings/read-settings.ts';

const code = '/code';
/** Where everybody may write: the code is unpacked there by the user who runs it. */
const place = '/tmp/edge';
/** Fargate's longest. */
const stopTimeout = Duration.seconds(120);

export class EdgeTask extends Construct implements Caller {
  readonly definition: ecs.FargateTaskDefinition;
  readonly rights: iam.Role;
  readonly #edge: ecs.ContainerDefinition;

  constructor(scope: Construct, { plan, bundles, resident }: Ground, logGroup: ILogGroup) {
    super(scope, 'Task');
    const { edge } = plan;
    this.rights = makeRole(this);
    this.definition = new ecs.FargateTaskDefinition(this, 'Definition', {
      taskRole: this.rights,
      cpu: edge.cpu,
      memoryLimitMiB: edgeMemory(plan, resident !== undefined),
      runtimePlatform: {
        cpuArchitecture: edge.architecture === 'arm64' ? ecs.CpuArchitecture.ARM64 : ecs.CpuArchitecture.X86_64,
        operatingSystemFamily: ecs.OperatingSystemFamily.LINUX,
      },
      volumes: [{ name: 'code' }],
    });
    const logging = ecs.LogDrivers.awsLogs({
      logGroup,
      streamPrefix: 'edge',
      // Mail does not wait for its log.
      mode: ecs.AwsLogDriverMode.NON_BLOCKING,
    });
    const archives = [archive(this, 'edge', bundles.edge.folder)];
    if (resident !== undefined) archives.push(archive(this, 'clamav', resident));
    const fetch = this.#addFetch(archives, image(edge.fetchImage, edge.fetchDigest), logging);
    this.#edge = this.#addEdge(archives, image(edge.image, edge.digest), logging);
    this.#edge.addContainerDependencies({ container: fetch, condition: ecs.ContainerDependencyCondition.SUCCESS });
    if (resident !== undefined) this.variable(variables.edgeClamav, `${place}/clamav`);
  }

  variable(name: Variable, value: string): void {
    this.#edge.addEnvironment(name, value);
  }

  #addFetch(archives: Archive[], from: ecs.ContainerImage, logging: ecs.LogDriver): ecs.ContainerDefinition {
    const fetch = this.definition.addContainer('fetch', {
      image: from,
      essential: false,
      entryPoint: ['sh', '-c'],
      command: [
        archives.map(({ asset, file }) => `aws s3 cp --only-show-errors ${asset.s3ObjectUrl} ${file}`).join(' && '),
      ],
      logging,
    });
    for (const { asset } of archives) allow(this, ['s3:GetObject'], [asset.bucket.arnForObjects(asset.s3ObjectKey)]);
    fetch.addMountPoints({ sourceVolume: 'code', containerPath: code, readOnly: false });
    return fetch;
  }

  #addEdge(archives: Archive[], from: ecs.ContainerImage, logging: ecs.LogDriver): ecs.ContainerDefinition {
    const unpack = archives.map(({ file }) => `tar -xzf ${file} -C ${place}`);
    const edge = this.definition.addContainer('edge', {
      image: from,
      user: 'node',
      stopTimeout,
      entryPoint: ['sh', '-c'],
      // `exec`: the signal to end must reach Node.
      environment: { AWS_REGION: Aws.REGION },
      command: [[`mkdir -p ${place}`, ...unpack, `exec node ${place}/index.mjs`].join(' && ')],
      portMappings: [edgePorts.smtp.inside, edgePorts.pop3s.inside, edgePorts.health, edgePorts.clamd].map(
        (containerPort) => ({ containerPort }),
      ),
      logging,
    });
    edge.addMountPoints({ sourceVolume: 'code', containerPath: code, readOnly: true });
    return edge;
  }
}

/** ECS is everybody's: it may take the role on for tasks of this account alone. */
function makeRole(scope: Construct): iam.Role {
  const account = `${Aws.REGION}:${Aws.ACCOUNT_ID}`;
  return new iam.Role(scope, 'Role', {
    assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        ArnLike: { 'aws:SourceArn': `arn:${Aws.PARTITION}:ecs:${account}:*` },
      },
    }),
  });
}

interface Archive {
  asset: Asset;
  file: string;
}

/** CDK leaves a file alone that it would make a zip of as a folder, and a stock image has tar and no unzip. */
function archive(scope: Construct, name: string, folder: string): Archive {
  const path = archiveOf(folder);
  return { asset: new Asset(scope, name, { path }), file: `${code}/${name}.tar.gz` };
}

function image(name: string, digest: string | undefined): ecs.ContainerImage {
  return ecs.ContainerImage.fromRegistry(digest === undefined ? name : `${name}@${digest}`);
}
