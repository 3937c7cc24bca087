/** With the real clamd: the system's, or unpacked into .cache/clamav at the top of the checkout. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createClamavExaminer } from '#core/analyse/antivirus/clamav/examiner.ts';
import { sampleSubject } from '#core/analyse/antivirus/sample-subject.ts';
import { EngineUnavailable } from '#core/analyse/examiner.ts';

import { connectClamav } from './client.ts';
import { eicar, messageWith, zipOf } from './eicar-samples.ts';
import { type ClamavEngine, startClamav } from './engine.ts';

const never = new AbortController().signal;
const programs = fileURLToPath(new URL('../../../.cache/clamav', import.meta.url));
let folder: string;
let clamav: ClamavEngine | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clamav-test-'));
  const started = await startClamav({ folder, programs, firstPause: 10, mirror: 'http://127.0.0.1:1' });
  if (!('absent' in started)) {
    clamav = started;
    await clamav.settled(30_000);
  } else if (process.env['CI'] === undefined) console.warn(`SKIPPED, no ClamAV here: ${started.absent}`);
  else throw new Error(started.absent);
}, 15 * 60_000);

afterAll(async () => {
  await clamav?.stop();
  await rm(folder, { recursive: true });
});

/** The engine, or the test is skipped (it said so). */
function engine(context: { skip(): never }): ClamavEngine {
  return clamav ?? context.skip();
}

async function untilReady(running: ClamavEngine): Promise<void> {
  while ((await running.check()).state !== 'ready') await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('the real clamd', () => {
  it('is ready, and says that it has test signatures only', async (context) => {
    const running = engine(context);
    expect(await running.check()).toEqual({ state: 'ready', version: expect.stringMatching(/^ClamAV \d/) as string });
    if (running.signatures === 'official') return;
    expect(running.signatures).toBe('test only');
  });

  const found = { kind: 'found', signature: expect.stringMatching(/eicar/i) as string };
  it.each<[string, Buffer, object]>([
    ['EICAR itself', eicar, found],
    ['EICAR in a zip', zipOf('eicar.com', eicar), found],
    ['EICAR in a zip in a zip', zipOf('a.zip', zipOf('eicar.com', eicar)), found],
    ['EICAR as a base64 part', messageWith(eicar, 'eicar.com'), found],
    ['EICAR in a zip as a base64 part', messageWith(zipOf('eicar.com', eicar), 'a.zip'), found],
    ['an encrypted zip', zipOf('a.txt', Buffer.from('secret'), true), { kind: 'encrypted' }],
    [
      'an encrypted zip as a part',
      messageWith(zipOf('a.txt', Buffer.from('secret'), true), 'a.zip'),
      { kind: 'encrypted' },
    ],
    ['an ordinary message', messageWith(Buffer.from('Hello'), 'hello.txt'), { kind: 'clean' }],
    ['nothing', Buffer.alloc(0), { kind: 'clean' }],
  ])('on %s', async (_, content, verdict) => {
    if (!clamav) return;
    expect(await clamav.scan(content, never)).toMatchObject(verdict);
  });

  it('reports what goes beyond its limits', async (context) => {
    let nested = zipOf('a', Buffer.from('x'));
    for (let depth = 0; depth < 60; depth++) nested = zipOf('a.zip', nested);
    expect((await engine(context).scan(nested, never)).kind).toBe('limit');
  });

  it('answers a hundred scans at once, each its own', async (context) => {
    const running = engine(context);
    const contents = Array.from({ length: 100 }, (_, n) => (n % 3 === 0 ? eicar : Buffer.from(`text ${n}`)));
    const verdicts = await Promise.all(contents.map((content) => running.scan(content, never)));
    expect(verdicts.map(({ kind }) => kind)).toEqual(contents.map((_, n) => (n % 3 === 0 ? 'found' : 'clean')));
  });

  it('gives the examiner one finding for one EICAR', async (context) => {
    const subject = sampleSubject(messageWith(eicar, 'eicar.com').toString('latin1'), [{ content: eicar }]);
    const { findings } = await createClamavExaminer(engine(context), Date.now).examine(subject, never);
    expect(findings).toMatchObject([{ code: 'CLAMAV_FOUND', verdict: 'infected', part: 1 }]);
  });

  it('is reached by a worker that knows only its address', async (context) => {
    expect((await connectClamav(engine(context).address).scan(eicar, never)).kind).toBe('found');
  });

  it('that cannot update its signatures says why', async (context) => {
    expect(await engine(context).update()).toEqual({ outcome: 'failed', reason: expect.any(String) as string });
  });

  it('killed, is unavailable, then started again', async (context) => {
    const running = engine(context);
    const { pid } = running;
    if (pid === undefined) throw new Error('no process');
    process.kill(pid, 'SIGKILL');
    await expect.poll(async () => (await running.check()).state).not.toBe('ready');
    await untilReady(running);
    expect(running.pid).not.toBe(pid);
    expect((await running.scan(eicar, never)).kind).toBe('found');
  });

  it('left over from a run before is ended by the next', async (context) => {
    engine(context);
    const own = await mkdtemp(join(tmpdir(), 'clamav-left-'));
    const first = await startClamav({ folder: own, programs });
    if ('absent' in first) throw new Error(first.absent);
    await first.settled(30_000);
    const { pid } = first;
    const second = await startClamav({ folder: own, programs });
    if ('absent' in second || pid === undefined) throw new Error('the second did not start');
    await expect.poll(() => isAlive(pid)).toBe(false);
    await first.stop();
    await second.stop();
    await rm(own, { recursive: true });
  });

  it('that does not start says why', async (context) => {
    engine(context);
    const own = await mkdtemp(join(tmpdir(), 'clamav-bad-'));
    await writeFile(join(own, 'bad.ndb'), 'this is no signature\n');
    const bad = await startClamav({ folder: join(own, 'home'), programs, signatures: own });
    if ('absent' in bad) throw new Error(bad.absent);
    await bad.settled(30_000);
    expect(await bad.check()).toEqual({
      state: 'down',
      reason: expect.stringContaining('Malformed database') as string,
    });
    await bad.stop();
    await rm(own, { recursive: true });
  });

  it('stopped, is unavailable', async (context) => {
    const running = engine(context);
    await running.stop();
    await expect(running.scan(eicar, never)).rejects.toThrow(EngineUnavailable);
    expect((await running.check()).state).toBe('down');
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
