import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2';

import { missing, ok } from '../check.ts';
import type { CloudCheck } from './context.ts';

export const sesAccount: CloudCheck = {
  name: 'SES sending',
  needs: 'ses:GetAccount',
  async run({ facts, client, region }) {
    if (!(await facts()).sesSending) return [];
    const { ProductionAccessEnabled, SendingEnabled } = await new SESv2Client(client).send(new GetAccountCommand({}));
    const page = `https://${region}.console.aws.amazon.com/ses/home?region=${region}#/account`;
    if (SendingEnabled === false)
      return [missing('SES has stopped sending for this account', `${page} says why, and how to have it resumed`)];
    if (ProductionAccessEnabled) return [ok('the account is out of the SES sandbox')];
    return [
      missing(
        'the account is in the SES sandbox: mail of our own reaches only verified addresses',
        `${page}, "Request production access"`,
      ),
    ];
  },
};
