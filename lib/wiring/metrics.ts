/**
 * Metrics that functions write into their logs (Embedded Metric Format) and alarms watch. Each costs by the month: no dimension but
 * `service`, whose value Powertools takes from POWERTOOLS_SERVICE_NAME; the namespace from POWERTOOLS_METRICS_NAMESPACE.
 */
export const metricNamespace = 'CitrusMail';

export const metrics = {
  /** Messages taken in hand for the first time: 1 for each. By the function `open`. */
  accepted: 'Accepted',
  /** Messages of which every copy has come to rest: 1 for each. By whoever finishes one: `decide`, `deliver`, `sweep`. */
  finished: 'Finished',
  /** Messages in `incoming/` that are older than an hour: how many. By `sweep`, when it lists them. */
  unfinished: 'Unfinished',
  /** Minutes that the oldest message in `incoming/` has been there. By `sweep`, when it lists them. */
  oldest: 'OldestMinutes',
  /** Copies and messages that were due for longer than they should be. By `sweep`, every minute. */
  overdue: 'Overdue',
  /** Hours since the present set of signatures was made. By `signatures`, every hour. */
  signatureAge: 'SignatureAge',
} as const;
