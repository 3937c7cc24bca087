/** An engine that is away, hangs or dies: mail waits, the other engines still report, and mail flows when it is back (promise 2). */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { LogRecord } from '#core/record/log-record.ts';
import { FakeClamd, type Script } from '#engines/clamav/fake-clamd.ts';
import { type Filter, startFilter } from '../support/filter.ts';
import { eicar, letter, send, withAttachment } from '../support/messages.ts';

const clean: Script = { scan: ({ reply }) => reply('stream: OK') };
let dataDir: string;
let clamd: FakeClamd;
let filter: Filter;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'citrusmail-e2e-'));
  clamd = await FakeClamd.start(clean);
  filter = await startFilter({ dataDir, settings: [`clamav: { socket: ${clamd.socket} }`] });
});

afterEach(async () => {
  await filter.stop();
  await clamd[Symbol.asyncDispose]();
  rmSync(dataDir, { recursive: true, force: true });
});

const stateOf = async (id: string): Promise<string | undefined> => {
  const { records } = await filter.ask<{ records: LogRecord[] }>('log.search', { id, limit: 1 });
  return records[0]?.state;
};

/** Analysed once, without ClamAV, and put back. */
const waitingSince = async (): Promise<number | undefined> => {
  const { waiting } = await filter.ask<{ waiting: { waitingSince?: number }[] }>('queue.list', { limit: 5 });
  return waiting[0]?.waitingSince;
};
const isWaiting = (): Promise<void> => expect.poll(waitingSince, { timeout: 25_000 }).toBeTypeOf('number');

describe('ClamAV', () => {
  it('that is away makes mail wait, which flows when it is back', async () => {
    await clamd.die();
    const { id } = await send(filter.smtp, letter('Patience'));
    await isWaiting();
    expect(await stateOf(id)).toBe('waiting');
    await clamd.listen();
    expect(await filter.settled(id)).toMatchObject([{ state: 'delivered' }]);
  });

  it('that hangs makes mail wait, not held', async () => {
    clamd.script = { scan: () => {}, version: null };
    const { id } = await send(filter.smtp, letter('Hanging'));
    await isWaiting();
    expect(await stateOf(id)).toBe('waiting');
    clamd.script = clean;
    expect(await filter.settled(id)).toMatchObject([{ state: 'delivered' }]);
  }, 60_000);

  it('that dies over one message again and again holds that one alone', async () => {
    clamd.script = {
      scan: ({ bytes, reply, socket }) => (bytes.includes('deadly') ? socket.destroy() : reply('stream: OK')),
    };
    const deadly = await send(filter.smtp, letter('One', 'deadly\r\n'));
    const harmless = await send(filter.smtp, letter('Other'));
    expect(await filter.settled(deadly.id)).toMatchObject([
      { state: 'held', reasons: [{ code: 'ANTIVIRUS_CLAMAV_FAILED' }] },
    ]);
    expect(await filter.settled(harmless.id)).toMatchObject([{ state: 'delivered' }]);
  });

  it('that fails leaves the other engines their findings', async () => {
    clamd.script = { scan: ({ socket }) => socket.destroy() };
    const { id } = await send(filter.smtp, withAttachment('A file', 'eicar.com', Buffer.from(eicar)));
    const [record] = await filter.settled(id);
    expect(record).toMatchObject({ state: 'held' });
    expect(record?.findings.filter(({ verdict }) => verdict === 'infected').map(({ code }) => code)).toContain(
      'YARA_TEST',
    );
  });
});

describe('a worker that a message kills', () => {
  it('takes the message with it twice, then the message is held and others flow', async () => {
    // Nothing that we know of does this; the process itself stands in for it, killed while clamd keeps the message in hand.
    clamd.script = { scan: () => {} };
    const { id } = await send(filter.smtp, letter('Poison'));
    for (let death = 0; death < 2; death++) {
      await expect.poll(() => clamd.streams.length, { timeout: 20_000 }).toBeGreaterThan(0);
      await filter.kill();
      clamd.streams.length = 0;
      if (death === 1) clamd.script = clean;
      filter = await startFilter({ dataDir });
    }
    expect(await filter.settled(id)).toMatchObject([{ state: 'held', reasons: [{ code: 'MESSAGE_BREAKS_WORKER' }] }]);
    const after = await send(filter.smtp, letter('Others flow'));
    expect(await filter.settled(after.id)).toMatchObject([{ state: 'delivered' }]);
  }, 60_000);
});
