/** The real SDK over the wire, to a stand-in that refuses what SNS would not know. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

import { type Aws, startAws } from '../../../test/support/aws/emulators.ts';
import { failBefore, loseAnswer } from '../../../test/support/aws/faults.ts';
import { createSnsSender } from './sns.ts';

const phone = '+441632960001';
const never = new AbortController().signal;
let aws: Aws;

beforeAll(async () => {
  aws = await startAws();
  for (const [name, value] of Object.entries(aws.env)) vi.stubEnv(name, value);
});
afterEach(() => {
  aws.fault = undefined;
  aws.sms.length = 0;
  aws.calls.length = 0;
  aws.assertHonest();
});
afterAll(() => aws.close());

describe('a text by SNS', () => {
  it('goes to the number, as transactional and within its price', async () => {
    const sender = createSnsSender({ maxPrice: 0.05, senderId: 'Office' });
    expect(await sender.send(phone, 'Grüße €&<', never)).toEqual({ outcome: 'sent', id: expect.stringMatching(/./) });
    const attributes = {
      'AWS.SNS.SMS.SMSType': 'Transactional',
      'AWS.SNS.SMS.MaxPrice': '0.05',
      'AWS.SNS.SMS.SenderID': 'Office',
    };
    expect(aws.sms).toEqual([{ phone, message: 'Grüße €&<', attributes }]);
  });

  it('says nothing of a sender where none is named', async () => {
    await createSnsSender({ region: 'eu-central-1', maxPrice: 0.1 }).send(phone, 'Mail', never);
    expect(Object.keys(aws.sms[0]?.attributes ?? {})).not.toContain('AWS.SNS.SMS.SenderID');
  });

  it('is asked for once where the answer is lost: it may be sent', async () => {
    aws.fault = loseAnswer((call) => call.service === 'sns');
    expect(await createSnsSender({ maxPrice: 0.1 }).send(phone, 'Mail', never)).toMatchObject({ outcome: 'later' });
    expect(aws.calls).toHaveLength(1);
    expect(aws.sms).toHaveLength(1);
  });

  it.each([
    [400, 'InvalidParameter', 'refused'],
    [403, 'AuthorizationError', 'refused'],
    [429, 'Throttled', 'later'],
    [400, 'Throttling', 'later'],
    [500, 'InternalError', 'later'],
  ])('that SNS answers with %i %s is %s, and the number is not told', async (status, code, outcome) => {
    aws.fault = failBefore((call) => call.service === 'sns', {
      kind: 'error',
      status,
      code,
      message: `Invalid parameter: PhoneNumber Reason: ${phone} is not valid to publish to`,
    });
    const sent = await createSnsSender({ maxPrice: 0.1 }).send(phone, 'Mail', never);
    expect(sent).toEqual({ outcome, why: expect.stringContaining(code) });
    expect(JSON.stringify(sent)).not.toContain('960001');
    expect(aws.calls).toHaveLength(1);
  });

  it('is given up when time is over', async () => {
    expect(await createSnsSender({ maxPrice: 0.1 }).send(phone, 'Mail', AbortSignal.abort())).toMatchObject({
      outcome: 'later',
    });
    expect(aws.sms).toEqual([]);
  });
});
