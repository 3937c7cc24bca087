/** A log: kept for as long as the settings say, and gone with the stack. */
import { RemovalPolicy } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

import type { Plan } from '../settings/read-settings.ts';

/** CloudWatch Logs knows these numbers of days, and CDK has words for them. */
const { RetentionDays } = logs;
const retentions: Record<Plan['retention']['logDays'], logs.RetentionDays> = {
  1: RetentionDays.ONE_DAY,
  3: RetentionDays.THREE_DAYS,
  5: RetentionDays.FIVE_DAYS,
  7: RetentionDays.ONE_WEEK,
  14: RetentionDays.TWO_WEEKS,
  30: RetentionDays.ONE_MONTH,
  60: RetentionDays.TWO_MONTHS,
  90: RetentionDays.THREE_MONTHS,
  180: RetentionDays.SIX_MONTHS,
  365: RetentionDays.ONE_YEAR,
};

/** `logGroupName` where a service wants it to begin in a certain way. */
export function makeLog(scope: Construct, id: string, { retention }: Plan, logGroupName?: string): logs.LogGroup {
  return new logs.LogGroup(scope, id, {
    retention: retentions[retention.logDays],
    removalPolicy: RemovalPolicy.DESTROY,
    ...(logGroupName !== undefined && { logGroupName }),
  });
}
