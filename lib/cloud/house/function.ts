/** One of our functions: what all of them have in common, and the role that starts with nothing but its own log. */
import { Duration, type Size } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

import { type FunctionName, functions } from '#wiring/functions.ts';
import { metricNamespace } from '#wiring/metrics.ts';
import { type Variable, variables } from '#wiring/variables.ts';
import { acknowledge } from './acknowledge.ts';
import type { Caller } from './caller.ts';
import type { Ground } from './ground.ts';
import { makeLog } from './log.ts';

export interface HouseFunctionProps {
  name: FunctionName;
  description: string;
  /** Seconds, as in wiring/timing.ts. */
  timeout: number;
  /** Where YARA-X or the layer ask for it; arm64 costs a fifth less. */
  x86?: boolean;
  layers?: lambda.ILayerVersion[];
  temporary?: Size;
  environment?: Partial<Record<Variable, string>>;
  reserved?: number | undefined;
  functionName?: string;
  /** Lambda's loop detection would end a message's way after 16 tries; we count them ourselves. */
  loops?: boolean;
  network?: { vpc: ec2.IVpc; subnets: ec2.SubnetSelection; securityGroup: ec2.ISecurityGroup };
}

export class HouseFunction extends lambda.Function implements Caller {
  readonly rights: iam.Role;

  constructor(scope: Construct, id: string, { plan, bundles }: Ground, props: HouseFunctionProps) {
    const role = new iam.Role(scope, `${id}Role`, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const logGroup = makeLog(scope, `${id}Log`, plan);
    super(scope, id, {
      role,
      logGroup,
      description: props.description,
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(bundles[props.name].folder),
      architecture: props.x86 ? lambda.Architecture.X86_64 : lambda.Architecture.ARM_64,
      memorySize: functions[props.name].memory,
      timeout: Duration.seconds(props.timeout),
      environment: {
        [variables.hostname]: plan.hostname,
        // Powertools' own names; alarms look for these values (wiring/metrics.ts).
        POWERTOOLS_SERVICE_NAME: plan.name,
        POWERTOOLS_METRICS_NAMESPACE: metricNamespace,
        ...props.environment,
      },
      // Lambda has one rate for all, a trace every second and 5 % of the rest, which costs more than the calls: no tracing.
      tracing: lambda.Tracing.DISABLED,
      loggingFormat: lambda.LoggingFormat.JSON,
      // START, END and REPORT of every call would be most of what CloudWatch bills.
      systemLogLevelV2: lambda.SystemLogLevel.WARN,
      applicationLogLevelV2: lambda.ApplicationLogLevel.INFO,
      ...(props.layers && { layers: props.layers }),
      ...(props.temporary && { ephemeralStorageSize: props.temporary }),
      ...(props.reserved !== undefined && { reservedConcurrentExecutions: props.reserved }),
      ...(props.functionName !== undefined && { functionName: props.functionName }),
      ...(props.loops && { recursiveLoop: lambda.RecursiveLoop.ALLOW }),
      ...(props.network && {
        vpc: props.network.vpc,
        vpcSubnets: props.network.subnets,
        securityGroups: [props.network.securityGroup],
        // Gateway endpoints lead to the bucket from a public subnet too, and nothing else is called from there.
        allowPublicSubnet: true,
      }),
    });
    this.rights = role;
    logGroup.grantWrite(role);
    if (props.network) allowInterfaces(role);
  }

  variable(name: Variable, value: string): void {
    this.addEnvironment(name, value);
  }
}

/** What Lambda needs to put its network interfaces into our subnets. */
function allowInterfaces(role: iam.Role): void {
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: [
        'ec2:CreateNetworkInterface',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSubnets',
        'ec2:DeleteNetworkInterface',
        'ec2:AssignPrivateIpAddresses',
        'ec2:UnassignPrivateIpAddresses',
      ],
      resources: ['*'],
    }),
  );
  acknowledge(role, {
    'AwsSolutions-IAM5[Resource::*]':
      'Lambda asks for these six network calls on every resource: it cannot know the interfaces before it makes them.',
  });
}
