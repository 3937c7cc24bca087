import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Context, SNSEvent } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

import { s3 } from '#adapters/aws/clients.ts';
import { dynamoStores, type DynamoStores } from '#adapters/aws/dynamo-stores.ts';
import { S3Messages } from '#adapters/aws/s3-messages.ts';
import { noticeOf, type NoticeParts, sesHeader } from '#collectors/ses/testing.ts';
import { uuidv8 } from '#core/message/id.ts';
import { letter } from '../../test/support/messages.ts';
import { type Aws, startAws } from '../../test/support/aws/emulators.ts';

type Handler = (event: SNSEvent, context: Context) => Promise<unknown>;

let aws: Aws;
let stores: DynamoStores;
let messages: S3Messages;
let handler: Handler;
/** SES gives every message a name of its own. */
let name: string;
let count = 0;

beforeAll(async () => {
  aws = await startAws();
  for (const [key, value] of Object.entries({ ...aws.env, ...aws.variables })) vi.stubEnv(key, value);
  vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
  stores = dynamoStores({ ...aws, clock: Date.now });
  messages = new S3Messages(aws.bucket);
  handler = await load();
});
afterEach(() => {
  aws.fault = undefined;
  aws.assertHonest();
});
afterAll(() => aws.close());
beforeEach(() => {
  name = `o3vrnil0e2ic28trm7dfhrc2v0${(count += 1)}`;
});

const load = async (): Promise<Handler> => (await import('./index.ts')).handler;

const idOf = (messageId: string): string => uuidv8(['ses', messageId]);

async function putDirectory(): Promise<void> {
  const { version, ...before } = await stores.rules.current();
  const domains = [{ name: 'example.test', route: 'mailbox' as const, recipients: ['alice', 'bob'] }];
  await stores.rules.put({ ...before, version: version + 1, directory: { v: 1, domains } });
}

async function arrives(text = sesHeader(name) + letter('Hello')): Promise<string> {
  await s3().send(new PutObjectCommand({ Bucket: aws.bucket, Key: `ses/${name}`, Body: text }));
  return text;
}

async function told(parts: NoticeParts = {}): Promise<void> {
  const Message = JSON.stringify(noticeOf({ id: name, ...parts }));
  const event = { Records: [{ Sns: { Message } }] } as unknown as SNSEvent;
  await handler(event, { functionName: 'ses' } as Context);
}

const isThere = async (key: string): Promise<boolean> => (await aws.objects()).has(key);
const refusals = async () => (await stores.log.search({ limit: 50, state: 'rejected' })).records;

test('before there is a directory nothing is taken and nothing is lost', async () => {
  await arrives();
  await expect(told()).rejects.toMatchObject({ name: 'NoDirectory' });
  expect(await isThere(`ses/${name}`)).toBe(true);
  await putDirectory();
  // Another environment, which has not read the rules yet.
  vi.resetModules();
  handler = await load();
});

describe('a message that SES has received', () => {
  test('is in the house, byte for byte, with how it came; SES’s object is gone', async () => {
    const text = await arrives();
    await told({ recipients: ['alice@example.test', 'bob@example.test'] });
    const id = idOf(name);
    expect(Buffer.from(await messages.bytes(id)).toString()).toBe(text);
    expect(await messages.envelope(id)).toMatchObject({
      id,
      collector: 'ses',
      sourceKey: name,
      receivedAt: Date.UTC(2026, 10, 24, 12, 0, 0, 936),
      mailFrom: 'carol@sender.example',
      body8bit: false,
      recipients: [
        { r: 0, address: 'alice@example.test', evidence: 'RCPT' },
        { r: 1, address: 'bob@example.test', evidence: 'RCPT' },
      ],
      client: { ip: '192.0.2.7', from: 'received', helo: 'out.sender.example' },
    });
    expect(await isThere(`ses/${name}`)).toBe(false);
  });

  test('that was told twice, one after the other and at once, is there once', async () => {
    await arrives();
    await Promise.all([told(), told()]);
    await told();
    const found = [...(await aws.objects()).keys()].filter((key) => key.includes(idOf(name)));
    expect(found).toHaveLength(1);
  });

  test('that was told again when it had been delivered does not come back', async () => {
    await arrives();
    await told();
    const envelope = (await messages.envelope(idOf(name)))!;
    await stores.states.begin(envelope, 1);
    await messages.finish(envelope.id);
    await told();
    expect(await messages.envelope(envelope.id)).toBeUndefined();
  });

  test('of 10 MB', async () => {
    const text = await arrives(`${sesHeader(name)}Subject: large\r\n\r\n${'0123456789abcdef'.repeat(600_000)}`);
    await told();
    expect((await messages.envelope(idOf(name)))?.raw.size).toBe(text.length);
  });

  test('whose object is not there yet is asked for again', async () => {
    await expect(told()).rejects.toMatchObject({ name: 'MessageMissing' });
    await arrives();
    await told();
    expect(await messages.envelope(idOf(name))).toBeDefined();
  });

  test('is not lost when the store refuses it, nor when the removal fails', async () => {
    await arrives();
    const error = { kind: 'error', status: 403, code: 'AccessDenied' } as const;
    aws.fault = (call, phase) =>
      phase === 'before' && call.operation === 'PutObject' && call.target.includes('/incoming/') ? error : undefined;
    await expect(told()).rejects.toThrow();
    expect(await isThere(`ses/${name}`)).toBe(true);
    aws.fault = (call, phase) => (phase === 'before' && call.operation === 'DeleteObject' ? error : undefined);
    await expect(told()).rejects.toThrow();
    aws.fault = undefined;
    await told();
    expect(await messages.envelope(idOf(name))).toBeDefined();
    expect(await isThere(`ses/${name}`)).toBe(false);
  });
});

describe('recipients who are not in the directory', () => {
  test('are left out, each with a record; the others get their mail', async () => {
    await arrives();
    await told({ recipients: ['nobody@example.test', 'alice@example.test', 'x@elsewhere.example'] });
    const envelope = await messages.envelope(idOf(name));
    expect(envelope?.recipients).toEqual([{ r: 0, address: 'alice@example.test', evidence: 'RCPT' }]);
    const records = (await refusals()).filter(({ recipient }) => recipient !== 'alice@example.test');
    expect(records.map(({ recipient }) => recipient).toSorted()).toEqual([
      'nobody@example.test',
      'x@elsewhere.example',
    ]);
  });

  test('when nobody is left the message goes, and a second notice finds nothing to do', async () => {
    await arrives();
    await told({ recipients: ['nobody2@example.test'] });
    expect(await isThere(`ses/${name}`)).toBe(false);
    expect(await messages.envelope(idOf(name))).toBeUndefined();
    await told({ recipients: ['nobody2@example.test'] });
    expect((await refusals()).filter(({ recipient }) => recipient === 'nobody2@example.test')).toHaveLength(1);
  });
});

test('the test of the topic is no mail', async () => {
  const Message = 'Successfully validated SNS topic for Amazon SES event publishing.';
  await handler({ Records: [{ Sns: { Message } }] } as unknown as SNSEvent, { functionName: 'ses' } as Context);
});
