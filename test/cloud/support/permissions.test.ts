import { describe, expect, it } from 'vitest';

import type { Call } from '../../support/aws/call.ts';
import { allows, needsOf, statementsOf, unused } from './permissions.ts';
import { Template } from './template.ts';

const template = new Template(
  {
    Resources: {
      Bucket: { Type: 'AWS::S3::Bucket' },
      Role: { Type: 'AWS::IAM::Role' },
      Policy: {
        Type: 'AWS::IAM::Policy',
        Properties: {
          Roles: [{ Ref: 'Role' }],
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Action: ['s3:GetObject', 's3:PutObject'],
                Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, '/incoming/*']] },
              },
              { Effect: 'Allow', Action: 'sns:Publish', NotResource: 'arn:aws:sns:*:*:*' },
              { Effect: 'Deny', Action: 's3:PutObject', Resource: 'arn:aws:s3:::mail/incoming/secret*' },
            ],
          },
        },
      },
    },
  },
  'eu-central-1',
);
template.name('Bucket', { ref: 'mail', attributes: { Arn: 'arn:aws:s3:::mail' } });
const statements = statementsOf(template, 'Role');

const call = (operation: string, target: string, service: Call['service'] = 's3'): Call => ({
  n: 1,
  service,
  operation,
  target,
  write: false,
  bytes: 0,
  answered: 0,
  at: 0,
  caller: '',
});
const need = (...given: Parameters<typeof call>) => needsOf(call(...given), 'eu-central-1')[0]!;

describe('what a role allows', () => {
  it.each([
    ['GetObject', 'mail/incoming/0/x.eml', true],
    ['UploadPart', 'mail/incoming/0/x.eml', true],
    ['PutObject', 'mail/incoming/secret', false],
    ['PutObject', 'mail/quarantine/0/x.eml', false],
    ['DeleteObject', 'mail/incoming/0/x.eml', false],
    ['ListObjectsV2', 'mail', false],
  ])('%s of %s: %s', (operation, target, allowed) => {
    expect(allows(statements, need(operation, target))).toBe(allowed);
  });

  it('everything but what a statement is not about', () => {
    expect(allows(statements, need('Publish', '+441632960001', 'sns'))).toBe(true);
    expect(allows(statements, need('Publish', 'arn:aws:sns:eu-central-1:000000000000:alarms', 'sns'))).toBe(false);
  });

  it('names what was granted and never asked for', () => {
    expect(unused(statements, [need('GetObject', 'mail/incoming/0/x.eml')])).toEqual(['s3:PutObject', 'sns:Publish']);
  });

  it('asks for an index by its own name', () => {
    expect(need('Query', 'mail/index/wake', 'dynamodb')).toEqual({
      action: 'dynamodb:Query',
      resource: 'arn:aws:dynamodb:eu-central-1:000000000000:table/mail/index/wake',
    });
  });
});
