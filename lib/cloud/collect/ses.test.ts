/** Expected values are written out, not taken from the code. */
import { describe, expect, test } from 'vitest';

import { first } from '../profiles.test-support.ts';

describe('the SES entrance', () => {
  test('takes mail for this rule of this account alone', () => {
    const policy = first('AWS::S3::BucketPolicy', 'small');
    const { Statement } = policy.Properties.PolicyDocument as { Statement: Record<string, unknown>[] };
    const ses = Statement.find(({ Principal }) => JSON.stringify(Principal).includes('ses.amazonaws.com'));
    expect(ses?.Condition).toMatchObject({
      StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
    });
    expect(JSON.stringify(ses?.Condition)).toContain(':receipt-rule-set/citrusmail-receipt:receipt-rule/');
    expect(JSON.stringify(ses?.Resource)).toContain('/ses/*');
    const rule = first('AWS::SES::ReceiptRule', 'large');
    expect(rule.Properties.Rule).toMatchObject({
      Recipients: ['example.test'],
      Actions: [{ S3Action: { ObjectKeyPrefix: 'ses/' } }],
    });
  });
});
