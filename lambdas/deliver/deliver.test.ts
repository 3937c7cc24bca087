import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { callbackify } from 'node:util';

import type { SQSRecord } from 'aws-lambda';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';

import { S3Mailboxes } from '#adapters/aws/s3-mailboxes.ts';
import type { ExaminerName } from '#core/findings/finding.ts';
import type { RecipientState } from '#core/record/state.ts';
import { examinerFunctions } from '#wiring/filter.ts';
import { failBefore } from '../../test/support/aws/faults.ts';
// Before the functions: it says how loud they are.
import { context, type TestHouse, testHouse } from '../support/house.test-support.ts';
import { handler as decide } from '../decide/index.ts';
import { handler as open } from '../open/index.ts';
import { OpenAnswer } from '../support/state.ts';
import { handler } from './index.ts';

const refused = { kind: 'error', status: 403, code: 'AccessDenied' } as const;

let house: TestHouse;
let server: SMTPServer;
/** What the other side says to RCPT. */
let refusal: string | undefined;
let taken: { to: string[]; text: string }[] = [];
/** What others do while the other side thinks about DATA. */
const idle = async (): Promise<unknown> => undefined;
let meanwhile = idle;

beforeAll(async () => {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_address, _session, done) =>
      done(refusal ? Object.assign(new Error(refusal), { responseCode: Number(refusal.slice(0, 3)) }) : undefined),
    onData(stream, { envelope }, done) {
      const read = async (): Promise<void> => {
        const text = Buffer.concat(await stream.toArray()).toString('latin1');
        taken.push({ to: envelope.rcptTo.map(({ address }) => address), text });
        await meanwhile();
      };
      callbackify(read)(done);
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  house = await testHouse(`127.0.0.1:${(server.server.address() as AddressInfo).port}`);
});
afterEach(() => {
  refusal = undefined;
  meanwhile = idle;
  taken = [];
  house.aws.fault = undefined;
  vi.restoreAllMocks();
  house.aws.assertHonest();
});
afterAll(async () => {
  await new Promise<void>((resolve) => server.close(resolve));
  await house.aws.close();
});

async function decided(recipients: string[]): Promise<string> {
  const id = await house.arrive(undefined, recipients);
  const opened = OpenAnswer.parse(await open({ id, run: 'run' }, context));
  const { digest } = opened as { digest: string };
  const examination = {
    v: 1,
    id,
    version: '1',
    outcome: 'examined',
    examined: 1,
    findings: [],
    truncated: false,
    ms: 1,
  };
  const nothing = (examiner: ExaminerName): object => ({ ...examination, examiner });
  const examined = Object.entries(examinerFunctions).map(([examiner, names]) => ({
    examiner,
    digest,
    examinations: { value: names.map(nothing) },
  }));
  await decide({ id, run: 'run', opened, examined }, context);
  return id;
}

/** How many of the records failed. */
async function deliver(...ids: string[]): Promise<number> {
  const records = ids.map((id, n) => ({
    messageId: `m${n}`,
    body: JSON.stringify({ id }),
    receiptHandle: 'handle',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:000000000000:citrusmail-delivery',
  }));
  const { batchItemFailures } = await handler({ Records: records as unknown as SQSRecord[] }, context);
  return batchItemFailures.length;
}

const copiesOf = (id: string) => house.stores.copies.of(id);
const keysOf = async (id: string): Promise<string[]> =>
  [...(await house.aws.objects()).keys()].filter((key) => key.includes(id)).map((key) => key.split('/')[0] ?? '');
const both = ['alice@inside.example', 'bob@inside.example'];

it('delivers copies that share a route in one transaction, and the message leaves incoming/', async () => {
  const id = await decided(both);
  expect(await keysOf(id)).toEqual(['incoming']);
  expect(await deliver(id)).toBe(0);
  expect(taken).toEqual([{ to: both, text: expect.stringContaining('Subject: Hello') }]);
  expect((await copiesOf(id)).map(({ state }) => state)).toEqual(['delivered', 'delivered']);
  expect(await keysOf(id)).toEqual([]);
});

