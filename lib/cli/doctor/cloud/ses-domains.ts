import { GetEmailIdentityCommand, NotFoundException, SESv2Client } from '@aws-sdk/client-sesv2';

import { missing, ok, type Result } from '../check.ts';
import type { CloudCheck, CloudContext } from './context.ts';

export const sesDomains: CloudCheck = {
  name: 'SES domains',
  needs: 'ses:GetEmailIdentity',
  async run(context) {
    if (!(await context.facts()).takes.ses) return [];
    const client = new SESv2Client(context.client);
    const { domains } = (await context.rules()).directory;
    return Promise.all(domains.map(({ name }) => look(name, client, context)));
  },
};

async function look(domain: string, client: SESv2Client, { region }: CloudContext): Promise<Result> {
  const identity = await client.send(new GetEmailIdentityCommand({ EmailIdentity: domain })).catch((error: unknown) => {
    if (error instanceof NotFoundException) return undefined;
    throw error;
  });
  if (identity?.VerifiedForSendingStatus) return ok(`${domain} is verified`);
  const page = `https://${region}.console.aws.amazon.com/ses/home?region=${region}#/identities`;
  return identity
    ? missing(
        `${domain} is not verified yet: SES takes no mail for it`,
        `put the records of ${page}/${domain} into the domain's DNS`,
      )
    : missing(
        `${domain} is no identity of SES: it takes no mail for it`,
        `aws sesv2 create-email-identity --email-identity ${domain} --region ${region}   (then put the records that it prints into the domain's DNS)`,
      );
}
