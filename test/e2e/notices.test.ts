/** Texts from a serving process, by the real SDK to a stand-in for SNS. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import type { PolicyDocument } from '#core/policy/document.ts';
import { type Aws, startAws } from '../support/aws/emulators.ts';
import { failBefore } from '../support/aws/faults.ts';
import { type Filter, startFilter } from '../support/filter.ts';
import { letter, send } from '../support/messages.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'citrusmail-notices-'));
const [alice, bob] = ['alice@example.test', 'bob@example.test'];
const patient = { timeout: 20_000 };
const phone = '+441632960001';
const gtube = ['XJS*C4JDBQADN1.NSBN3*2IDNEN', '*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X'].join('');
let aws: Aws;
let filter: Filter;

const start = (): Promise<Filter> =>
  startFilter({
    dataDir,
    settings: ['clamav: { off: "not part of this test" }', 'sms: { sns: { region: eu-central-1, maxPrice: 0.05 } }'],
    env: aws.env,
  });

beforeAll(async () => {
  aws = await startAws();
  filter = await start();
});
afterEach(() => {
  aws.fault = undefined;
  aws.sms.length = 0;
  aws.assertHonest();
});
afterAll(async () => {
  await filter.stop();
  await aws.close();
  rmSync(dataDir, { recursive: true, force: true });
});

type Notices = NonNullable<PolicyDocument['scopes'][number]['notify']>;
const told = (notify: Notices): Promise<unknown> =>
  filter.ask('policy.apply', { policy: { v: 1, scopes: [{ kind: 'recipient', name: alice, notify }] } });

async function notices(id: string): Promise<unknown[]> {
  const { copies } = await filter.ask<{ copies: { events: { kind: string; detail: unknown }[] }[] }>('log.message', {
    id,
  });
  return copies.flatMap(({ events }) => events.filter(({ kind }) => kind === 'notified').map(({ detail }) => detail));
}

describe('whoever wants to be told', () => {
  it('gets a text when mail is in the mailbox, and the log says so', async () => {
    await told([{ sms: [phone], text: 'Mail from {from}: {subject}' }]);
    const { id } = await send(filter.smtp, letter('Lunch 😀'), [alice, bob]);
    await expect.poll(() => notices(id), patient).toEqual([{ sent: '...001' }]);
    const attributes = { 'AWS.SNS.SMS.SMSType': 'Transactional', 'AWS.SNS.SMS.MaxPrice': '0.05' };
    expect(aws.sms).toEqual([{ phone, message: 'Mail from carol@sender.example: Lunch 😀', attributes }]);
  });

  it('gets one when mail is held, and none more when it is released', async () => {
    await told([{ sms: [phone], text: 'held: {subject}', when: ['held', 'delivered'] }]);
    const { id } = await send(filter.smtp, letter('An offer', `${gtube}\r\n`), [alice]);
    await expect.poll(() => notices(id), patient).toEqual([{ sent: '...001' }]);
    await filter.ask('quarantine.release', { id });
    expect(await filter.settled(id)).toMatchObject([{ state: 'delivered' }]);
    const { id: next } = await send(filter.smtp, letter('The next'), [alice]);
    await expect.poll(() => notices(next), patient).toEqual([{ sent: '...001' }]);
    expect(aws.sms.map(({ message }) => message)).toEqual(['held: An offer', 'held: The next']);
  });

  it('is told so often in an hour and no more', async () => {
    const other = '+441632960777';
    await told([{ sms: [other], text: '{subject}', perHour: 1 }]);
    const ids = await Promise.all(
      ['One', 'Two', 'Three'].map(async (subject) => (await send(filter.smtp, letter(subject), [alice])).id),
    );
    await expect
      .poll(async () => (await Promise.all(ids.map(notices))).flat(), patient)
      .toSatisfy((all: object[]) => all.length === 3 && all.filter((one) => 'limit' in one).length === 2);
    expect(aws.sms).toHaveLength(1);
  });
});

describe('a sender of texts', () => {
  it('that does not answer delays no mail', async () => {
    await told([{ sms: [phone], text: '{subject}', perHour: 1000 }]);
    let answer = (): void => {};
    const silence = new Promise<void>((resolve) => (answer = resolve));
    aws.fault = async (call, phase) => {
      if (call.service === 'sns' && phase === 'before') await silence;
      return undefined;
    };
    const subjects = Array.from({ length: 12 }, (_, n) => `While it is silent ${n}`);
    const sent = await Promise.all(subjects.map((subject) => send(filter.smtp, letter(subject), [alice])));
    for (const { id } of sent) expect(await filter.settled(id)).toMatchObject([{ state: 'delivered' }]);
    expect(aws.sms).toEqual([]);
    answer();
    await expect.poll(() => aws.sms.length, patient).toBe(12);
  });

  it('that refuses is noted, and neither number nor subject is in the diary', async () => {
    aws.fault = failBefore((call) => call.service === 'sns', {
      kind: 'error',
      status: 400,
      code: 'InvalidParameter',
      message: `Invalid parameter: PhoneNumber Reason: ${phone} is not valid to publish to`,
    });
    const { id } = await send(filter.smtp, letter('Confidential'), [alice]);
    await expect.poll(() => notices(id), patient).toEqual([{ refused: '...001 (InvalidParameterException)' }]);
    await expect.poll(() => filter.diary(), patient).toContain('a text was not sent');
    expect(filter.diary()).not.toMatch(/Confidential|960001/);
  });
});

it('what is still to be told when the filter stops is told before it ends', async () => {
  const subjects = Array.from({ length: 10 }, (_, n) => `Before the end ${n}`);
  const sent = await Promise.all(subjects.map((subject) => send(filter.smtp, letter(subject), [alice])));
  await Promise.all(sent.map(({ id }) => filter.settled(id)));
  await filter.stop();
  expect(aws.sms).toHaveLength(10);
  filter = await start();
});
