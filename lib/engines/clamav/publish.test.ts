import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { FakeSignatures, signatureFor } from './fake-signatures.ts';
import { proveSet } from './prove.ts';
import { type PublishOptions, publishSignatures } from './publish.ts';
import { chooseSignatures } from './signatures.ts';
import { unpackClamav } from './unpack.ts';

const programs = fileURLToPath(new URL('../../../.cache/clamav', import.meta.url));
const day = 24 * 60 * 60;
let folder: string;
let store: FakeSignatures;
let tried: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'publish-'));
  store = new FakeSignatures();
  tried = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A freshclam that does as the shell script says, in the folder of signatures. */
function freshclam(script: string): PublishOptions['freshclam'] {
  const path = join(folder, 'freshclam');
  writeFileSync(path, `#!/bin/sh\ncd "${join(folder, 'work/set')}"\n${script}\n`);
  chmodSync(path, 0o755);
  return { command: path, args: [] };
}

/** What it writes as a database of this day, counted from 1970. */
const database = (name: string, days: number, more = '') =>
  `printf 'ClamAV-VDB:01 Jan 1970:${days}:1:90:m:s:b:${days * day}${more}' > ${name}`;

const publish = (script: string, changes: Partial<PublishOptions> = {}) =>
  publishSignatures({
    programs,
    folder: join(folder, 'work'),
    store,
    clock: () => 1_000,
    freshclam: freshclam(script),
    prove: (set) => Promise.resolve(void tried.push(set)),
    ...changes,
  });

describe('the updater', () => {
  it('publishes the first set, tried, with the day of its daily file', async () => {
    const done = await publish(`${database('main.cvd', 1)}\n${database('daily.cvd', 20)}\nprintf uuid > freshclam.dat`);
    expect(done.outcome).toBe('published');
    expect(store.published).toMatchObject([
      { v: 1, at: 1_000, built: 20 * day * 1000, files: [{ name: 'daily.cvd' }, { name: 'main.cvd' }] },
    ]);
    expect(tried).toEqual([join(folder, 'work/set')]);
    expect(Buffer.from(store.kept ?? []).toString()).toBe('uuid');
  });

  it('publishes nothing where nothing is new, and does not try it', async () => {
    await publish(database('daily.cvd', 20));
    const again = await publish('test -f daily.cvd');
    expect(again).toEqual({ outcome: 'unchanged', set: store.published[0] });
    expect(store.published).toHaveLength(1);
    expect(tried).toHaveLength(1);
  });

  it('sends up what changed alone, and the rest stays where it is', async () => {
    await publish(`${database('main.cvd', 1)}\n${database('daily.cvd', 20)}`);
    await publish(`rm daily.cvd\n${database('daily.cld', 21)}`);
    const [first, second] = store.published;
    expect(second?.version).not.toBe(first?.version);
    expect(second?.files.map(({ key }) => key)).toEqual([`${second?.version}/daily.cld`, `${first?.version}/main.cvd`]);
  });

  it.each([
    ['are older than what there is', database('daily.cvd', 19, ':')],
    ['have no daily file', 'rm daily.cvd; printf x > other.cvd'],
    ['have a daily file that is none', 'printf "<html>blocked</html>" > daily.cvd'],
  ])('publishes no signatures that %s', async (_, script) => {
    await publish(database('daily.cvd', 20));
    await expect(publish(script)).rejects.toThrow('freshclam brought');
    expect(store.published).toHaveLength(1);
  });

  it('publishes nothing that the trial refuses', async () => {
    const prove = () => Promise.reject(new Error('clamd does not start'));
    await expect(publish(database('daily.cvd', 20), { prove })).rejects.toThrow('clamd does not start');
    expect(store.published).toEqual([]);
  });

  it('publishes no half set: a file that does not go up takes the whole with it', async () => {
    const put = store.put.bind(store);
    store.put = (version, name, path) =>
      name === 'main.cvd' ? Promise.reject(new Error('throttled')) : put(version, name, path);
    const both = `${database('main.cvd', 1)}\n${database('daily.cvd', 20)}`;
    await expect(publish(both)).rejects.toThrow('throttled');
    expect(store.published).toEqual([]);
    store.put = put;
    expect((await publish(both)).outcome).toBe('published');
  });

  it('keeps what freshclam must remember, above all when it failed', async () => {
    await publish(database('daily.cvd', 20));
    const failed = await publish('printf wait > freshclam.dat; echo "ERROR: no route"; exit 1');
    expect(failed).toEqual({ outcome: 'failed', reason: 'no route', coolDown: false, set: store.published[0] });
    expect(Buffer.from(store.kept ?? []).toString()).toBe('wait');
    const told = await publish('test "$(cat freshclam.dat)" = wait || exit 1; echo "ERROR: read"; exit 1');
    expect(told).toMatchObject({ reason: 'read' });
  });

  it('takes a cool-down calmly, whatever freshclam ends with', async () => {
    for (const status of [0, 17]) {
      const cooling = await publish(
        `echo "WARNING: You are still on cool-down until after: 2026-11-25 10:00:00"; exit ${status}`,
      );
      expect(cooling).toMatchObject({ outcome: 'failed', coolDown: true });
    }
  });
});

describe('with the real programs', () => {
  let mirror: Server;
  let status: number;
  let asked: string[];
  beforeEach(async () => {
    asked = [];
    mirror = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => mirror.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => mirror.close(resolve)));

  async function isHere(): Promise<boolean> {
    const unpacked = await unpackClamav(programs);
    if ('absent' in unpacked && process.env['CI'] !== undefined) throw new Error(unpacked.absent);
    return !('absent' in unpacked);
  }

  const real = () => {
    const { port } = mirror.address() as { port: number };
    return publish('', { freshclam: undefined, mirror: `http://127.0.0.1:${port}` });
  };

  it('freshclam that finds nothing at the mirror leaves everything as it was, and says why', async (context) => {
    if (!(await isHere())) return context.skip();
    status = 404;
    expect(await real()).toEqual({
      outcome: 'failed',
      reason: expect.any(String) as string,
      coolDown: false,
      set: undefined,
    });
    expect(asked.length).toBeGreaterThan(0);
  });

  it('freshclam that is told to come later does not ask again in the next run', async (context) => {
    if (!(await isHere())) return context.skip();
    status = 429;
    expect(await real()).toMatchObject({ outcome: 'failed' });
    const before = asked.length;
    expect(before).toBeGreaterThan(0);
    expect(await real()).toMatchObject({ outcome: 'failed', coolDown: true });
    expect(asked.length).toBe(before);
  });

  it('a set is tried by starting clamd on it', async (context) => {
    if (!(await isHere())) return context.skip();
    const good = chooseSignatures(join(folder, 'good'), undefined, '/nonexistent');
    await proveSet({ programs, folder, signatures: good });
    const useless = chooseSignatures(join(folder, 'useless'), undefined, '/nonexistent');
    writeFileSync(join(useless, 'citrusmail-test.ndb'), signatureFor('One', 'a virus of long ago'));
    await expect(proveSet({ programs, folder, signatures: useless })).rejects.toThrow('calls EICAR clean');
    writeFileSync(join(useless, 'citrusmail-test.ndb'), 'no signature\n');
    await expect(proveSet({ programs, folder, signatures: useless })).rejects.toThrow('does not start');
  });
});
