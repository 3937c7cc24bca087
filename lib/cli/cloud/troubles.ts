/** What AWS and the way to it say when they do not do as asked, as sentences that say what to do. */

export interface Asked {
  /** What it was asked of, such as `function citrusmail-control`; absent: the account. */
  what?: string;
  /** The right that is needed, as IAM names it. */
  action: string;
  region: string;
}

const logIn = 'log in with "aws sso login" or "aws configure", or set AWS_PROFILE or AWS_ACCESS_KEY_ID';

const notAccepted = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);
const throttled = new Set(['TooManyRequestsException', 'ThrottlingException', 'Throttling', 'RequestLimitExceeded']);
const noWay = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENETUNREACH',
  'ETIMEDOUT',
  'TimeoutError',
]);
const noSuch = new Set(['ResourceNotFoundException', 'NotFoundException', 'NotFound', 'QueueDoesNotExist']);

export const noRegion =
  'No AWS region is known: write it behind the name, as in citrusmail@eu-central-1, or set AWS_REGION.';

/** Undefined for what is no trouble of AWS's. */
export function sentenceOf(error: unknown, { what, action, region }: Asked): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const name = error.name;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : name;
  if (name === 'CredentialsProviderError') return `There are no AWS credentials: ${logIn}.`;
  if (notAccepted.has(name)) return `AWS does not accept these credentials, or not any more: ${logIn}.`;
  if (/^AccessDenied|^AuthorizationError|^NotAuthorized/.test(name))
    return `These AWS credentials have no right to it: they need ${action}${what === undefined ? '' : ` on ${what}`} in ${region}.`;
  if (noSuch.has(name)) return `There is no ${what ?? 'such thing'} in ${region} of this AWS account.`;
  if (throttled.has(name)) return `AWS is asked too often just now (${name}): try again shortly.`;
  if (noWay.has(code) || noWay.has(name))
    return `AWS cannot be reached in ${region} (${code}): is that a region, and is there a network?`;
  return undefined;
}

/** Where the console shows what a function has logged. */
export const functionPage = (name: string, region: string): string =>
  `https://${region}.console.aws.amazon.com/lambda/home?region=${region}#/functions/${name}?tab=monitoring`;
