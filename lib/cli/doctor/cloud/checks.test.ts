import type { PeerCertificate } from 'node:tls';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { fakeResolver, type FakeZone } from '#core/ports/fake-resolver.ts';
import type { DirectoryDocument } from '#core/policy/directory.ts';
import type { DoctorFacts } from '#wiring/facts.ts';
import { CommandFailed } from '../../command.ts';
import { runChecks, type Line } from '../check.ts';
import { type Account, startAccount } from './account.test-support.ts';
import { type CloudContext, whyUnknown } from './context.ts';
import { cloudChecks } from './index.ts';

const region = 'eu-central-1';
const now = Date.UTC(2026, 10, 24, 12);
const day = 24 * 60 * 60_000;

let account: Account;
let facts: DoctorFacts;
let directory: DirectoryDocument;
let certificate: PeerCertificate;
let zone: Record<string, FakeZone[string]>;
let context: CloudContext;

beforeEach(async () => {
  account = await startAccount();
  for (const [name, value] of Object.entries({
    AWS_ENDPOINT_URL: account.url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  }))
    vi.stubEnv(name, value);
  facts = {
    profile: 'standard',
    takes: { edge: true, ses: true },
    hostname: 'mx.inside.example',
    edgeAddress: 'edge.elb.example',
    receiptRuleSet: 'citrusmail',
    port25: false,
    sms: true,
    smsMonthlyLimit: 50,
    sesSending: true,
    functionMemory: 3008,
    signaturesFunction: 'citrusmail-signatures',
    deadLetterQueues: [`${account.url}/000000000000/citrusmail-start-dead`],
    alarmTopic: 'arn:aws:sns:eu-central-1:000000000000:citrusmail-alarms',
    signaturesBuilt: now - day,
    mailboxSecret: 'arn:aws:secretsmanager:eu-central-1:000000000000:secret:citrusmail-mailboxes-AbCdEf',
    passwordsOf: ['alice'],
  };
  directory = {
    v: 1,
    domains: [{ name: 'inside.example', route: { smtp: 'mail.inside.example:587' }, recipients: ['alice'] }],
    mailboxes: [{ address: 'alice@inside.example', password: 'secret:alice' }],
  };
  certificate = shown({});
  zone = {
    'inside.example': { MX: [{ exchange: 'mx.inside.example', priority: 10 }] },
    'mx.inside.example': { A: ['192.0.2.1', '192.0.2.2'] },
    'edge.elb.example': { A: ['192.0.2.2', '192.0.2.3'] },
  };
  context = {
    stack: 'citrusmail',
    region,
    now,
    client: { region, maxAttempts: 1, requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000 } },
    facts: async () => facts,
    rules: async () => ({ version: 3, at: 0, by: 'test', policy: { v: 1, scopes: [] }, directory }),
    resolver: (name, type) => fakeResolver(zone)(name, type),
    look: async () => certificate,
  };
});
afterEach(async () => {
  vi.unstubAllEnvs();
  expect(account.violations).toEqual([]);
  await account.close();
});

/** As Node tells of the certificate that a server showed. */
function shown(more: object): PeerCertificate {
  return {
    subject: { CN: 'mx.inside.example' },
    issuer: { O: 'An authority' },
    subjectaltname: 'DNS:mx.inside.example',
    valid_to: 'Mar  1 12:00:00 2027 GMT',
    ...more,
  } as PeerCertificate;
}

const examine = (): Promise<Line[]> => runChecks(cloudChecks, context, whyUnknown(region));
/** What is not in order. */
const lacking = async (): Promise<string[]> =>
  (await examine()).flatMap((line) => (line.state === 'ok' ? [] : [`${line.state} ${line.name}: ${line.text}`]));

describe('a stack that has everything', () => {
  it('lacks nothing, and every check says so', async () => {
    expect(await lacking()).toEqual([]);
    expect(new Set((await examine()).map(({ name }) => name))).toEqual(new Set(cloudChecks.map(({ name }) => name)));
  });

  it('is not asked about what it does not do', async () => {
    facts = { ...facts, takes: { edge: false, ses: false }, sms: false, sesSending: false };
    directory = { ...directory, mailboxes: [] };
    zone['inside.example'] = { MX: [] };
    const names = new Set((await examine()).map(({ name }) => name));
    expect([...names]).toEqual(['lambda', 'directory', 'MX', 'virus signatures', 'port 25', 'dead letters', 'alarms']);
  });
});

