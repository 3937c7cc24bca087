/** With the real clamd, unpacked into .cache/clamav at the top of the checkout, and S3 over the wire. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { S3Signatures } from '#adapters/aws/s3-signatures.ts';
import type { VirusEngine } from '#core/ports/virus-engine.ts';
import { startEdgeClamav, type EdgeClamav } from '#engines/clamav/edge.ts';
import { eicar } from '#engines/clamav/eicar-samples.ts';
import { FakeSignatures, signatureFor } from '#engines/clamav/fake-signatures.ts';
import { unpackClamav } from '#engines/clamav/unpack.ts';

import { type Aws, startAws } from '../../test/support/aws/emulators.ts';

const never = new AbortController().signal;
const programs = join(import.meta.dirname, '../../.cache/clamav');
let absent: string | undefined;
let folder: string;
let aws: Aws;
let end: (() => Promise<void>) | undefined;
let edge: EdgeClamav | undefined;

beforeAll(async () => {
  const unpacked = await unpackClamav(programs);
  if (!('absent' in unpacked)) return;
  absent = unpacked.absent;
  if (process.env['CI'] !== undefined) throw new Error(absent);
  console.warn(`SKIPPED, no ClamAV here: ${absent}`);
}, 15 * 60_000);
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'clamav-function-'));
  aws = await startAws();
  for (const [name, value] of Object.entries({ ...aws.env, ...aws.variables })) vi.stubEnv(name, value);
  vi.stubEnv('TMPDIR', folder);
  vi.stubEnv('CITRUSMAIL_CLAMAV_PROGRAMS', programs);
  vi.stubEnv('CITRUSMAIL_CLAMD', undefined);
});
afterEach(async () => {
  await edge?.stop();
  edge = undefined;
  await end?.();
  end = undefined;
  vi.unstubAllEnvs();
  aws.assertHonest();
  await aws.close();
  rmSync(folder, { recursive: true });
});

/** A new environment: the module is loaded anew. */
async function environment(): Promise<() => Promise<VirusEngine & { pid?: number }>> {
  vi.resetModules();
  const { clamavEngine, endClamav } = await import('./engine.ts');
  end = endClamav;
  return clamavEngine;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe("the function's ClamAV", () => {
  it('is that of the layer, warm for the next message, with test signatures before there are others', async (context) => {
    if (absent !== undefined) return context.skip();
    const engineOf = await environment();
    const engine = await engineOf();
    expect(await engine.scan(eicar, never)).toMatchObject({ kind: 'found' });
    expect(await engine.scan(Buffer.from('Hello'), never)).toEqual({ kind: 'clean' });
    expect((await engineOf()).pid).toBe(engine.pid);
  });

  it('loads what the bucket has', async (context) => {
    if (absent !== undefined) return context.skip();
    await publish('acme.ndb', signatureFor('Acme', 'a virus of ours'));
    const engine = await (await environment())();
    expect(await engine.scan(Buffer.from('a virus of ours'), never)).toMatchObject({ kind: 'found' });
  });

  it('looks for newer signatures every few minutes, while it is warm', async (context) => {
    if (absent !== undefined) return context.skip();
    const engineOf = await environment();
    await (await engineOf()).version();
    await publish('acme.ndb', signatureFor('Acme', 'a virus of ours'));
    expect(await (await engineOf()).scan(Buffer.from('a virus of ours'), never)).toEqual({ kind: 'clean' });
    const now = Date.now();
    vi.spyOn(Date, 'now').mockImplementation(() => now + 6 * 60_000);
    const engine = await engineOf();
    vi.restoreAllMocks();
    expect(await engine.scan(Buffer.from('a virus of ours'), never)).toMatchObject({ kind: 'found' });
  });

  it('is the resident one where that answers, and starts none', async (context) => {
    if (absent !== undefined) return context.skip();
    const port = await resident();
    vi.stubEnv('CITRUSMAIL_CLAMD', `127.0.0.1:${port}`);
    const engine = await (await environment())();
    expect(await engine.scan(Buffer.from('virus of the resident'), never)).toMatchObject({ kind: 'found' });
    expect('pid' in engine).toBe(false);
  });

  it('is its own again when the resident one goes away', async (context) => {
    if (absent !== undefined) return context.skip();
    const port = await resident();
    vi.stubEnv('CITRUSMAIL_CLAMD', `127.0.0.1:${port}`);
    const engineOf = await environment();
    const engine = await engineOf();
    await edge?.stop();
    edge = undefined;
    expect(await engine.scan(eicar, never)).toMatchObject({ kind: 'found' });
    expect((await engineOf()).pid).toBeTypeOf('number');
  });

  it('is unavailable without a layer, and available once it is there', async (context) => {
    if (absent !== undefined) return context.skip();
    vi.stubEnv('CITRUSMAIL_CLAMAV_PROGRAMS', join(folder, 'none'));
    const engineOf = await environment();
    await expect(engineOf()).rejects.toMatchObject({ name: 'EngineUnavailable' });
    vi.stubEnv('CITRUSMAIL_CLAMAV_PROGRAMS', programs);
    expect(await (await engineOf()).scan(eicar, never)).toMatchObject({ kind: 'found' });
  });

  it('is loaded before the first message where provisioned concurrency pays for it', async (context) => {
    if (absent !== undefined) return context.skip();
    vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', 'provisioned-concurrency');
    const engineOf = await environment();
    const asked = aws.calls.length;
    expect(asked).toBeGreaterThan(0);
    expect(await (await engineOf()).scan(eicar, never)).toMatchObject({ kind: 'found' });
    expect(aws.calls.length).toBe(asked);
  });
});

async function publish(name: string, text: string): Promise<void> {
  const store = new S3Signatures({ client: new S3Client(), bucket: aws.bucket, clock: Date.now });
  writeFileSync(join(folder, name), text);
  const file = await store.put('one', name, join(folder, name));
  await store.publish({ v: 1, version: 'one', at: Date.now(), built: Date.now(), files: [file] });
}

/** A clamd in another place that knows a virus of its own. */
async function resident(): Promise<number> {
  const store = new FakeSignatures();
  store.offer('1', { 'edge.ndb': signatureFor('Edge', 'virus of the resident') });
  const port = await freePort();
  edge = startEdgeClamav({ programs, folder: join(folder, 'edge'), store, port: { host: '127.0.0.1', port } });
  await edge.settled(20_000);
  return port;
}
