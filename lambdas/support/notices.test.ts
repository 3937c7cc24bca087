/** Texts by the functions that decide and deliver, as SNS hears them. */
import type { SQSRecord } from 'aws-lambda';
import { SMTPServer } from 'smtp-server';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

import type { ExaminerName } from '#core/findings/finding.ts';
import { examinerFunctions } from '#wiring/filter.ts';
import { variables } from '#wiring/variables.ts';
import { failBefore, loseAnswer } from '../../test/support/aws/faults.ts';
// Before the functions: it says how loud they are.
import { context, type TestHouse, testHouse } from './house.test-support.ts';
import { handler as decide } from '../decide/index.ts';
import { handler as deliver } from '../deliver/index.ts';
import { handler as open } from '../open/index.ts';
import { OpenAnswer } from './state.ts';
import { logger } from './thin.ts';

const [alice, bob, erin] = ['alice@inside.example', 'bob@inside.example', 'erin@here.example'];
const phones = ['+441632960001', '+441632960002'];
let house: TestHouse;
let server: SMTPServer;

beforeAll(async () => {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, _session, done) => void stream.resume().on('end', () => done()),
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  house = await testHouse(`127.0.0.1:${(server.server.address() as AddressInfo).port}`);
  Object.assign(process.env, {
    [variables.notices]: 'on',
    [variables.noticeMaxPrice]: '0.07',
    [variables.noticeSenderId]: 'Office',
  });
  const current = await house.stores.rules.current();
  await house.stores.rules.put({
    ...current,
    version: 2,
    policy: {
      v: 1,
      scopes: [
        { kind: 'recipient', name: alice, notify: [{ sms: phones, text: '{from}: {subject}' }] },
        { kind: 'recipient', name: erin, notify: [{ sms: [phones[0]!], text: 'held: {subject}', when: ['held'] }] },
      ],
    },
  });
});
afterEach(() => {
  house.aws.fault = undefined;
  house.aws.sms.length = 0;
  process.env[variables.notices] = 'on';
  vi.restoreAllMocks();
  house.aws.assertHonest();
});
afterAll(async () => {
  await new Promise<void>((resolve) => server.close(resolve));
  await house.aws.close();
});

const letter = (subject: string): string => `From: carol@author.example\r\nSubject: ${subject}\r\n\r\nHello\r\n`;

/** `failed`: an examiner that broke over it, for which the shipped policy holds. */
async function decided(recipients: string[], subject = 'Lunch', failed = false): Promise<string> {
  const id = await house.arrive(letter(subject), recipients);
  const opened = OpenAnswer.parse(await open({ id, run: 'run' }, context));
  const { digest } = opened as { digest: string };
  const more = { v: 1, id, version: '1', outcome: 'examined', examined: 1, findings: [], truncated: false, ms: 1 };
  const nothing = (examiner: ExaminerName): object => ({ ...more, examiner });
  const examined = Object.entries(examinerFunctions).map(([examiner, names]) =>
    failed && examiner === 'yara'
      ? { examiner, error: 'Runtime.ExitError' }
      : { examiner, digest, examinations: { value: names.map(nothing) } },
  );
  await decide({ id, run: 'run', opened, examined }, context);
  return id;
}

async function delivered(...ids: string[]): Promise<number> {
  const records = ids.map((id, n) => ({
    messageId: `m${n}`,
    body: JSON.stringify({ id }),
    receiptHandle: 'handle',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:000000000000:citrusmail-delivery',
  }));
  const answer = await deliver({ Records: records as unknown as SQSRecord[] }, context);
  return answer.batchItemFailures.length;
}

const statesOf = async (id: string): Promise<string[]> => (await house.stores.copies.of(id)).map(({ state }) => state);
const noticesOf = async (id: string, r = 0): Promise<unknown[]> =>
  (await house.stores.log.events(id, r)).filter(({ kind }) => kind === 'notified').map(({ detail }) => detail);