it('told twice it delivers once', async () => {
  const id = await decided(both);
  await deliver(id, id);
  await deliver(id);
  expect(taken).toHaveLength(1);
});

it('puts mail for a mailbox here into it', async () => {
  const id = await decided(['erin@here.example']);
  await deliver(id);
  const mailboxes = new S3Mailboxes({ bucket: house.aws.bucket, table: house.aws.table, clock: () => Date.now() });
  expect(await mailboxes.list('erin@here.example')).toHaveLength(1);
  expect((await copiesOf(id)).map(({ state }) => state)).toEqual(['delivered']);
});

it('leaves what is deferred until it is due', async () => {
  const id = await decided(both);
  refusal = '451 4.3.0 later';
  await deliver(id);
  expect((await copiesOf(id)).map(({ state }) => state)).toEqual(['deferred', 'deferred']);
  refusal = undefined;
  await deliver(id);
  expect(taken).toEqual([]);
  const later = Date.now() + 2 * 60_000;
  vi.spyOn(Date, 'now').mockReturnValue(later);
  await deliver(id);
  expect(taken).toMatchObject([{ to: both }]);
});

it('leaves what another has in hand until its lease is over', async () => {
  const id = await decided(['alice@inside.example']);
  const [copy] = await copiesOf(id);
  const now = Date.now();
  const lease = { owner: 'dead', until: now + 60_000 };
  await house.stores.copies.transitions([{ ...copy!, v: copy!.v + 1, state: 'attempting', due: now, lease }]);
  await deliver(id);
  expect(taken).toEqual([]);
  vi.spyOn(Date, 'now').mockReturnValue(now + 61_000);
  await deliver(id);
  expect(taken).toHaveLength(1);
});

it('finishes a message whose last copy came to rest with whoever brought it there', async () => {
  const id = await decided(['alice@inside.example']);
  house.aws.fault = failBefore((call) => call.operation === 'DeleteObject', refused);
  expect(await deliver(id)).toBe(1);
  expect(await keysOf(id)).toEqual(['incoming']);
  house.aws.fault = undefined;
  expect(await deliver(id)).toBe(0);
  expect(await keysOf(id)).toEqual([]);
  expect(taken).toHaveLength(1);
});

it('puts a message away whose other copies others brought to rest meanwhile', async () => {
  const id = await decided(both);
  const [, bob] = await copiesOf(id);
  const lease = { owner: 'other', until: Date.now() + 60_000 };
  const theirs: RecipientState = { ...bob!, v: bob!.v + 1, state: 'attempting', lease };
  await house.stores.copies.transitions([theirs]);
  meanwhile = () => house.stores.copies.transitions([{ ...theirs, v: theirs.v + 1, state: 'delivered' }]);
  expect(await deliver(id)).toBe(0);
  expect(taken).toMatchObject([{ to: ['alice@inside.example'] }]);
  expect(await keysOf(id)).toEqual([]);
});

it('leaves a message in incoming/ while another has one of its copies in hand', async () => {
  const id = await decided(both);
  const [, bob] = await copiesOf(id);
  const lease = { owner: 'other', until: Date.now() + 60_000 };
  await house.stores.copies.transitions([{ ...bob!, v: bob!.v + 1, state: 'attempting', lease }]);
  await deliver(id);
  expect((await copiesOf(id)).map(({ state }) => state)).toEqual(['delivered', 'attempting']);
  expect(await keysOf(id)).toEqual(['incoming']);
});

it('fails the record alone whose copies cannot be read', async () => {
  const ids = [await decided(['alice@inside.example']), await decided(['bob@inside.example'])];
  house.aws.fault = failBefore((call) => call.operation === 'Query', refused);
  expect(await deliver(...ids)).toBe(1);
  expect(taken).toHaveLength(1);
  await deliver(...ids);
  expect(taken).toHaveLength(2);
});