describe('each lack is one line', () => {
  it.each<[string, () => void, RegExp, RegExp]>([
    [
      'few functions at once',
      () => (account.concurrency = 10),
      /^missing lambda: .*only 10 functions/,
      /request-service-quota-increase .*L-B99A9384/,
    ],
    [
      'an empty directory',
      () => (directory = { v: 1, domains: [] }),
      /^missing directory: it is empty/,
      /directory apply directory\.yaml --cloud citrusmail@eu-central-1/,
    ],
    [
      'another rule set',
      () => (account.activeRuleSet = 'old'),
      /^missing SES receipt rules: .*\(old is\)/,
      /set-active-receipt-rule-set --rule-set-name citrusmail --region eu-central-1/,
    ],
    [
      'no rule set',
      () => (account.activeRuleSet = undefined),
      /^missing SES receipt rules: .*\(none is\)/,
      /set-active/,
    ],
    [
      'a domain that SES does not know',
      () => (account.identities = {}),
      /^missing SES domains: inside\.example is no identity/,
      /create-email-identity --email-identity inside\.example/,
    ],
    [
      'a domain that is not verified',
      () => (account.identities = { 'inside.example': false }),
      /^missing SES domains: .*not verified yet/,
      /identities\/inside\.example/,
    ],
    [
      'an MX elsewhere',
      () => (zone['inside.example'] = { MX: [{ exchange: 'mx.other.example', priority: 1 }] }),
      /^missing MX: .*\(it is mx\.other\.example\)/,
      /inside\.example\. MX 10 mx\.inside\.example\./,
    ],
    ['no MX', () => delete zone['inside.example'], /^missing MX: .*\(it has none\)/, /MX 10/],
    [
      'a name that leads elsewhere',
      () => (zone['mx.inside.example'] = { A: ['192.0.2.9'] }),
      /^missing MX: mx\.inside\.example does not lead to the edge/,
      /192\.0\.2\.2, 192\.0\.2\.3/,
    ],
    [
      'a certificate of others',
      () => (certificate = shown({ subjectaltname: 'DNS:other.example' })),
      /^missing certificate: .*other names than mx\.inside\.example \(DNS:other\.example\)/,
      /secret/,
    ],
    [
      'a certificate that ran out',
      () => (certificate = shown({ valid_to: 'Nov 23 12:00:00 2026 GMT' })),
      /^missing certificate: .*ran out on 2026-11-23/,
      /secret/,
    ],
    [
      'a certificate that runs out',
      () => (certificate = shown({ valid_to: 'Dec  1 12:00:00 2026 GMT' })),
      /^missing certificate: .*runs out on 2026-12-01/,
      /secret/,
    ],
    [
      'no signatures',
      () => delete facts.signaturesBuilt,
      /^missing virus signatures: there are none/,
      /lambda invoke --invocation-type Event --function-name citrusmail-signatures/,
    ],
    [
      'old signatures',
      () => (facts.signaturesBuilt = now - 3 * day),
      /^missing virus signatures: ClamAV's are 72 hours old/,
      /signatures/,
    ],
    [
      'a mailbox without a password',
      () => (facts.passwordsOf = []),
      /^missing mailboxes: the secret has no password alice/,
      /add "alice" to its JSON/,
    ],
    [
      'a mailbox with a file',
      () => (directory.mailboxes = [{ address: 'alice@inside.example', password: 'file:secrets/alice' }]),
      /^missing mailboxes: alice@inside\.example: the password is a file/,
      /secret:NAME/,
    ],
    [
      'a route by port 25',
      () => (directory.domains[0]!.route = { smtp: 'mail.inside.example' }),
      /^missing port 25: .*\(mail\.inside\.example\)/,
      /587 or 2525/,
    ],
    [
      'a route by MX',
      () => (directory.domains[0]!.recipients = [{ name: 'bob', route: 'mx' }]),
      /^missing port 25: .*\(mx\)/,
      /delivery\.port25/,
    ],
    [
      'the SES sandbox',
      () => (account.sesProduction = false),
      /^missing SES sending: .*sandbox/,
      /Request production access/,
    ],
    ['SES that was stopped', () => (account.sesSending = false), /^missing SES sending: SES has stopped/, /#\/account/],
    ['the SMS sandbox', () => (account.smsSandbox = true), /^missing text messages: .*sandbox/, /Exit SMS sandbox/],
    [
      'one dollar',
      () => (account.smsLimit = '1'),
      /^missing text messages: .*only 1 of the 50 dollars/,
      /MonthlySpendLimit=50/,
    ],
    [
      'dead letters',
      () => (account.queues['citrusmail-start-dead'] = 4),
      /^missing dead letters: 4 in citrusmail-start-dead/,
      /start-message-move-task --source-arn arn:aws:sqs:eu-central-1:000000000000:citrusmail-start-dead/,
    ],
    [
      'alarms that nobody hears',
      () => (account.subscriptions = {}),
      /^missing alarms: nobody hears/,
      /aws sns subscribe --topic-arn arn:aws:sns/,
    ],
    [
      'alarms that wait',
      () => (account.subscriptions = { 'post@inside.example': 'PendingConfirmation' }),
      /^missing alarms: post@inside\.example has not confirmed/,
      /follow the link/,
    ],
  ])('%s', async (_, change, said, todo) => {
    change();
    const found = await examine();
    const missing = found.filter(({ state }) => state !== 'ok');
    expect(missing.map(({ state, name, text }) => `${state} ${name}: ${text}`)).toEqual([expect.stringMatching(said)]);
    expect(missing).toEqual([expect.objectContaining({ todo: expect.stringMatching(todo) })]);
  });

  it.each<[string, () => void, RegExp]>([
    ['port 25 on', () => (facts.port25 = true), /^note port 25: .*ask at https:/],
    [
      'a second MX',
      () =>
        zone['inside.example'] &&
        (zone['inside.example'] = {
          MX: [
            { exchange: 'MX.inside.example.', priority: 1 },
            { exchange: 'b.example', priority: 2 },
          ],
        }),
      /^note MX: .* b\.example: mail that goes there/,
    ],
    [
      'its own certificate',
      () => (certificate = shown({ issuer: { CN: 'mx.inside.example' } })),
      /^note certificate: .*signed its certificate itself/,
    ],
    ['large functions', () => (facts.functionMemory = 4096), /^note lambda: .*4096 MB/],
  ])('%s is a note, which nothing but a person can judge', async (_, change, said) => {
    change();
    expect(await lacking()).toEqual([expect.stringMatching(said)]);
  });
});

describe('a check that cannot look', () => {
  it('says which right it lacks, and the others go on', async () => {
    account.denied = new Set(['GetServiceQuota', 'GetSMSSandboxAccountStatus']);
    expect(await lacking()).toEqual([
      'unknown lambda: These AWS credentials have no right to it: they need servicequotas:GetServiceQuota in eu-central-1.',
      'unknown text messages: These AWS credentials have no right to it: they need sns:GetSMSSandboxAccountStatus and sns:GetSMSAttributes in eu-central-1.',
    ]);
  });

  it('tries the other port, then says that the edge cannot be reached', async () => {
    const asked: number[] = [];
    context.look = async ({ port }) => {
      asked.push(port);
      throw new Error(`no answer from port ${port}`);
    };
    expect(await lacking()).toEqual([expect.stringMatching(/^unknown certificate: .*\(no answer from port 25\)/)]);
    expect(asked).toEqual([995, 25]);
  });

  it('takes DNS that fails for no answer, not for no record', async () => {
    zone['inside.example'] = 'ETIMEOUT';
    expect(await lacking()).toEqual([
      expect.stringMatching(/^unknown MX: Error: DNS does not answer for inside\.example/),
    ]);
  });

  it('before the first deployment looks at the account alone', async () => {
    const none = new CommandFailed('There is no function citrusmail-control.');
    context.facts = () => Promise.reject(none);
    context.rules = () => Promise.reject(none);
    account.concurrency = 10;
    const lines = await examine();
    expect(lines.filter(({ state }) => state === 'missing').map(({ name }) => name)).toEqual(['lambda']);
    const unknown = lines.filter(({ state }) => state === 'unknown');
    expect(new Set(unknown.map(({ text }) => text))).toEqual(new Set([none.message]));
  });
});
