/** What the contract suite does not say: how a message looks in the bucket, what it costs in requests, and what becomes of it when S3 fails. */
import { createHash, randomBytes } from 'node:crypto';

import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { all, encoder, envelopeOf, messageId, store } from '../../../test/contract/samples.ts';
import type { Call } from '../../../test/support/aws/call.ts';
import { type Aws, startAws } from '../../../test/support/aws/emulators.ts';
import { dieAfter, failAfter, loseAnswer, throttle } from '../../../test/support/aws/faults.ts';
import { clientOptions } from './client-options.ts';
import { unpack } from './packed.ts';
import { parallel } from './parallel.ts';
import { messageKey } from './s3-keys.ts';
import { S3Messages } from './s3-messages.ts';

const id = messageId(1_800_000_000_000);
const incoming = messageKey('incoming', id);
let aws: Aws;
let client: S3Client;
let messages: S3Messages;
beforeEach(async () => {
  aws = await startAws();
  Object.assign(process.env, aws.env);
  client = new S3Client(clientOptions());
  messages = new S3Messages(aws.bucket, client);
});
afterEach(async () => {
  client.destroy();
  await aws.close();
  aws.assertHonest();
});

const requests = (): string[] => aws.calls.map(({ operation }) => operation);
const operation = (name: string) => (call: Call) => call.operation === name;
const large = randomBytes(6_000_000);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const recipients = (count: number) =>
  Array.from({ length: count }, (_, r) => ({
    r,
    address: `${randomBytes(20).toString('hex')}@x.example`,
    evidence: 'RCPT',
  }));