describe('a text', () => {
  it('tells of mail that was delivered, each number once, as the stack says', async () => {
    const id = await decided([alice, bob]);
    expect(house.aws.sms).toEqual([]);
    await delivered(id);
    const attributes = {
      'AWS.SNS.SMS.SMSType': 'Transactional',
      'AWS.SNS.SMS.MaxPrice': '0.07',
      'AWS.SNS.SMS.SenderID': 'Office',
    };
    const message = 'carol@author.example: Lunch';
    expect(house.aws.sms).toEqual(phones.map((phone) => ({ phone, message, attributes })));
    expect(await noticesOf(id)).toEqual([{ sent: '...001, ...002' }]);
    expect(await noticesOf(id, 1)).toEqual([]);
    expect(await statesOf(id)).toEqual(['delivered', 'delivered']);
  });

  it('is sent once, though the queue tells three times of the delivery', async () => {
    const id = await decided([alice]);
    await delivered(id);
    await delivered(id);
    await Promise.all([delivered(id), delivered(id, id)]);
    expect(house.aws.sms).toHaveLength(2);
    expect(await noticesOf(id)).toHaveLength(1);
  });

  it('is sent when the queue tells again, where the function died before it told anybody', async () => {
    process.env[variables.notices] = '';
    const id = await decided([alice]);
    await delivered(id);
    expect(house.aws.sms).toEqual([]);
    process.env[variables.notices] = 'on';
    await delivered(id);
    expect(house.aws.sms).toHaveLength(2);
  });

  it('tells of mail that is held, where a rule asks for it', async () => {
    const id = await decided([erin, alice], 'Odd', true);
    expect(await statesOf(id)).toEqual(['held', 'held']);
    expect(house.aws.sms).toMatchObject([{ phone: phones[0], message: 'held: Odd' }]);
    expect(await noticesOf(id)).toEqual([{ sent: '...001' }]);
    expect(await noticesOf(id, 1)).toEqual([]);
  });
});

describe('whatever becomes of the text', () => {
  it.each([
    ['is refused', { kind: 'error', status: 400, code: 'InvalidParameter', message: 'Reason: +441632960001' } as const],
    ['cannot be sent now', { kind: 'error', status: 503, code: 'ServiceUnavailable' } as const],
  ])('that %s, the mail is delivered, and neither number nor subject is in the log', async (_, fault) => {
    const warned = vi.spyOn(logger, 'warn');
    const id = await decided([alice], 'Confidential');
    house.aws.fault = failBefore((call) => call.service === 'sns', fault);
    expect(await delivered(id)).toBe(0);
    expect(await statesOf(id)).toEqual(['delivered']);
    expect(house.aws.sms.map(({ phone }) => phone)).toEqual([phones[1]]);
    expect(warned).toHaveBeenCalledWith('a text was not sent', expect.objectContaining({ id, phone: '...001' }));
    expect(JSON.stringify([warned.mock.calls, await noticesOf(id)])).not.toMatch(/Confidential|960001/);
  });

  it('whose answer is lost, it is not sent twice', async () => {
    const id = await decided([alice]);
    house.aws.fault = loseAnswer((call) => call.service === 'sns');
    await delivered(id);
    await delivered(id);
    expect(house.aws.sms.map(({ phone }) => phone)).toEqual(phones);
  });

  it('when nothing can be claimed the mail is delivered, and nobody is told', async () => {
    const id = await decided([alice]);
    house.aws.fault = (call) =>
      call.target.includes('notice#') ? { kind: 'error', status: 403, code: 'AccessDeniedException' } : undefined;
    expect(await delivered(id)).toBe(0);
    expect(await statesOf(id)).toEqual(['delivered']);
    expect(house.aws.sms).toEqual([]);
  });

  it('where texts are off, nothing is asked for', async () => {
    process.env[variables.notices] = '';
    const before = house.aws.calls.length;
    await delivered(await decided([alice]));
    expect(house.aws.calls.slice(before).filter((call) => call.service === 'sns')).toEqual([]);
    expect(house.aws.sms).toEqual([]);
  });
});
