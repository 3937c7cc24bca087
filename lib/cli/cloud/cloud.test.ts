/** The command line against the control function, which runs behind Lambda's stub over the emulators: processes, sockets and the SDK are real. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { dynamoStores } from '#adapters/aws/dynamo-stores.ts';
import { S3Messages } from '#adapters/aws/s3-messages.ts';
import type { Evidence } from '#core/analyse/evidence.ts';
import { type House, journey } from '#core/journey.ts';
import { uuidv7 } from '#core/message/id.ts';
import { compileRules } from '#core/policy/rules.ts';
import type { Facts } from '#wiring/facts.ts';
import { variables } from '#wiring/variables.ts';
import { evidenceOf } from '../../../test/contract/samples.ts';
import { type Aws, startAws } from '../../../test/support/aws/emulators.ts';
import { type Account, startAccount } from '../doctor/cloud/account.test-support.ts';

const main = join(import.meta.dirname, '..', 'main.ts');
let aws: Aws;
let folder: string;

beforeAll(async () => {
  aws = await startAws();
  Object.assign(process.env, aws.env, aws.variables, { POWERTOOLS_LOG_LEVEL: 'SILENT' });
  const { handler } = await import('../../../lambdas/control/index.ts');
  const context = { functionName: 'citrusmail-control', getRemainingTimeInMillis: () => 300_000 } as never;
  aws.functions.set('citrusmail-control', (event) => handler(event, context));
  folder = mkdtempSync(join(tmpdir(), 'citrusmail-cloud-cli-'));
});
afterEach(() => aws.assertHonest());
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await aws.close();
});

interface Ended {
  status: number | null;
  out: string;
  err: string;
}

async function run(args: string[], more: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const env = { PATH: process.env['PATH'], HOME: folder, ...aws.env, ...more };
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], { env, cwd: folder });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
}

const cloud = (...args: string[]): Promise<Ended> => run([...args, '--cloud', 'citrusmail@eu-central-1']);

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return name;
}

const stores = () => dynamoStores({ table: aws.table, bucket: aws.bucket, clock: () => Date.now() });
const infected: Evidence['examinations'][number]['findings'][number] = {
  code: 'CLAMAV_FOUND',
  layer: 'antivirus',
  verdict: 'infected',
  evidence: 'Eicar-Test-Signature',
};
const found = (id: string, scan: number): Evidence => {
  const evidence = evidenceOf(id, { subject: 'Your invoice', headerFrom: 'carol@sender.example' });
  return { ...evidence, scan, examinations: evidence.examinations.map((one) => ({ ...one, findings: [infected] })) };
};

/** A message that ends in the quarantine. */
async function hold(bytes: Uint8Array = Buffer.from('Subject: Your invoice\r\n\r\nPay!\r\n')): Promise<string> {
  const id = uuidv7(Date.now(), Buffer.alloc(10, ++serial));
  const messages = new S3Messages(aws.bucket);
  const draft = await messages.draft(id);
  for (let at = 0; at < bytes.length; at += 1_000_000) await draft.write(bytes.subarray(at, at + 1_000_000));
  const arrival = {
    collector: 'smtp' as const,
    sourceKey: id,
    receivedAt: Date.now(),
    mailFrom: 'carol@sender.example',
  };
  const recipients = [{ r: 0, address: 'alice@inside.example', evidence: 'RCPT' as const }];
  await draft.commit({ v: 1, id, ...arrival, body8bit: false, smtputf8: false, recipients });
  const house: House = {
    ...stores(),
    messages,
    clock: Date.now,
    owner: 'test',
    engineWait: 0,
    patience: 1_000_000,
    rules: async () => compileRules(await stores().rules.current()),
    scan: async (_, scan) => found(id, scan),
  };
  expect(await journey(id, house)).toMatchObject({ kind: 'decided', copies: [{ state: 'held' }] });
  return id;
}
let serial = 0;

