/** What a deployment costs a month when no mail comes: counted from the resources of its template. */
import { laneCount } from '#wiring/keys.ts';
import { metrics } from '#wiring/metrics.ts';
import { type Line, line } from './bill.ts';
import { prices } from './prices.ts';

interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
}

export type Resources = Record<string, Resource>;

export function atRest(resources: Resources): Line[] {
  const all = Object.values(resources);
  const count = (type: string): number => all.filter(({ Type }) => Type === type).length;
  const balancers = all.filter(({ Type }) => Type === 'AWS::ElasticLoadBalancingV2::LoadBalancer');
  const zones = balancers.reduce((sum, { Properties }) => sum + listLength(Properties?.['Subnets']), 0);
  const tasks = tasksOf(all);
  return [
    line('network load balancer', balancers.length, prices.nlb),
    line('its public addresses', zones, prices.ipv4),
    line('edge tasks, processors', sum(tasks, 'cpu'), prices.fargateCpu),
    line('edge tasks, memory', sum(tasks, 'memory'), prices.fargateMemory),
    line('edge tasks, public addresses', sum(tasks, 'count'), prices.ipv4),
    line('NAT gateways', count('AWS::EC2::NatGateway'), prices.nat),
    line('their public addresses', count('AWS::EC2::EIP'), prices.ipv4),
    line('KMS keys', count('AWS::KMS::Key'), prices.kmsKey),
    line('secrets', count('AWS::SecretsManager::Secret'), prices.secret),
    line('metrics that alarms look at', alarmed(all), prices.alarm),
    line('metrics of our own that come without mail', quietMetrics.length, prices.metric),
    line('dashboards', count('AWS::CloudWatch::Dashboard'), prices.dashboard),
    line('private DNS zones', count('AWS::ServiceDiscovery::PrivateDnsNamespace'), prices.hostedZone),
    line('interface endpoints by zone', endpointZones(all), prices.endpoint),
    line('requests of Lambda to empty queues', count('AWS::Lambda::EventSourceMapping') * polls, prices.sqs),
    line('listings of an empty incoming/', listings, prices.s3Put),
    line('ClamAV kept ready, GB and seconds', provisioned(resources), prices.lambdaProvisioned),
  ].filter(({ dollars }) => dollars > 0);
}

const minutesOfMonth = 730 * 60;
/** Lambda keeps five long polls of 20 s on a queue in which nothing is. */
const polls = 5 * 3 * minutesOfMonth;
/** The sweep's, every five minutes. */
const listings = (laneCount * minutesOfMonth) / 5;
/** Written by the sweep and the updater, whether mail comes or not. */
const quietMetrics = [metrics.overdue, metrics.unfinished, metrics.oldest, metrics.signatureAge];

/** An alarm is paid for by each metric that it looks at. */
function alarmed(all: readonly Resource[]): number {
  const looked = all
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .map(({ Properties }) => (Properties?.['Metrics'] ?? [{ MetricStat: {} }]) as { MetricStat?: object }[]);
  return looked.flat().filter(({ MetricStat }) => MetricStat !== undefined).length;
}

interface Tasks {
  count: number;
  cpu: number;
  memory: number;
}

function tasksOf(all: readonly Resource[]): Tasks[] {
  const definition = all.find(({ Type }) => Type === 'AWS::ECS::TaskDefinition')?.Properties;
  const services = all.filter(({ Type }) => Type === 'AWS::ECS::Service');
  return services.map(({ Properties }) => {
    const count = Number(Properties?.['DesiredCount'] ?? 1);
    const each = (name: string): number => Number(definition?.[name] ?? 0) / 1024;
    return { count, cpu: count * each('Cpu'), memory: count * each('Memory') };
  });
}

const sum = (tasks: readonly Tasks[], what: keyof Tasks): number => tasks.reduce((all, one) => all + one[what], 0);

const listLength = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

function endpointZones(all: readonly Resource[]): number {
  return all
    .filter(
      ({ Type, Properties }) => Type === 'AWS::EC2::VPCEndpoint' && Properties?.['VpcEndpointType'] === 'Interface',
    )
    .reduce((zones, { Properties }) => zones + listLength(Properties?.['SubnetIds']), 0);
}

const secondsOfMonth = 730 * 60 * 60;

/** GB and seconds of provisioned concurrency in a month. */
function provisioned(resources: Resources): number {
  return Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Alias' || Type === 'AWS::Lambda::Version')
    .reduce((all, { Properties }) => {
      const setting = Properties?.['ProvisionedConcurrencyConfig'] as
        | { ProvisionedConcurrentExecutions?: number }
        | undefined;
      const id = /"Ref":"([A-Za-z0-9]+)"/.exec(JSON.stringify(Properties?.['FunctionName']))?.[1] ?? '';
      const megabytes = Number(resources[id]?.Properties?.['MemorySize'] ?? 0);
      return all + ((setting?.ProvisionedConcurrentExecutions ?? 0) * megabytes * secondsOfMonth) / 1024;
    }, 0);
}
