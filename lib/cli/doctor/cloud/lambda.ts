import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';

import { missing, note, ok, type Result } from '../check.ts';
import type { CloudCheck, CloudContext } from './context.ts';

/** Ten runs of the filter, each of which waits while three examiners work, ten deliveries, and what runs by the clock. */
const enough = 100;
const quota = { ServiceCode: 'lambda', QuotaCode: 'L-B99A9384' };
/** Megabytes that a function of a new account may have. */
const newAccountMemory = 3008;

export const lambda: CloudCheck = {
  name: 'lambda',
  needs: 'servicequotas:GetServiceQuota',
  async run(context) {
    const client = new ServiceQuotasClient(context.client);
    const { Quota } = await client.send(new GetServiceQuotaCommand(quota));
    return [concurrency(Quota?.Value ?? 0, context), ...(await memory(context))];
  },
};

function concurrency(value: number, { region }: CloudContext): Result {
  if (value >= enough) return ok(`the account may run ${value} functions at once`);
  const command = `aws service-quotas request-service-quota-increase --service-code lambda --quota-code ${quota.QuotaCode} --desired-value 1000 --region ${region}`;
  return missing(
    `the account may run only ${value} functions at once, and mail waits when they are busy: ${enough} are needed`,
    `${command}   (or https://${region}.console.aws.amazon.com/servicequotas/home/services/lambda/quotas/${quota.QuotaCode})`,
  );
}

/** AWS tells nobody the limit; it refuses to deploy what is beyond. */
async function memory({ facts }: CloudContext): Promise<Result[]> {
  const known = await facts().catch(() => undefined);
  if (!known || known.functionMemory <= newAccountMemory) return [];
  return [
    note(
      `a function asks for ${known.functionMemory} MB; new accounts allow ${newAccountMemory}, more on request by AWS Support`,
    ),
  ];
}
