/** With the real clamd: unpacked into .cache/clamav at the top of the checkout, as a function has it in its layer. */
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { EngineUnavailable } from '#core/analyse/examiner.ts';

import { eicar } from './eicar-samples.ts';
import type { ClamavEngine } from './engine.ts';
import { FakeSignatures, signatureFor } from './fake-signatures.ts';
import { startLambdaClamav } from './lambda.ts';
import { unpackClamav } from './unpack.ts';

const never = new AbortController().signal;
const programs = fileURLToPath(new URL('../../../.cache/clamav', import.meta.url));
let absent: string | undefined;
let folder: string;
const running: ClamavEngine[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clamav-lambda-'));
  const unpacked = await unpackClamav(programs);
  if (!('absent' in unpacked)) return;
  absent = unpacked.absent;
  if (process.env['CI'] !== undefined) throw new Error(absent);
  console.warn(`SKIPPED, no ClamAV here: ${absent}`);
}, 15 * 60_000);
afterEach(async () => {
  await Promise.all(running.splice(0).map((engine) => engine.stop()));
});
afterAll(() => rm(folder, { recursive: true }));

/** A function's ClamAV over this store; the test is skipped (it said so) where there is none. */
async function start(context: { skip(): never }, store: FakeSignatures, patience = 30_000): Promise<ClamavEngine> {
  if (absent !== undefined) return context.skip();
  const own = await mkdtemp(join(folder, 'f'));
  const engine = await startLambdaClamav({ programs, folder: own, store, patience, firstPause: 10 });
  running.push(engine);
  return engine;
}

const scan = async (engine: ClamavEngine, content: Buffer | string) =>
  (await engine.scan(Buffer.from(content), never)).kind;

describe('ClamAV in a function', () => {
  it('with no signatures in the store finds EICAR, and nothing else; the first scan waits for it', async (context) => {
    const engine = await start(context, new FakeSignatures());
    expect(await scan(engine, eicar)).toBe('found');
    expect(await scan(engine, 'Hello')).toBe('clean');
    expect(engine.signatures).toBe('test only');
  });

  it('scans with the signatures of the store', async (context) => {
    const store = new FakeSignatures();
    store.offer('1', { 'acme.ndb': signatureFor('Acme.One', 'first virus') });
    const engine = await start(context, store);
    expect(await engine.scan(Buffer.from('the first virus'), never)).toMatchObject({
      kind: 'found',
      signature: expect.stringContaining('Acme.One') as string,
    });
    expect(await scan(engine, eicar)).toBe('clean');
  });

  it('renews them while it lives, with no scan between that sees neither', async (context) => {
    const store = new FakeSignatures();
    store.offer('1', { 'main.ndb': signatureFor('Main', 'old virus'), 'acme.ndb': signatureFor('One', 'first') });
    const engine = await start(context, store);
    expect(await scan(engine, 'second virus')).toBe('clean');
    store.offer('2', { 'main.ndb': signatureFor('Main', 'old virus'), 'acme.ndb': signatureFor('Two', 'second') });
    const update = engine.update();
    const during = await Promise.all(Array.from({ length: 20 }, () => scan(engine, 'old virus')));
    expect(new Set(during)).toEqual(new Set(['found']));
    expect(await update).toEqual({ outcome: 'done' });
    expect(await scan(engine, 'second virus')).toBe('found');
    expect(store.fetched).toEqual(['main.ndb', 'acme.ndb', 'acme.ndb']);
  });

  it('keeps the old ones where the new cannot be had, or break clamd', async (context) => {
    const store = new FakeSignatures();
    store.offer('1', { 'acme.ndb': signatureFor('One', 'first virus') });
    const engine = await start(context, store);
    await engine.version();
    store.trouble = new Error('no such bucket');
    expect(await engine.update()).toEqual({ outcome: 'failed', reason: 'no such bucket' });
    store.trouble = undefined;
    store.offer('2', { '../acme.ndb': signatureFor('Two', 'second') });
    expect(await engine.update()).toMatchObject({ outcome: 'failed' });
    expect(await scan(engine, 'first virus')).toBe('found');
  });

  it('killed, is started again, and the scan that comes then waits for it', async (context) => {
    const engine = await start(context, new FakeSignatures());
    expect(await scan(engine, eicar)).toBe('found');
    const { pid } = engine;
    if (pid === undefined) throw new Error('no process');
    process.kill(pid, 'SIGKILL');
    expect(await scan(engine, eicar)).toBe('found');
    expect(engine.pid).not.toBe(pid);
  });

  it('is unavailable when it takes too long', async (context) => {
    const store = new FakeSignatures();
    store.offer('1', { 'acme.ndb': 'this is no signature\n' });
    const engine = await start(context, store, 100);
    await expect(engine.scan(eicar, never)).rejects.toThrow(EngineUnavailable);
  });

  it('leaves one set behind it, and writes beside no folder but its own', async (context) => {
    const store = new FakeSignatures();
    store.offer('1', { 'acme.ndb': signatureFor('One', 'first') });
    const engine = await start(context, store);
    await engine.version();
    store.offer('2', { 'acme.ndb': signatureFor('Two', 'second') });
    await engine.update();
    const address = engine.address as { socket: string };
    expect((await readdir(join(address.socket, '..', 'signatures'))).toSorted()).toEqual(['2', 'current']);
  });
});