const directory =
  'v: 1\ndomains: [{ name: inside.example, route: { smtp: "127.0.0.1:25" }, recipients: [alice, bob] }]\n';

describe('policy and directory', () => {
  it('begin with nobody, and take the first version', async () => {
    expect((await cloud('directory', 'export')).out).toBe('v: 1\ndomains: []\n');
    const wrong = await cloud('directory', 'apply', file('wrong.yaml', 'v: 1\ndomains: [{ nam: inside.example }]\n'));
    expect(wrong).toMatchObject({ status: 2, err: expect.stringMatching(/^wrong\.yaml:2: /) });
    expect(await cloud('directory', 'apply', file('d.yaml', directory))).toMatchObject({
      status: 0,
      out: 'In force as version 1.\n',
      err: '',
    });
  });

  it('are shown and replaced', async () => {
    const policy = file('p.yaml', 'v: 1\nscopes:\n  - kind: organisation\n    antivirus: { suspicious: discard }\n');
    expect((await cloud('policy', 'diff', policy)).out).toMatch(/^\+ .*suspicious: discard/m);
    expect(await cloud('policy', 'apply', policy)).toMatchObject({ status: 0, out: 'In force as version 2.\n' });
    expect((await cloud('policy', 'show', '--for', 'alice@inside.example')).out).toMatch(
      /^antivirus\.suspicious +discard +\(organisation\)$/m,
    );
    const { version, by } = await stores().rules.current();
    expect([version, by]).toEqual([2, expect.stringMatching(/ \(command line\)$/)]);
  });
});

describe('mail', () => {
  it('is found in the log and in the quarantine, read, and released after a new look', async () => {
    const id = await hold();
    expect((await cloud('log')).out).toMatch(/held .* carol@sender\.example +alice@inside\.example/);
    expect((await cloud('log', id.slice(0, 30))).out).toMatch(/because CLAMAV_FOUND by antivirus\.infected/);
    expect((await cloud('quarantine', 'list')).out).toContain(id.slice(0, 18));
    expect((await cloud('quarantine', 'show', id)).out).toBe('Subject: Your invoice\r\n\r\nPay!\r\n');

    const asked: unknown[] = [];
    aws.machine = async (input) => {
      asked.push(input);
      return { status: 'SUCCEEDED', output: { outcome: { kind: 'left' }, evidence: { value: found(id, 2) } } };
    };
    expect(await cloud('quarantine', 'release', id)).toMatchObject({
      status: 0,
      out: `${id}: released to 1 recipient\n`,
    });
    expect(asked).toEqual([{ id, run: expect.any(String), rescan: 2 }]);
    expect((await aws.queue(aws.deliveryQueue)).ready).toEqual([JSON.stringify({ id })]);

    expect((await cloud('queue', 'list')).out).toMatch(/queued .* alice@inside\.example +smtp 127\.0\.0\.1:25/);
    expect((await cloud('queue', 'drop', id)).out).toBe(`${id}: dropped 1\n`);
    expect((await cloud('queue', 'list')).out).toBe('The queue is empty.\n');
  });

  it('stays held where the filter does not get through it', async () => {
    const id = await hold();
    aws.machine = async () => ({ status: 'FAILED', error: 'States.Timeout', cause: 'private words' });
    const { status, err } = await cloud('quarantine', 'release', id);
    expect([status, err]).toEqual([
      1,
      `The filter did not get through message '${id}' (States.Timeout): try again later.\n`,
    ]);
    expect(await stores().copies.of(id)).toMatchObject([{ state: 'held' }]);
  });

  it('of 12 MB comes in pieces, each of which Lambda lets through', async () => {
    const noise = Buffer.alloc(9_000_000);
    for (let at = 0, x = 1; at < noise.length; at += 4)
      noise.writeUInt32LE((x = (x * 1_664_525 + 1_013_904_223) >>> 0), at);
    const letter = Buffer.concat([Buffer.from('Subject: Large\r\n\r\n'), Buffer.from(noise.toString('base64'))]);
    const id = await hold(letter);
    const shown = await cloud('quarantine', 'show', id);
    expect(shown.out === letter.toString()).toBe(true);
    const learned = await cloud('quarantine', 'report', 'spam', id);
    expect(learned.out).toMatch(/learned as spam/);
    expect(await cloud('train', 'ham', file('large.eml', letter))).toMatchObject({
      status: 0,
      out: expect.stringMatching(/Learned 1 as ham\.\n$/),
    });
  });
});

