/** The one dashboard: what comes in and goes out, what waits, what rings. */
import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

import { metricNamespace, metrics } from '#wiring/metrics.ts';
import type { HouseQueue } from '../house/queue.ts';
import type { Watched } from './bells.ts';

const period = Duration.minutes(5);
const width = 12;

export function dashboardOf(
  scope: Construct,
  stack: string,
  watched: Watched,
  alarms: cloudwatch.Alarm[],
): cloudwatch.Dashboard {
  const own = (metricName: string, statistic: string) =>
    new cloudwatch.Metric({
      namespace: metricNamespace,
      metricName,
      dimensionsMap: { service: stack },
      statistic,
      period,
    });
  const age = ({ queue }: HouseQueue, label: string) =>
    queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum', label });
  const graph = (title: string, left: cloudwatch.IMetric[]) => new cloudwatch.GraphWidget({ title, left, width });
  return new cloudwatch.Dashboard(scope, 'Dashboard', {
    dashboardName: stack,
    widgets: [
      [new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms, width: 2 * width })],
      [
        graph('Messages', [
          own(metrics.accepted, 'Sum'),
          own(metrics.finished, 'Sum'),
          own(metrics.unfinished, 'Maximum'),
        ]),
        graph('Oldest message that waits, seconds', [
          ...watched.starts.map((queue, lane) => age(queue, `filter, lane ${lane}`)),
          age(watched.delivery, 'delivery'),
        ]),
      ],
      [
        graph('Runs of the filter', [
          watched.machine.metricSucceeded({ period }),
          watched.machine.metricFailed({ period }),
          watched.machine.metricTimedOut({ period }),
        ]),
        graph(
          'Milliseconds, 99th percentile',
          watched.functions.map((fn) => fn.metricDuration({ period, statistic: 'p99', label: fn.node.id })),
        ),
      ],
      [
        graph('Age of signatures, hours', [own(metrics.signatureAge, 'Maximum')]),
        graph(
          'Connections at the edge',
          watched.edge ? [watched.edge.balancer.metrics.activeFlowCount({ period, statistic: 'Maximum' })] : [],
        ),
      ],
    ],
  });
}
