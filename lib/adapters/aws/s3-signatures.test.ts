import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { SignatureFile } from '#core/ports/signature-store.ts';

import { type Aws, startAws } from '../../../test/support/aws/emulators.ts';
import { S3Signatures } from './s3-signatures.ts';

let aws: Aws;
let folder: string;
let now: number;
beforeEach(async () => {
  aws = await startAws();
  folder = mkdtempSync(join(tmpdir(), 's3-signatures-'));
  now = Date.now();
  for (const [name, value] of Object.entries(aws.env)) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
  aws.assertHonest();
  await aws.close();
});

const signatures = () => new S3Signatures({ client: new S3Client(), bucket: aws.bucket, clock: () => now });
const keys = async () => [...(await aws.objects()).keys()].toSorted();

function local(name: string, bytes: Buffer): string {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

async function put(version: string, name: string, bytes: Buffer): Promise<SignatureFile> {
  return signatures().put(version, name, local(name, bytes));
}

const set = (version: string, ...files: SignatureFile[]) => ({ v: 1, version, at: 5, built: 4, files }) as const;

describe('signatures in the bucket', () => {
  it('are none before the first', async () => {
    expect(await signatures().current()).toBeUndefined();
    expect(await signatures().memory()).toBeUndefined();
  });

  it.each([
    ['small', 1_000],
    ['of two parts and a rest', 2 * 8 * 1024 * 1024 + 5],
    ['of two parts exactly', 2 * 8 * 1024 * 1024],
  ])('come back as they went: %s', async (_, size) => {
    const bytes = randomBytes(size);
    const file = await put('one', 'daily.cvd', bytes);
    expect(file).toEqual({
      name: 'daily.cvd',
      key: 'signatures/one/daily.cvd',
      size,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    await signatures().publish(set('one', file));
    expect(await signatures().current()).toEqual(set('one', file));
    await signatures().fetch(file, join(folder, 'back'));
    expect(readFileSync(join(folder, 'back')).equals(bytes)).toBe(true);
  });

  it('may be put again by who did not know that they are there', async () => {
    const bytes = randomBytes(9 * 1024 * 1024);
    expect(await put('one', 'main.cvd', bytes)).toEqual(await put('one', 'main.cvd', bytes));
  });

  it('that are not what the set promises are refused', async () => {
    const file = await put('one', 'daily.cvd', Buffer.from('signatures'));
    await put('one', 'daily.cvd', Buffer.from('something!'));
    await expect(signatures().fetch(file, join(folder, 'back'))).rejects.toThrow('not what its set promises');
    await expect(signatures().fetch({ ...file, key: 'signatures/none' }, join(folder, 'x'))).rejects.toThrow();
  });

  it('break off on the way and are fetched again', async () => {
    const file = await put('one', 'daily.cvd', Buffer.from('signatures'));
    const client = new S3Client();
    const send = client.send.bind(client) as (command: unknown) => Promise<unknown>;
    let broken = 2;
    client.send = ((command: unknown) =>
      broken-- > 0 ? Promise.reject(new Error('socket hang up')) : send(command)) as typeof client.send;
    const reader = new S3Signatures({ client, bucket: aws.bucket, clock: () => now });
    await reader.fetch(file, join(folder, 'back'));
    expect(readFileSync(join(folder, 'back'), 'utf8')).toBe('signatures');
  });

  it('older than the last two sets go, after an hour', async () => {
    const shared = await put('one', 'main.cvd', Buffer.from('main'));
    for (const version of ['one', 'two', 'three']) {
      const daily = await put(version, 'daily.cvd', Buffer.from(version));
      await signatures().publish(set(version, shared, daily));
    }
    await signatures().remember(Buffer.from('uuid'));
    await put('lost', 'daily.cvd', Buffer.from('of a run that died'));
    expect(await keys()).toContain('signatures/one/daily.cvd');
    now += 61 * 60_000;
    await signatures().publish(set('four', shared, await put('four', 'daily.cvd', Buffer.from('four'))));
    expect(await keys()).toEqual([
      'signatures/current.json',
      'signatures/four/daily.cvd',
      'signatures/memory',
      'signatures/one/main.cvd',
      'signatures/three/daily.cvd',
    ]);
    expect(Buffer.from((await signatures().memory()) ?? []).toString()).toBe('uuid');
  });

  it('are written manifest last', async () => {
    aws.calls.length = 0;
    await signatures().publish(set('one', await put('one', 'daily.cvd', Buffer.from('x'))));
    const writes = aws.calls.filter(({ operation }) => operation === 'PutObject').map(({ target }) => target);
    expect(writes.map((target) => target.replace(/^.*?signatures\//, ''))).toEqual(['one/daily.cvd', 'current.json']);
  });
});