it('train teaches the lessons of the bucket, and takes them back', async () => {
  const letter = file('spam.eml', 'Subject: Cheap watches\r\n\r\nBuy them all today.\r\n');
  const { out } = await cloud('train', 'spam', letter);
  const lesson = /^Lesson (\S+)/.exec(out)?.[1] ?? '';
  expect(out).toBe(`Lesson ${lesson}\nLearned 1 as spam.\n`);
  expect((await cloud('train', 'spam', letter)).out).toMatch(/Learned 0 as spam; 1 were known already\./);
  expect((await cloud('train', 'undo', lesson)).out).toBe(`Lesson ${lesson} taken back.\n`);
  expect(await cloud('train', 'undo', lesson)).toMatchObject({ status: 1, err: `There is no lesson '${lesson}'.\n` });
});

describe('what is wrong', () => {
  it.each([
    [
      ['log', '--cloud', 'nobody'],
      {},
      3,
      'There is no function nobody-control in eu-central-1 of this AWS account: deploy the stack first, or name another with --cloud NAME@REGION.\n',
    ],
    [
      ['log', '--cloud', 'citrusmail'],
      { AWS_REGION: '' },
      2,
      'No AWS region is known: write it behind the name, as in citrusmail@eu-central-1, or set AWS_REGION.\nSee: citrusmail help log\n',
    ],
    [
      ['log', '--cloud', 'citrusmail'],
      { AWS_ACCESS_KEY_ID: '' },
      3,
      'There are no AWS credentials: log in with "aws sso login" or "aws configure", or set AWS_PROFILE or AWS_ACCESS_KEY_ID.\n',
    ],
    [
      ['log', '--cloud', 'Citrus Mail'],
      {},
      2,
      /^--cloud takes the name of a stack, such as citrusmail or citrusmail@eu-central-1, not 'Citrus Mail'/,
    ],
    [['log', '--cloud', 'citrusmail', '--data', 'x'], {}, 2, /^--cloud and --data name two installations/],
    [['log'], { CITRUSMAIL_CLOUD: 'citrusmail', CITRUSMAIL_DATA: 'x' }, 2, /both set: say which is meant/],
    [['serve', '--cloud', 'citrusmail'], {}, 2, /Unknown option '--cloud'/],
    [['queue', 'drop', 'abc', '--cloud', 'citrusmail'], {}, 1, "There is no message 'abc' in the log.\n"],
  ] as [string[], NodeJS.ProcessEnv, number, string | RegExp][])(
    '%j with %j is a sentence',
    async (args, env, status, sentence) => {
      const ended = await run(args, env);
      expect(ended.status).toBe(status);
      expect(ended.err).toMatch(sentence);
    },
  );

  it.each([
    [
      'AccessDeniedException',
      403,
      'These AWS credentials have no right to it: they need lambda:InvokeFunction on function citrusmail-control in eu-central-1.\n',
    ],
    ['ExpiredTokenException', 403, /^AWS does not accept these credentials, or not any more: log in/],
  ])('%s is one too', async (code, status, sentence) => {
    aws.fault = ({ service }) => (service === 'lambda' ? { kind: 'error', status, code } : undefined);
    const ended = await cloud('log').finally(() => (aws.fault = undefined));
    expect(ended.status).toBe(3);
    expect(ended.err).toMatch(sentence);
  });

  it('a defect of the function says where to look, without a word of the mail', async () => {
    aws.fault = ({ service }) =>
      service === 'dynamodb'
        ? { kind: 'error', status: 400, code: 'ValidationException', message: 'private' }
        : undefined;
    const ended = await cloud('log').finally(() => (aws.fault = undefined));
    expect(ended.status).toBe(3);
    expect(ended.err).toBe(
      'The control function failed (ValidationException: the log of the function says more): https://eu-central-1.console.aws.amazon.com/lambda/home?region=eu-central-1#/functions/citrusmail-control?tab=monitoring\n',
    );
  });

  it('a throttled call is made again', async () => {
    let left = 1;
    aws.fault = ({ service }) =>
      service === 'lambda' && left-- > 0 ? { kind: 'error', status: 429, code: 'TooManyRequestsException' } : undefined;
    const ended = await cloud('policy', 'export').finally(() => (aws.fault = undefined));
    expect(ended).toMatchObject({ status: 0, err: '' });
  });
});

