import { GetSMSAttributesCommand, GetSMSSandboxAccountStatusCommand, SNSClient } from '@aws-sdk/client-sns';

import { missing, ok, type Result } from '../check.ts';
import type { CloudCheck } from './context.ts';

export const sms: CloudCheck = {
  name: 'text messages',
  needs: 'sns:GetSMSSandboxAccountStatus and sns:GetSMSAttributes',
  async run({ facts, client, region }) {
    const { sms: wanted, smsMonthlyLimit } = await facts();
    if (!wanted) return [];
    const sns = new SNSClient(client);
    const { IsInSandbox } = await sns.send(new GetSMSSandboxAccountStatusCommand({}));
    const { attributes = {} } = await sns.send(new GetSMSAttributesCommand({ attributes: ['MonthlySpendLimit'] }));
    return [
      sandbox(IsInSandbox !== false, region),
      limit(Number(attributes.MonthlySpendLimit ?? 1), smsMonthlyLimit, region),
    ];
  },
};

function sandbox(inIt: boolean, region: string): Result {
  if (!inIt) return ok('the account is out of the SMS sandbox');
  return missing(
    'the account is in the SMS sandbox: text messages reach only numbers that were verified in it',
    `https://${region}.console.aws.amazon.com/sns/v3/home?region=${region}#/mobile/text-messaging, "Exit SMS sandbox"`,
  );
}

/** AWS allows one dollar a month until a person has asked for more. */
function limit(now: number, wanted: number, region: string): Result {
  if (now >= wanted) return ok(`text messages may cost ${now} dollars a month`);
  return missing(
    `text messages may cost only ${now} of the ${wanted} dollars a month that the settings want: they stop in the middle of the month`,
    `aws sns set-sms-attributes --attributes MonthlySpendLimit=${wanted} --region ${region}   (beyond the account's own limit ask AWS Support, "SNS text messaging: spending quota")`,
  );
}
