/** The SMTP and POP3 edge: a load balancer that passes TCP through, and Fargate tasks in two zones behind it. */
import { Duration } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as cloudmap from 'aws-cdk-lib/aws-servicediscovery';
import { Construct } from 'constructs';

import { edgePorts } from '#wiring/edge.ts';
import { prefixes } from '#wiring/keys.ts';
import { variables } from '#wiring/variables.ts';
import { acknowledge } from '../house/acknowledge.ts';
import type { Ground } from '../house/ground.ts';
import { makeLog } from '../house/log.ts';
import { edgeSubnets, type Network } from '../network/network.ts';
import type { Store } from '../store/store.ts';
import { edgeReasons } from './acknowledged.ts';
import { grantSecrets, type Secrets } from './secrets.ts';
import { EdgeTask } from './task.ts';

/** RFC 5321 section 4.5.3.2 has clients wait for up to 10 minutes between two lines. */
const idle = Duration.seconds(900);
/** A task that goes is given the time that it has to end (wiring/timing.ts). */
const deregistration = Duration.seconds(120);

export interface EdgeProps {
  store: Store;
  network: Network;
  secrets: Secrets;
}

export class Edge extends Construct {
  readonly balancer: elb.NetworkLoadBalancer;
  readonly targets: elb.NetworkTargetGroup[];

  constructor(scope: Construct, ground: Ground, props: EdgeProps) {
    super(scope, 'Edge');
    const task = this.#makeTask(ground, props);
    const service = makeService(this, ground, props.network, task);
    this.balancer = new elb.NetworkLoadBalancer(this, 'Balancer', {
      vpc: props.network.vpc,
      vpcSubnets: edgeSubnets,
      internetFacing: true,
      securityGroups: [props.network.balancer],
      ipAddressType: elb.IpAddressType.IPV4,
      // A zone that is in trouble keeps its trouble, and traffic between zones is billed.
      crossZoneEnabled: false,
    });
    const { vpc } = props.network;
    this.targets = [
      this.#listen('Smtp', edgePorts.smtp, vpc, service),
      this.#listen('Pop3s', edgePorts.pop3s, vpc, service),
    ];
    acknowledge(this, edgeReasons);
  }

  #makeTask(ground: Ground, { store, secrets }: EdgeProps): EdgeTask {
    const { plan } = ground;
    const task = new EdgeTask(this, ground, makeLog(this, 'Log', plan));
    const { incoming, quarantine, mailbox, rules, signatures } = prefixes;
    // Of quarantine/ only whether an id is there: what is held is not committed again.
    store.grantRead(task, incoming, quarantine, mailbox, rules, signatures);
    store.grantWrite(task, incoming);
    store.grantDelete(task, incoming, mailbox);
    store.grantTable(task);
    grantSecrets(task, secrets);
    task.variable(variables.hostname, plan.hostname);
    task.variable(variables.maxMessageMegabytes, String(plan.maxMessageMegabytes));
    task.variable(variables.searchDays, String(plan.retention.searchDays));
    return task;
  }

  #listen(
    id: string,
    port: { inside: number; outside: number },
    vpc: IVpc,
    service: ecs.FargateService,
  ): elb.NetworkTargetGroup {
    const group = new elb.NetworkTargetGroup(this, `${id}Tasks`, {
      vpc,
      port: port.inside,
      protocol: elb.Protocol.TCP,
      targetType: elb.TargetType.IP,
      targets: [service.loadBalancerTarget({ containerName: 'edge', containerPort: port.inside })],
      // Off by default where targets are addresses; without it every client would be the load balancer.
      preserveClientIp: true,
      deregistrationDelay: deregistration,
      connectionTermination: false,
      healthCheck: {
        protocol: elb.Protocol.TCP,
        port: String(edgePorts.health),
        interval: Duration.seconds(10),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 2,
      },
    });
    // A task that takes no more has its health port closed; by default, what it is still receiving would be reset then.
    group.setAttribute('target_health_state.unhealthy.connection_termination.enabled', 'false');
    group.setAttribute('target_health_state.unhealthy.draining_interval_seconds', String(deregistration.toSeconds()));
    const listened = { port: port.outside, protocol: elb.Protocol.TCP, tcpIdleTimeout: idle };
    this.balancer.addListener(id, { ...listened, defaultTargetGroups: [group] });
    return group;
  }
}

function makeService(
  scope: Construct,
  { plan, resident }: Ground,
  network: Network,
  task: EdgeTask,
): ecs.FargateService {
  const cluster = new ecs.Cluster(scope, 'Cluster', { vpc: network.vpc });
  const service = new ecs.FargateService(scope, 'Service', {
    cluster,
    taskDefinition: task.definition,
    desiredCount: plan.edge.tasks,
    // A new task is there before an old one goes.
    minHealthyPercent: 100,
    maxHealthyPercent: 200,
    circuitBreaker: { rollback: true },
    securityGroups: [network.edge],
    vpcSubnets: edgeSubnets,
    // The way out to AWS without a NAT; the security group lets nobody in by it.
    assignPublicIp: true,
    healthCheckGracePeriod: Duration.seconds(180),
    ...(resident !== undefined && {
      cloudMapOptions: {
        name: 'clamd',
        cloudMapNamespace: new cloudmap.PrivateDnsNamespace(scope, 'Names', {
          vpc: network.vpc,
          name: privateDomain(plan.name),
        }),
        dnsRecordType: cloudmap.DnsRecordType.A,
        dnsTtl: Duration.seconds(10),
      },
    }),
  });
  // A task that may not write its log does not start, and the deployment counts those that fail.
  if (task.definition.executionRole) service.node.addDependency(task.definition.executionRole);
  return service;
}

const privateDomain = (stack: string): string => `${stack}.internal`;

/** Where ClamAV's function finds the clamd of one of the tasks. */
export const clamdAddress = (stack: string): string => `clamd.${privateDomain(stack)}:${edgePorts.clamd}`;
