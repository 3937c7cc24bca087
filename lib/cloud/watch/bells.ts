/** What rings, and when. `section` is the heading of docs/operate.md that says what to do. */
import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type * as sqs from 'aws-cdk-lib/aws-sqs';

import { metricNamespace, metrics } from '#wiring/metrics.ts';
import type { HouseFunction } from '../house/function.ts';
import type { HouseQueue } from '../house/queue.ts';

export interface Watched {
  starts: HouseQueue[];
  delivery: HouseQueue;
  dead: { id: string; queue: sqs.Queue }[];
  machine: sfn.StateMachine;
  functions: HouseFunction[];
  archive: firehose.CfnDeliveryStream;
  edge?: { balancer: elb.NetworkLoadBalancer; targets: elb.NetworkTargetGroup[]; tasks: number } | undefined;
}

export interface Bell {
  id: string;
  section: string;
  what: string;
  metric: cloudwatch.IMetric;
  above?: number;
  below?: number;
  periods?: number;
  missing?: cloudwatch.TreatMissingData;
}

const fiveMinutes = Duration.minutes(5);
const hour = Duration.hours(1);

export function bellsOf(stack: string, watched: Watched): Bell[] {
  return [
    ...deadBells(watched),
    ...queueBells(watched),
    ...mailBells(stack),
    ...machineBells(watched),
    ...edgeBells(watched),
  ];
}

function deadBells({ dead }: Watched): Bell[] {
  return dead.map(({ id, queue }) => ({
    id: `${id}-dead`,
    section: 'messages-in-a-dead-letter-queue',
    what: `Messages came into the dead-letter queue of ${id}: they were tried again and again in vain.`,
    metric: queue.metricApproximateNumberOfMessagesVisible({ period: fiveMinutes, statistic: 'Maximum' }),
    above: 0,
  }));
}

function queueBells({ starts, delivery }: Watched): Bell[] {
  const age = (queue: HouseQueue) =>
    queue.queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(1), statistic: 'Maximum' });
  const waiting = starts.map((queue, lane) => ({
    id: `waiting-${lane}`,
    section: 'messages-wait-for-the-filter',
    what: `A message has waited for the filter for more than two minutes (lane ${lane}).`,
    metric: age(queue),
    above: 120,
    periods: 5,
  }));
  const due = {
    id: 'delivery-waiting',
    section: 'messages-wait-for-delivery',
    what: 'A message that is due has waited for the delivery function for more than a quarter of an hour.',
    metric: age(delivery),
    above: 900,
    periods: 5,
  };
  return [...waiting, due];
}

function mailBells(stack: string): Bell[] {
  const [accepted, finished] = [own(stack, metrics.accepted, 'Sum', hour), own(stack, metrics.finished, 'Sum', hour)];
  return [
    {
      id: 'accepted-minus-finished',
      section: 'more-is-accepted-than-finished',
      what: 'For hours more messages have come in than were finished.',
      metric: new cloudwatch.MathExpression({
        expression: 'FILL(accepted, 0) - FILL(finished, 0)',
        usingMetrics: { accepted, finished },
        label: 'accepted minus finished',
        period: hour,
      }),
      above: 20,
      periods: 6,
    },
    {
      id: 'unfinished',
      section: 'messages-do-not-come-to-an-end',
      what: 'Messages older than an hour are neither delivered nor held.',
      metric: own(stack, metrics.unfinished, 'Maximum', fiveMinutes),
      above: 50,
      periods: 12,
    },
    {
      id: 'signatures-old',
      section: 'signatures-are-old',
      what: 'The signatures of ClamAV are older than two days, or nobody says how old they are.',
      metric: own(stack, metrics.signatureAge, 'Maximum', hour),
      above: 48,
      periods: 6,
      missing: cloudwatch.TreatMissingData.BREACHING,
    },
  ];
}

function machineBells({ machine, archive }: Watched): Bell[] {
  return [
    {
      id: 'runs-failed',
      section: 'runs-of-the-filter-fail',
      what: 'Runs of the filter fail or take too long; their messages are tried again.',
      metric: new cloudwatch.MathExpression({
        // A sum in which one has no number is none.
        expression: 'FILL(failed, 0) + FILL(late, 0)',
        usingMetrics: {
          failed: machine.metricFailed({ period: fiveMinutes, statistic: 'Sum' }),
          late: machine.metricTimedOut({ period: fiveMinutes, statistic: 'Sum' }),
        },
        label: 'failed runs',
        period: fiveMinutes,
      }),
      above: 5,
      periods: 2,
    },
    {
      id: 'throttled',
      section: 'functions-are-throttled',
      what: 'Lambda refuses calls: more runs at once are wanted than the account may have.',
      // Of all functions in the account, as the limit is: one metric where ours alone would be ten, each at a price.
      metric: new cloudwatch.Metric({
        namespace: 'AWS/Lambda',
        metricName: 'Throttles',
        period: fiveMinutes,
        statistic: 'Sum',
      }),
      above: 10,
      periods: 3,
    },
    {
      id: 'archive-late',
      section: 'the-archive-lags',
      what: 'Rows of the archive have waited for more than an hour and a half to be written.',
      metric: new cloudwatch.Metric({
        namespace: 'AWS/Firehose',
        metricName: 'DeliveryToS3.DataFreshness',
        dimensionsMap: { DeliveryStreamName: archive.ref },
        period: fiveMinutes,
        statistic: 'Maximum',
      }),
      above: 5400,
      periods: 3,
    },
  ];
}

function edgeBells({ edge }: Watched): Bell[] {
  if (!edge) return [];
  const [smtp] = edge.targets;
  if (!smtp) return [];
  // Each zone of the load balancer counts the tasks in it, and says so apart: a sum would be of samples.
  const statistic = edge.tasks > 1 ? 'Minimum' : 'Maximum';
  return [
    {
      id: 'edge-unhealthy',
      section: 'the-edge-is-not-healthy',
      what: 'In a zone no task of the edge takes mail.',
      metric: smtp.metrics.healthyHostCount({ period: Duration.minutes(1), statistic }),
      below: 1,
      periods: 10,
      missing: cloudwatch.TreatMissingData.BREACHING,
    },
  ];
}

function own(stack: string, metricName: string, statistic: string, period: Duration): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: metricNamespace,
    metricName,
    dimensionsMap: { service: stack },
    statistic,
    period,
  });
}