describe('in the bucket', () => {
  test('a message is one object of its very bytes, in the lane of its id, with the envelope as metadata', async () => {
    await store(messages, id, encoder.encode('Subject: x\r\n\r\nbody\r\n'));
    // sha256 of 01a3185c-5000-7000-8000-000000000000 begins with 8.
    const key = `incoming/8/${id}.eml`;
    expect([...(await aws.objects()).keys()]).toEqual([key]);
    const object = await client.send(new GetObjectCommand({ Bucket: aws.bucket, Key: key }));
    expect(await object.Body?.transformToString()).toBe('Subject: x\r\n\r\nbody\r\n');
    expect(unpack(Buffer.from(object.Metadata?.['envelope'] ?? '', 'base64'))).toMatchObject(envelopeOf(id));
  });

  test('taking one is a look and a write, reading one is one request', async () => {
    await store(messages, id, encoder.encode('x'));
    expect(requests()).toEqual(['HeadObject', 'PutObject']);
    aws.calls.length = 0;
    const other = new S3Messages(aws.bucket, client);
    expect(await other.envelope(id)).toMatchObject(envelopeOf(id));
    expect(Buffer.from(await other.bytes(id)).toString()).toBe('x');
    expect(requests()).toEqual(['GetObject']);
  });

  test('an envelope too large for metadata stands behind the bytes, and moves with them', async () => {
    const draft = await messages.draft(id);
    await draft.write(encoder.encode('x'));
    const many = envelopeOf(id, { recipients: recipients(100) });
    expect(await draft.commit(many)).toBe(true);
    await messages.hold(id);
    await messages.finish(id);
    expect([...(await aws.objects()).keys()]).toEqual([messageKey('quarantine', id)]);
    expect(await messages.envelope(id)).toMatchObject(many);
    expect(Buffer.from(await messages.bytes(id)).toString()).toBe('x');
  });

  test('of a large message the envelope is read without the bytes, however large it is itself', async () => {
    const many = envelopeOf(id, { recipients: recipients(4000) });
    const draft = await messages.draft(id);
    await draft.write(large);
    await draft.commit(many);
    aws.calls.length = 0;
    expect(await messages.envelope(id)).toMatchObject(many);
    expect(requests()).toEqual(['GetObject', 'GetObject', 'GetObject']);
    expect(sha256(await messages.bytes(id))).toBe(sha256(large));
  });

  test('what another process has finished is gone, whatever was read before', async () => {
    await store(messages, id, encoder.encode('x'));
    await messages.envelope(id);
    await new S3Messages(aws.bucket, client).finish(id);
    expect(await messages.envelope(id)).toBeUndefined();
  });

  test('more than a page of one lane, and all lanes, are listed in the order of ids', async () => {
    const ids = Array.from({ length: 18_000 }, (_, n) => messageId(1_800_000_000_000 + n));
    const inOneLane = ids.filter((id) => messageKey('incoming', id).startsWith('incoming/0/'));
    expect(inOneLane.length).toBeGreaterThan(1000);
    const committed = [...new Set([...ids.slice(0, 40), ...inOneLane])];
    await parallel(committed, 20, (id) => put(messageKey('incoming', id)));
    await put('incoming/0/notes.txt');
    await put(messageKey('incoming', ids[41]!).replace(/[0-9a-f]\//, 'g/'));
    expect(await all(messages.incoming())).toEqual(committed.toSorted());
  });

  test('an object without an envelope was never committed; one that was changed is told', async () => {
    await put(incoming);
    expect(await messages.envelope(id)).toBeUndefined();
    await expect(messages.bytes(id)).rejects.toThrow(id);
    await put(incoming, { envelope: 'behind' });
    await expect(messages.envelope(id)).rejects.toThrow(/changed by something else/);
    await put(incoming, { envelope: 'AAAA' });
    await expect(messages.envelope(id)).rejects.toThrow(/packed by version 0/);
  });
});

async function put(Key: string, Metadata: Record<string, string> = {}): Promise<void> {
  await client.send(new PutObjectCommand({ Bucket: aws.bucket, Key, Body: 'no message', Metadata }));
}

describe('when S3 fails', () => {
  test('the answer to our own write is lost: repeated by the SDK and refused, it is found to be ours', async () => {
    aws.fault = loseAnswer(operation('PutObject'));
    expect(await store(messages, id, encoder.encode('x'))).toBe(true);
    expect(requests().filter((name) => name === 'PutObject')).toHaveLength(2);
    expect(await store(messages, id, encoder.encode('y'))).toBe(false);
    expect(Buffer.from(await messages.bytes(id)).toString()).toBe('x');
  });

  test('likewise where it was held and finished before we could look', async () => {
    const other = new S3Messages(aws.bucket, client);
    aws.fault = async (call, phase) => {
      if (call.operation !== 'PutObject' || phase !== 'after') return undefined;
      aws.fault = undefined;
      await other.hold(id);
      return { kind: 'drop' };
    };
    expect(await store(messages, id, encoder.encode('x'))).toBe(true);
  });

  test('an upload whose last answer is lost is ours too', async () => {
    aws.fault = loseAnswer(operation('CompleteMultipartUpload'));
    expect(await store(messages, id, large)).toBe(true);
    expect(sha256(await messages.bytes(id))).toBe(sha256(large));
  });

  test('an upload that meets another message of its id leaves that one and is aborted', async () => {
    const draft = await messages.draft(id);
    await draft.write(large);
    await store(messages, id, encoder.encode('first'));
    expect(await draft.commit(envelopeOf(id))).toBe(false);
    expect(requests().at(-1)).toBe('AbortMultipartUpload');
    expect(Buffer.from(await messages.bytes(id)).toString()).toBe('first');
  });

  test('a draft that ends is aborted in S3, with what it has sent', async () => {
    const draft = await messages.draft(id);
    await draft.write(large);
    await draft.abort();
    expect(requests()).toEqual(['HeadObject', 'CreateMultipartUpload', 'UploadPart', 'AbortMultipartUpload']);
  });

  test('slow down, a few times: the message is taken', async () => {
    aws.fault = throttle('s3', 4);
    expect(await store(messages, id, encoder.encode('x'))).toBe(true);
    aws.fault = throttle('s3', 4);
    expect(await store(messages, messageId(1), large)).toBe(true);
  });

  test.each(['PutObject', 'HeadObject'])(
    'the key may not be used for %s: nobody is told that a message was taken',
    async (name) => {
      aws.fault = (call, phase) =>
        call.operation === name && phase === 'before'
          ? { kind: 'error', status: 403, code: 'AccessDenied' }
          : undefined;
      await expect(store(messages, id, encoder.encode('x'))).rejects.toMatchObject({
        $metadata: { httpStatusCode: 403 },
      });
      aws.fault = undefined;
      expect(await messages.envelope(id)).toBeUndefined();
      expect(await store(messages, id, encoder.encode('x'))).toBe(true);
    },
  );

  test('a part that does not go up breaks its draft', async () => {
    aws.fault = (call, phase) =>
      call.operation === 'UploadPart' && phase === 'before'
        ? { kind: 'error', status: 403, code: 'AccessDenied' }
        : undefined;
    const draft = await messages.draft(id);
    await expect(draft.write(large)).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(draft.commit(envelopeOf(id))).rejects.toThrow(/is broken/);
    await draft.abort();
    expect(requests().at(-1)).toBe('AbortMultipartUpload');
  });

  test('a conflict with a deletion at the same moment is only for that moment', async () => {
    let conflicts = 2;
    aws.fault = (call, phase) =>
      call.operation === 'PutObject' && phase === 'before' && conflicts-- > 0
        ? { kind: 'error', status: 409, code: 'ConditionalRequestConflict' }
        : undefined;
    expect(await store(messages, id, encoder.encode('x'))).toBe(true);
  });

  test('an error after the write: the write counts', async () => {
    aws.fault = failAfter(operation('PutObject'), { kind: 'error', status: 400, code: 'InvalidRequest' });
    expect(await store(messages, id, encoder.encode('x'))).toBe(true);
  });

  test('who dies after any of his requests leaves a message whole or none', async () => {
    for (const [size, writes] of [
      [1, 1],
      [6_000_000, 4],
    ] as const)
      for (let n = 1; n <= writes; n++) {
        const name = messageId(2_000_000_000_000 + size, n);
        aws.fault = dieAfter(n);
        await store(messages, name, large.subarray(0, size)).catch(() => undefined);
        aws.fault = undefined;
        const after = new S3Messages(aws.bucket, client);
        const listed = (await all(after.incoming())).includes(name);
        expect(listed).toBe(n === writes);
        if (listed) expect((await after.envelope(name))?.raw.sha256).toBe(sha256(await after.bytes(name)));
      }
  });
});
