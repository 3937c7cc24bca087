/** An AWS account as the doctor reads it, over HTTP: what is not known here is answered with 501 and noted. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Each as the console would show it; the test changes what it is about. */
export interface Account {
  concurrency: number;
  smsSandbox: boolean;
  smsLimit: string;
  activeRuleSet: string | undefined;
  sesProduction: boolean;
  sesSending: boolean;
  /** Verified or not, by domain. */
  identities: Record<string, boolean>;
  /** Messages by queue. */
  queues: Record<string, number>;
  /** Endpoint to subscription ARN. */
  subscriptions: Record<string, string>;
  /** Operations that are refused. */
  denied: Set<string>;
  violations: string[];
  url: string;
  close(): Promise<void>;
}

interface Answer {
  status: number;
  body: string;
  type: string;
}

const json = (value: unknown, status = 200): Answer => ({
  status,
  body: JSON.stringify(value),
  type: 'application/x-amz-json-1.1',
});
const xml = (body: string): Answer => ({ status: 200, body, type: 'text/xml' });
const result = (action: string, inner: string): Answer =>
  xml(`<${action}Response><${action}Result>${inner}</${action}Result></${action}Response>`);

export async function startAccount(): Promise<Account> {
  const server = createServer((request, response) => {
    void answered(request, account).then(({ status, body, type }) =>
      response.writeHead(status, { 'content-type': type }).end(body),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const account: Account = {
    concurrency: 1000,
    smsSandbox: false,
    smsLimit: '50',
    activeRuleSet: 'citrusmail',
    sesProduction: true,
    sesSending: true,
    identities: { 'inside.example': true },
    queues: { 'citrusmail-start-dead': 0 },
    subscriptions: { 'post@inside.example': 'arn:aws:sns:eu-central-1:000000000000:alarms:1' },
    denied: new Set(),
    violations: [],
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return account;
}

async function answered(request: IncomingMessage, account: Account): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  const target = String(request.headers['x-amz-target'] ?? '');
  const form = new URLSearchParams(target ? '' : body);
  const operation = target.split('.').at(-1) || form.get('Action') || `${request.method} ${request.url}`;
  if (account.denied.has(operation)) return denied(target !== '');
  const known = target ? ofJson(operation, body, account) : ofForm(operation, form, account);
  if (known) return known;
  account.violations.push(operation);
  return json({ __type: 'NotImplemented' }, 501);
}

function denied(inJson: boolean): Answer {
  if (inJson) return json({ __type: 'AccessDeniedException', message: 'no' }, 403);
  const body =
    '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>';
  return { status: 403, body, type: 'text/xml' };
}

function ofJson(operation: string, body: string, account: Account): Answer | undefined {
  const asked = JSON.parse(body) as { QuotaCode?: string; QueueUrl?: string };
  if (operation === 'GetServiceQuota' && asked.QuotaCode === 'L-B99A9384')
    return json({ Quota: { QuotaCode: asked.QuotaCode, Value: account.concurrency } });
  if (operation !== 'GetQueueAttributes') return undefined;
  const name = asked.QueueUrl?.split('/').at(-1) ?? '';
  const count = account.queues[name];
  if (count === undefined) return json({ __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'none' }, 400);
  const QueueArn = `arn:aws:sqs:eu-central-1:000000000000:${name}`;
  return json({ Attributes: { ApproximateNumberOfMessages: String(count), QueueArn } });
}

function ofForm(operation: string, form: URLSearchParams, account: Account): Answer | undefined {
  switch (operation) {
    case 'GetSMSSandboxAccountStatus':
      return result(operation, `<IsInSandbox>${account.smsSandbox}</IsInSandbox>`);
    case 'GetSMSAttributes':
      return result(
        operation,
        `<attributes><entry><key>MonthlySpendLimit</key><value>${account.smsLimit}</value></entry></attributes>`,
      );
    case 'DescribeActiveReceiptRuleSet': {
      const metadata = account.activeRuleSet && `<Metadata><Name>${account.activeRuleSet}</Name></Metadata>`;
      return result(operation, metadata ?? '');
    }
    case 'ListSubscriptionsByTopic': {
      const members = Object.entries(account.subscriptions).map(
        ([endpoint, arn]) =>
          `<member><Endpoint>${endpoint}</Endpoint><Protocol>email</Protocol><SubscriptionArn>${arn}</SubscriptionArn></member>`,
      );
      return form.get('TopicArn') ? result(operation, `<Subscriptions>${members.join('')}</Subscriptions>`) : undefined;
    }
    case 'GET /v2/email/account':
      return json({ ProductionAccessEnabled: account.sesProduction, SendingEnabled: account.sesSending });
  }
  const [, domain] = /^GET \/v2\/email\/identities\/([^/]+)$/.exec(operation) ?? [];
  if (domain === undefined) return undefined;
  const verified = account.identities[domain];
  if (verified !== undefined) return json({ IdentityType: 'DOMAIN', VerifiedForSendingStatus: verified });
  return json({ __type: 'NotFoundException', message: 'none' }, 404);
}
