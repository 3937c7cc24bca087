/** Metrics, written into the log. */
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

import { metricNamespace, type metrics as names } from '#wiring/metrics.ts';

/** A name and a number each, in one line. */
export type Counts = Partial<Record<(typeof names)[keyof typeof names], number>>;

const metrics = new Metrics({ namespace: metricNamespace });

export function count(counts: Counts): void {
  for (const [name, value] of Object.entries(counts)) metrics.addMetric(name, MetricUnit.Count, value);
  metrics.publishStoredMetrics();
}
