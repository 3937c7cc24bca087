/** What a role of the template allows, beside what its function was seen to ask for. */
import type { Call } from '../../support/aws/call.ts';
import { account, type Template } from './template.ts';

export interface Statement {
  effect: string;
  actions: string[];
  resources: string[];
  /** `resources` are those that it is not about (NotResource). */
  inverse?: boolean;
}

/** One thing that IAM would decide on. */
export interface Need {
  action: string;
  resource: string;
}

interface Policy {
  Statement: { Effect: string; Action: string | string[]; Resource?: unknown; NotResource?: unknown }[];
}

/** All statements of a role, inline and attached. Of the managed policies only the one for logs is in use; its actions are Lambda's own. */
export function statementsOf(template: Template, role: string): Statement[] {
  const own = (template.get(role).properties['Policies'] ?? []) as { PolicyDocument: Policy }[];
  const attached = template
    .ofType('AWS::IAM::Policy')
    .filter(({ properties }) => ((properties['Roles'] ?? []) as unknown[]).some((one) => template.target(one) === role))
    .map(({ properties }) => properties['PolicyDocument'] as Policy);
  return [...own.map(({ PolicyDocument }) => PolicyDocument), ...attached].flatMap((policy) =>
    policy.Statement.map(({ Effect, Action, Resource, NotResource }) => ({
      effect: Effect,
      actions: [Action].flat(),
      resources: [template.resolve(NotResource ?? Resource) as string | string[]].flat(),
      inverse: NotResource !== undefined,
    })),
  );
}

const s3Actions: Record<string, string> = {
  CreateMultipartUpload: 'PutObject',
  UploadPart: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
  CopyObject: 'PutObject',
  HeadObject: 'GetObject',
  HeadBucket: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  ListMultipartUploads: 'ListBucketMultipartUploads',
  DeleteObjects: 'DeleteObject',
};
const sqsActions: Record<string, string> = { SendMessageBatch: 'SendMessage', DeleteMessageBatch: 'DeleteMessage' };

const kmsActions: Record<string, string> = { 's3:GetObject': 'kms:Decrypt', 's3:PutObject': 'kms:GenerateDataKey' };

/** What IAM would be asked for this call. `key`: ARN of the key that the bucket's objects are encrypted with. */
export function needsOf(call: Call, region: string, key?: string): Need[] {
  const arn = (service: string, name: string): string => `arn:aws:${service}:${region}:${account}:${name}`;
  switch (call.service) {
    case 's3': {
      const action = `s3:${s3Actions[call.operation] ?? call.operation}`;
      const resource = `arn:aws:s3:::${action === 's3:ListBucket' ? call.target.split('/')[0] : call.target}`;
      const forKey = kmsActions[action];
      return [{ action, resource }, ...(forKey && key !== undefined ? [{ action: forKey, resource: key }] : [])];
    }
    case 'dynamodb': {
      const [table = '', kind, index] = call.target.split('/');
      const name = kind === 'index' ? `table/${table}/index/${index}` : `table/${table}`;
      return [{ action: `dynamodb:${call.operation}`, resource: arn('dynamodb', name) }];
    }
    case 'sqs':
      return [{ action: `sqs:${sqsActions[call.operation] ?? call.operation}`, resource: arn('sqs', call.target) }];
    case 'firehose':
      return [{ action: `firehose:${call.operation}`, resource: arn('firehose', `deliverystream/${call.target}`) }];
    default:
      return [{ action: `${call.service}:${call.operation}`, resource: call.target }];
  }
}

export function allows(statements: readonly Statement[], need: Need): boolean {
  const matching = statements.filter(
    ({ actions, resources, inverse = false }) =>
      covers(actions, need.action) && covers(resources, need.resource) !== inverse,
  );
  return matching.some(({ effect }) => effect === 'Allow') && !matching.some(({ effect }) => effect === 'Deny');
}

/** The granted actions that none of these needs asked for. */
export function unused(statements: readonly Statement[], needs: readonly Need[]): string[] {
  const granted = statements.filter(({ effect }) => effect === 'Allow').flatMap(({ actions }) => actions);
  return [...new Set(granted)].filter((pattern) => !needs.some(({ action }) => covers([pattern], action))).toSorted();
}

const covers = (patterns: readonly string[], value: string): boolean =>
  patterns.some((pattern) => glob(pattern, value));

function glob(pattern: string, value: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`, 'is').test(value);
}
