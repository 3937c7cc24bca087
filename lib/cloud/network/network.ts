/**
 * The network, where one is needed: for the edge, and for delivery by port 25. Public subnets and no NAT, unless mail is to leave by
 * port 25 from an address that stays; gateway endpoints keep the mail itself off the internet and cost nothing.
 */
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';

import { edgePorts } from '#wiring/edge.ts';
import { acknowledge } from '../house/acknowledge.ts';
import type { HouseFunctionProps } from '../house/function.ts';
import type { Ground } from '../house/ground.ts';
import { networkReasons } from './acknowledged.ts';

type FunctionNetwork = NonNullable<HouseFunctionProps['network']>;

export class Network extends Construct {
  readonly vpc: ec2.Vpc;
  readonly balancer: ec2.SecurityGroup;
  readonly edge: ec2.SecurityGroup;
  readonly clamav: FunctionNetwork;
  /** Where port 25 is open to the outside. */
  readonly out: FunctionNetwork | undefined;

  constructor(scope: Construct, { plan }: Ground) {
    super(scope, 'Network');
    const { port25 } = plan.delivery;
    this.vpc = makeVpc(this, port25);
    this.balancer = this.#group('Balancer', 'Mail from everywhere', false);
    this.edge = this.#group('Edge', 'From the load balancer alone', true);
    for (const { inside, outside } of [edgePorts.smtp, edgePorts.pop3s]) {
      this.balancer.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(outside));
      this.#open(inside);
    }
    this.#open(edgePorts.health);
    this.clamav = { vpc: this.vpc, subnets: publicSubnets, securityGroup: this.#group('Clamav', 'To clamd', true) };
    this.edge.addIngressRule(this.clamav.securityGroup, ec2.Port.tcp(edgePorts.clamd));
    this.out = port25
      ? { vpc: this.vpc, subnets: behindNat, securityGroup: this.#group('Out', 'Delivery by port 25', true) }
      : undefined;
    acknowledge(this, networkReasons);
  }

  #group(id: string, description: string, allowAllOutbound: boolean): ec2.SecurityGroup {
    return new ec2.SecurityGroup(this, id, { vpc: this.vpc, description, allowAllOutbound });
  }

  #open(port: number): void {
    this.balancer.addEgressRule(this.edge, ec2.Port.tcp(port));
    this.edge.addIngressRule(this.balancer, ec2.Port.tcp(port));
  }
}

const publicSubnets: ec2.SubnetSelection = { subnetType: ec2.SubnetType.PUBLIC };
const behindNat: ec2.SubnetSelection = { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS };
export const edgeSubnets = publicSubnets;

function makeVpc(scope: Construct, nat: boolean): ec2.Vpc {
  const vpc = new ec2.Vpc(scope, 'Vpc', {
    maxAzs: 2,
    natGateways: nat ? 1 : 0,
    subnetConfiguration: [
      { name: 'public', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24 },
      ...(nat ? [{ name: 'out', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 24 }] : []),
    ],
    // A function of CDK's own would close it; nothing of ours is in it.
    restrictDefaultSecurityGroup: false,
  });
  vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
  vpc.addGatewayEndpoint('DynamoDb', { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB });
  return vpc;
}
