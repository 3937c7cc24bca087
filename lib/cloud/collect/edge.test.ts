/** Expected values are written out, not taken from the code. */
import { describe, expect, test } from 'vitest';

import { groundOf, resources, templateOf } from '../app.test-support.ts';
import { all, first, functionOf, layerArn, template } from '../profiles.test-support.ts';

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
          { Key: 'target_health_state.unhealthy.connection_termination.enabled', Value: 'false' },
          { Key: 'target_health_state.unhealthy.draining_interval_seconds', Value: '120' },
        ]),
      );
      expect(Properties).toMatchObject({ HealthCheckPort: '2580', TargetType: 'ip' });
    }
    const balancer = first('AWS::ElasticLoadBalancingV2::LoadBalancer');
    expect(balancer.Properties).toMatchObject({ IpAddressType: 'ipv4', Type: 'network', Scheme: 'internet-facing' });
    expect(balancer.Properties.LoadBalancerAttributes).toContainEqual({
      Key: 'load_balancing.cross_zone.enabled',
      Value: 'false',
    });
  });

  test('is reached through the load balancer alone', () => {
    const tasks = resources(template('standard'), 'AWS::EC2::SecurityGroup');
    const open = Object.entries(tasks).filter(([, one]) =>
      JSON.stringify(one.Properties.SecurityGroupIngress ?? '').includes('0.0.0.0/0'),
    );
    expect(open.map(([id]) => id)).toEqual([expect.stringMatching(/^NetworkBalancer/)]);
    const ingress = all('AWS::EC2::SecurityGroupIngress').map(({ Properties }) => Properties.FromPort);
    expect(ingress.toSorted((a, b) => Number(a) - Number(b))).toEqual([2525, 2580, 2995, 3310]);
  });

  test('runs two tasks, one of which is always there, and gives them two minutes to end', () => {
    const service = first('AWS::ECS::Service');
    expect(service.Properties).toMatchObject({
      DesiredCount: 2,
      DeploymentConfiguration: { MinimumHealthyPercent: 100 },
    });
    const { DependsOn } = service;
    expect(DependsOn).toContainEqual(expect.stringMatching(/ExecutionRoleDefaultPolicy/));
    const task = first('AWS::ECS::TaskDefinition');
    expect(task.Properties).toMatchObject({
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
    const made = templateOf({}, { arn: layerArn }, ground.bundles.start.folder);
    const [task] = Object.values(resources(made, 'AWS::ECS::TaskDefinition'));
    expect(task?.Properties.Memory).toBe('4096');
    expect(JSON.stringify(task)).toContain('CITRUSMAIL_EDGE_CLAMAV');
    const clamav = Object.values(resources(made, 'AWS::Lambda::Function')).find((one) =>
      JSON.stringify(one).includes('with ClamAV'),
    );
    expect(clamav?.Properties).toMatchObject({
      Environment: { Variables: { CITRUSMAIL_CLAMD: 'clamd.citrusmail.internal:3310' } },
      VpcConfig: { SecurityGroupIds: [{ 'Fn::GetAtt': [expect.stringMatching(/^NetworkClamav/), 'GroupId'] }] },
    });
    expect(JSON.stringify(resources(made, 'AWS::ServiceDiscovery::PrivateDnsNamespace'))).toContain(
      'citrusmail.internal',
    );
    expect(functionOf('with ClamAV').Properties).not.toHaveProperty('VpcConfig');
  });
});
