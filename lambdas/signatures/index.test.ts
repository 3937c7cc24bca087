/** With the real freshclam, unpacked into .cache/clamav at the top of the checkout, a mirror that has nothing, and S3 over the wire. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { S3Signatures } from '#adapters/aws/s3-signatures.ts';
import { unpackClamav } from '#engines/clamav/unpack.ts';

import { type Aws, startAws } from '../../test/support/aws/emulators.ts';

const programs = join(import.meta.dirname, '../../.cache/clamav');
let folder: string;
let aws: Aws;
let mirror: Server;
let said: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'signatures-function-'));
  aws = await startAws();
  mirror = createServer((_, response) => response.writeHead(404).end());
  await new Promise<void>((resolve) => mirror.listen(0, '127.0.0.1', resolve));
  const { port } = mirror.address() as { port: number };
  const own = {
    TMPDIR: folder,
    CITRUSMAIL_CLAMAV_PROGRAMS: programs,
    CITRUSMAIL_SIGNATURE_MIRROR: `http://127.0.0.1:${port}`,
    POWERTOOLS_DEV: 'true',
    POWERTOOLS_METRICS_DISABLED: 'false',
    POWERTOOLS_SERVICE_NAME: 'signatures',
  };
  for (const [name, value] of Object.entries({ ...aws.env, ...aws.variables, ...own })) vi.stubEnv(name, value);
  said = [];
  for (const method of ['log', 'info', 'warn', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((text: string) => void said.push(text));
  }
  vi.resetModules();
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await new Promise((resolve) => mirror.close(resolve));
  aws.assertHonest();
  await aws.close();
  rmSync(folder, { recursive: true });
});

async function run(): Promise<unknown> {
  const { handler } = await import('./index.ts');
  return handler({}, { awsRequestId: 'r', functionName: 'signatures' } as Context);
}

const ages = () => said.flatMap((line) => /"SignatureAge":([\d.]+)/.exec(line)?.[1] ?? []).map(Number);

describe('the function that brings signatures', () => {
  it('tells their age and keeps them, also where none can be had', async (context) => {
    if ('absent' in (await unpackClamav(programs))) return context.skip();
    writeFileSync(join(folder, 'daily.cvd'), 'signatures');
    const store = new S3Signatures({ client: new S3Client(), bucket: aws.bucket, clock: Date.now });
    const file = await store.put('one', 'daily.cvd', join(folder, 'daily.cvd'));
    const built = Date.now() - 30 * 60 * 60_000;
    await store.publish({ v: 1, version: 'one', at: Date.now(), built, files: [file] });
    expect(await run()).toEqual({ outcome: 'failed' });
    expect(ages()).toEqual([expect.closeTo(30, 1)]);
    expect((await store.current())?.version).toBe('one');
    expect(said.some((line) => line.includes('CitrusMail'))).toBe(true);
  });

  it('tells no age where there are none, so that the alarm rings', async (context) => {
    if ('absent' in (await unpackClamav(programs))) return context.skip();
    expect(await run()).toEqual({ outcome: 'failed' });
    expect(ages()).toEqual([]);
  });

  it('fails where the bucket cannot be read', async () => {
    aws.fault = ({ service }) => (service === 's3' ? { kind: 'error', status: 403, code: 'AccessDenied' } : undefined);
    await expect(run()).rejects.toThrow();
  });
});