/** A layer whose clamd dies over `killer`, and notes every start. */
async function frailLayer(): Promise<{ layer: string; starts: () => number }> {
  const layer = await mkdtemp(join(folder, 'frail-'));
  for (const name of ['bin', 'lib']) await mkdir(join(layer, name));
  const notes = join(layer, 'starts');
  const clamd = [
    "import { appendFileSync, readFileSync, rmSync } from 'node:fs';",
    "import { createServer } from 'node:net';",
    "const settings = readFileSync(process.argv.at(-1).replace('--config-file=', ''), 'utf8');",
    'const path = /^LocalSocket (.+)$/m.exec(settings)[1];',
    'rmSync(path, { force: true });',
    `appendFileSync('${notes}', '.');`,
    'createServer((socket) => {',
    '  let n = 0;',
    "  socket.on('error', () => {}).on('data', (data) => {",
    "    if (data.includes('killer')) process.exit(1);",
    "    const commands = data.toString('latin1').match(/zVERSION|zINSTREAM/g) ?? [];",
    "    for (const one of commands) socket.write(`${++n}: ${one === 'zVERSION' ? 'ClamAV 1.4.6' : 'stream: OK'}\\0`);",
    '  });',
    '}).listen(path);',
  ];
  await writeFile(join(layer, 'bin/clamd'), '');
  await writeFile(join(layer, 'lib/clamd.mjs'), clamd.join('\n'));
  const loader = `#!/bin/sh\nexec "${process.execPath}" "${join(layer, 'lib/clamd.mjs')}" "$@"\n`;
  await writeFile(join(layer, 'lib/ld-linux-test.so.1'), loader, { mode: 0o755 });
  return { layer, starts: () => readFileSync(notes, 'utf8').length };
}

describe('a content that kills clamd', () => {
  it('is tried once more in the same place, and then it is the fault of that content', async () => {
    const { layer, starts } = await frailLayer();
    const options = { programs: layer, folder: join(layer, 'home'), store: new FakeSignatures(), firstPause: 10 };
    const engine = await startLambdaClamav(options);
    running.push(engine);
    const outcome = await engine.scan(Buffer.from('killer'), never).catch((error: unknown) => error);
    expect(outcome).toMatchObject({ message: expect.stringContaining('twice') as string });
    expect(outcome).not.toBeInstanceOf(EngineUnavailable);
    expect(await scan(engine, 'Hello')).toBe('clean');
    expect(starts()).toBe(3);
  });
});

describe('without what it needs', () => {
  it('it is unavailable: no layer', async () => {
    const options = { programs: join(folder, 'none'), folder: join(folder, 'x'), store: new FakeSignatures() };
    await expect(startLambdaClamav(options)).rejects.toThrow(EngineUnavailable);
  });

  it('it is unavailable: no store', async () => {
    if (absent !== undefined) return;
    const store = new FakeSignatures();
    store.trouble = new Error('access denied');
    await expect(startLambdaClamav({ programs, folder: join(folder, 'y'), store })).rejects.toMatchObject({
      name: 'EngineUnavailable',
      message: expect.stringContaining('access denied') as string,
    });
  });
});
