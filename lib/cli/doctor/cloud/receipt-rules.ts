import { DescribeActiveReceiptRuleSetCommand, SESClient } from '@aws-sdk/client-ses';

import { missing, ok } from '../check.ts';
import type { CloudCheck } from './context.ts';

export const receiptRules: CloudCheck = {
  name: 'SES receipt rules',
  needs: 'ses:DescribeActiveReceiptRuleSet',
  async run({ facts, client, region }) {
    const { takes, receiptRuleSet } = await facts();
    if (!takes.ses || receiptRuleSet === undefined) return [];
    const { Metadata } = await new SESClient(client).send(new DescribeActiveReceiptRuleSetCommand({}));
    if (Metadata?.Name === receiptRuleSet) return [ok(`the rule set ${receiptRuleSet} is active`)];
    const other = Metadata?.Name === undefined ? 'none is' : `${Metadata.Name} is`;
    return [
      missing(
        `the rule set ${receiptRuleSet} is not active (${other}): SES takes no mail for this stack`,
        `aws ses set-active-receipt-rule-set --rule-set-name ${receiptRuleSet} --region ${region}`,
      ),
    ];
  },
};
