/** Texts in the rehearsal: the bundles with the variables and rights of the template, and what SNS hears of them. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { dynamoStores } from '#adapters/aws/dynamo-stores.ts';
import { S3Messages } from '#adapters/aws/s3-messages.ts';
import { variables } from '#wiring/variables.ts';

import { type Sink, startSink } from '../../bench/support/sink.ts';
import { directory, envelopeFor } from '../hosts/case.ts';
import { startTestClamd, type TestClamd } from '../hosts/clamd.ts';
import { region } from '../support/aws/resources.ts';
import { eicar, letter, withAttachment } from '../support/messages.ts';
import { synthesize } from './support/assembly.ts';
import { allows, needsOf, statementsOf } from './support/permissions.ts';
import { type Rehearsal, startRehearsal } from './support/rehearsal.ts';

const [tom, bob] = ['tom@example.test', 'bob@example.test'];
const [one, other] = ['+441632960001', '+441632960002'];
let rehearsal: Rehearsal;
let stores: ReturnType<typeof dynamoStores>;
let messages: S3Messages;
let clamd: TestClamd;
let sink: Sink;
let serial = 0;

beforeAll(async () => {
  const sms = { enabled: true, maxPrice: 0.08, senderId: 'Office' };
  const [assembly, ...rest] = await Promise.all([synthesize({ sms }), startTestClamd(), startSink()]);
  [clamd, sink] = rest;
  rehearsal = await startRehearsal(assembly, { override: { clamav: { [variables.clamd]: clamd.address } } });
  const { aws } = rehearsal;
  // What this process asks is asked by nobody's role.
  Object.assign(process.env, aws.env, { AWS_ACCESS_KEY_ID: 'outside' });
  stores = dynamoStores({ table: aws.table, bucket: aws.bucket, clock: () => rehearsal.now() });
  messages = new S3Messages(aws.bucket);
  const text = '{from}: {subject}';
  const notify = [{ sms: [one], text, perHour: 1000 }];
  const held = [{ sms: [one, other], text: 'held for {recipient}: {subject}', when: ['held' as const], perHour: 1000 }];
  const scope = (name: string) => ({ kind: 'recipient' as const, name });
  const policy = {
    v: 1 as const,
    scopes: [
      { ...scope(tom), notify },
      { ...scope(bob), notify: held },
    ],
  };
  await stores.rules.put({ version: 1, at: 0, by: 'test', policy, directory: directory(sink.address) });
});
afterEach(() => {
  rehearsal.aws.sms.length = 0;
  rehearsal.aws.assertHonest();
});
afterAll(async () => {
  await Promise.all([rehearsal?.close(), clamd?.close(), sink?.close()]);
});

async function arrive(raw: string, recipients = [tom]): Promise<string> {
  const envelope = { ...envelopeFor({ name: '', raw: Buffer.from(raw), recipients }, ++serial) };
  const draft = await messages.draft(envelope.id);
  await draft.write(Buffer.from(raw));
  await draft.commit({ ...envelope, receivedAt: rehearsal.now() });
  await rehearsal.settle();
  return envelope.id;
}

const texts = (): string[] => rehearsal.aws.sms.map(({ message }) => message);
const noticesOf = async (id: string): Promise<object[]> =>
  (await stores.log.events(id, 0)).filter(({ kind }) => kind === 'notified').map(({ detail }) => detail);
const encoded = (subject: string): string => `=?utf-8?B?${Buffer.from(subject).toString('base64')}?=`;

describe('in AWS a text', () => {
  it('follows the delivery, as the template says', async () => {
    const id = await arrive(letter('Lunch'));
    const attributes = {
      'AWS.SNS.SMS.SMSType': 'Transactional',
      'AWS.SNS.SMS.MaxPrice': '0.08',
      'AWS.SNS.SMS.SenderID': 'Office',
    };
    expect(rehearsal.aws.sms).toEqual([{ phone: one, message: 'carol@sender.example: Lunch', attributes }]);
    expect(await noticesOf(id)).toEqual([{ sent: '...001' }]);
    expect(rehearsal.aws.archiveRows.filter((row) => row['id'] === id).at(-1)).toMatchObject({ state: 'delivered' });
  });

  it('is sent once, though the queue tells of the delivery three times', async () => {
    const id = await arrive(letter('Once'));
    const record = {
      messageId: 'again',
      body: JSON.stringify({ id }),
      receiptHandle: 'none',
      eventSourceARN: `arn:aws:sqs:${region}:000000000000:citrusmail-delivery`,
    };
    for (let n = 0; n < 3; n++) await rehearsal.function('deliver').invoke({ Records: [record] });
    expect(texts()).toEqual(['carol@sender.example: Once']);
    expect(await noticesOf(id)).toHaveLength(1);
  });

  it('tells of what is held, where a rule asks for it', async () => {
    const id = await arrive(withAttachment('Invoice', 'invoice.com', Buffer.from(eicar)), [bob, tom]);
    expect((await stores.copies.of(id)).map(({ state }) => state)).toEqual(['held', 'held']);
    expect(rehearsal.aws.sms.map(({ phone, message }) => [phone, message])).toEqual([
      [one, 'held for bob@example.test: Invoice'],
      [other, 'held for bob@example.test: Invoice'],
    ]);
  });

  it.each([
    ['emoji', encoded('Party 🎉👩‍👩‍👧'), 'carol@sender.example: Party 🎉👩‍👩‍👧'],
    ['a script from the right', encoded('שלום עולם'), 'carol@sender.example: שלום עולם'],
    ['300 letters, of which the log keeps 200', 'x'.repeat(300), `carol@sender.example: ${'x'.repeat(199)}...`],
    ['line breaks in an encoded word', encoded('a\r\nSubject: b\r\n\r\nc'), 'carol@sender.example: a Subject: b c'],
    ['signs that turn the direction', encoded('exe.\u202efdp.gnp'), 'carol@sender.example: exe.fdp.gnp'],
  ])('says a subject with %s in one line', async (_, subject, expected) => {
    await arrive(letter(subject));
    expect(texts()).toEqual([expected]);
  });
});

it('only who may send texts sent them, and to no topic', async () => {
  const calls = rehearsal.aws.calls.filter(({ service }) => service === 'sns');
  const names = new Set(calls.map(({ caller }) => rehearsal.functions.get(caller)?.plan.name ?? caller));
  expect([...names].toSorted()).toEqual(['Deliver', 'FilterDecide']);
  for (const call of calls) {
    const statements = statementsOf(rehearsal.template, rehearsal.functions.get(call.caller)?.plan.role ?? '');
    expect(needsOf(call, region).every((need) => allows(statements, need))).toBe(true);
    const topic = { action: 'sns:Publish', resource: `arn:aws:sns:${region}:000000000000:alarms` };
    expect(allows(statements, topic)).toBe(false);
  }
});

it('no log names a whole number, nor a subject', () => {
  const logs = [...rehearsal.functions.values()].map(({ log }) => log).join('\n');
  expect(logs).not.toMatch(/960001|960002|Lunch|Invoice/);
});
