/** With the real clamd, unpacked into .cache/clamav at the top of the checkout: as the edge task runs it, and as a function meets it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { connectClamav } from './client.ts';
import { type EdgeClamav, startEdgeClamav } from './edge.ts';
import { eicar } from './eicar-samples.ts';
import { FakeSignatures, signatureFor } from './fake-signatures.ts';
import { unpackClamav } from './unpack.ts';

const never = new AbortController().signal;
const programs = fileURLToPath(new URL('../../../.cache/clamav', import.meta.url));
let absent: string | undefined;
let folder: string;
let edge: EdgeClamav | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clamav-edge-'));
  const unpacked = await unpackClamav(programs);
  if (!('absent' in unpacked)) return;
  absent = unpacked.absent;
  if (process.env['CI'] !== undefined) throw new Error(absent);
  console.warn(`SKIPPED, no ClamAV here: ${absent}`);
}, 15 * 60_000);
afterEach(() => edge?.stop());
afterAll(() => rm(folder, { recursive: true }));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('ClamAV in the edge task', () => {
  it.each([
    ['beside the old ones', true],
    ['in their place', false],
  ])('serves a port, and loads new signatures %s although a client stays connected', async (_, reloadsBeside) => {
    if (absent !== undefined) return;
    const store = new FakeSignatures();
    store.offer('1', { 'acme.ndb': signatureFor('One', 'first virus') });
    const port = { host: '127.0.0.1', port: await freePort() };
    const own = await mkdtemp(join(folder, 'e'));
    edge = startEdgeClamav({ programs, folder: own, store, port, reloadsBeside, interval: 50 });
    await edge.settled(20_000);
    const client = connectClamav(port);
    const scan = async (text: string | Buffer) => (await client.scan(Buffer.from(text), never)).kind;
    expect(await scan('first virus')).toBe('found');
    store.offer('2', { 'acme.ndb': signatureFor('Two', 'second virus') });
    await expect.poll(() => scan('second virus').catch(() => 'away'), { timeout: 20_000 }).toBe('found');
    await expect.poll(async () => (await edge?.check())?.state, { timeout: 20_000 }).toBe('ready');
  });

  it('says what it waits for while the store cannot be read, and nothing breaks', async () => {
    const store = new FakeSignatures();
    store.trouble = new Error('access denied');
    const said: string[] = [];
    const port = { host: '127.0.0.1', port: await freePort() };
    if (absent !== undefined) return;
    edge = startEdgeClamav({ programs, folder: join(folder, 'x'), store, port, progress: (step) => said.push(step) });
    await edge.settled(20_000);
    expect(await edge.check()).toEqual({ state: 'down', reason: 'access denied' });
    expect(said).toEqual(['ClamAV does not start yet: access denied']);
  });

  it('finds EICAR where nobody has published signatures yet', async () => {
    if (absent !== undefined) return;
    const port = { host: '127.0.0.1', port: await freePort() };
    edge = startEdgeClamav({ programs, folder: join(folder, 'y'), store: new FakeSignatures(), port });
    await edge.settled(20_000);
    expect((await connectClamav(port).scan(eicar, never)).kind).toBe('found');
  });
});