it('the environment names the stack as well as the flag does', async () => {
  expect((await run(['policy', 'export'], { CITRUSMAIL_CLOUD: 'citrusmail@eu-central-1' })).status).toBe(0);
});

describe('doctor', () => {
  const facts: Facts = {
    profile: 'small',
    takes: { edge: false, ses: true },
    hostname: 'mx.inside.example',
    receiptRuleSet: 'citrusmail',
    port25: true,
    sms: false,
    smsMonthlyLimit: 1,
    sesSending: false,
    functionMemory: 3008,
    deadLetterQueues: [],
  };

  async function examined(target: string, change: (account: Account) => void = () => {}): Promise<Ended> {
    const account = await startAccount();
    change(account);
    // The SDK goes to the host that stands in a queue's address.
    const deadLetterQueues = [`${account.url}/000000000000/citrusmail-start-dead`];
    process.env[variables.facts] = JSON.stringify({ ...facts, deadLetterQueues });
    const endpoints = {
      AWS_ENDPOINT_URL: account.url,
      AWS_ENDPOINT_URL_SNS: account.url,
      AWS_ENDPOINT_URL_SQS: account.url,
    };
    const ended = await run(['doctor', '--cloud', target], endpoints);
    expect(account.violations).toEqual([]);
    await account.close();
    return ended;
  }

  it('tells what the stack says of itself and what the account lacks', async () => {
    const { status, out, err } = await examined('citrusmail@eu-central-1', (account) => (account.concurrency = 10));
    expect(err).toBe('');
    expect(status).toBe(1);
    expect(out).toMatch(/^missing +lambda +the account may run only 10 functions at once/m);
    expect(out).toMatch(/^ +-> aws service-quotas request-service-quota-increase/m);
    expect(out).toMatch(/^ok +SES receipt rules +the rule set citrusmail is active/m);
    expect(out).toMatch(/^(?:ok|missing) +directory /m);
    expect(out).toMatch(/^missing +virus signatures +there are none yet/m);
    expect(out).toMatch(/^\d missing/m);
    expect(`${out}${err}`).not.toContain('undefined');
  });

  it('before the deployment tells of the account, and that there is no stack yet', async () => {
    const { status, out } = await examined('newcomer@eu-central-1');
    expect(status).toBe(3);
    expect(out).toMatch(/^ok +lambda/m);
    expect(out.match(/There is no function newcomer-control/g)).toHaveLength(1);
  });

  it('the function tells whose passwords there are, and no password', async () => {
    const secret = aws.variables[variables.mailboxSecret] ?? '';
    aws.secrets.set(secret, '{"alice":"hunter2"}');
    process.env[variables.facts] = JSON.stringify(facts);
    const ask = aws.functions.get('citrusmail-control');
    const answer = await ask?.({ operation: 'doctor.facts', input: {}, by: 'test' });
    expect(answer).toEqual({ ok: { ...facts, mailboxSecret: secret, passwordsOf: ['alice'] } });
  });
});
