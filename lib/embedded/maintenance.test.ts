import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { ClamavEngine } from '#engines/clamav/engine.ts';
import { PolicyDocument } from '#core/policy/document.ts';
import type { Engines } from './engines.ts';
import { infected, letter, noon, type TestInstallation, testInstallation } from '../../test/support/installation.ts';
import { expireHeld } from '#core/operate/expire.ts';
import { startMaintenance } from './maintenance.ts';

const hour = 60 * 60_000;
const day = 24 * hour;

let test: TestInstallation;
beforeEach(async () => {
  test = await testInstallation();
  test.clamav = infected('Eicar');
});
afterEach(() => test.close());

describe('held copies', () => {
  it('are kept to the last moment of their 30 days', async () => {
    const id = await test.arrive();
    test.now = noon + 30 * day - 1;
    expect(await expireHeld(test.installation)).toBe(0);
    expect(await test.states(id)).toEqual(['held', 'held']);
  });

  it('then end as deleted, by `retention`, and their message with the last of them', async () => {
    const id = await test.arrive();
    test.now = noon + 30 * day;
    expect(await expireHeld(test.installation)).toBe(2);
    expect(await test.states(id)).toEqual(['deleted', 'deleted']);
    expect(await test.installation.stores.messages.envelope(id)).toBeUndefined();
    const events = await test.installation.stores.log.events(id, 0);
    expect(events.at(-1)).toMatchObject({ kind: 'deleted', by: 'retention', at: test.now, detail: { days: 30 } });
    expect(await expireHeld(test.installation)).toBe(0);
  });

  it('are kept as long as their own recipient wants', async () => {
    const recipient = { kind: 'recipient', name: 'alice@example.test', quarantine: { days: 2 } };
    const policy = PolicyDocument.parse({ v: 1, scopes: [recipient] });
    await test.installation.rules.change('anna', () => ({ policy }));
    const id = await test.arrive();
    test.now = noon + 2 * day;
    expect(await expireHeld(test.installation)).toBe(1);
    expect(await test.states(id)).toEqual(['deleted', 'held']);
    expect(Buffer.from(await test.installation.stores.messages.bytes(id)).equals(letter)).toBe(true);
  });
});

describe('the signatures', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  const report = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const start = (signatures: ClamavEngine['signatures'], update: ClamavEngine['update']) => {
    const engines = { clamav: { signatures, update } as ClamavEngine } as Engines;
    return startMaintenance({ installation: test.installation, engines, searchDays: 30, report });
  };

  it.each([
    ['test only' as const, 10_000],
    ['official' as const, 3 * hour],
    [undefined, 3 * hour],
  ])('are brought first where there are %s after %i ms', async (signatures, wait) => {
    const update = vi.fn(async () => ({ outcome: 'done' as const }));
    const maintenance = start(signatures, update);
    await vi.advanceTimersByTimeAsync(wait - 1);
    expect(update).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(update).toHaveBeenCalledOnce();
    maintenance.stop();
    await vi.advanceTimersByTimeAsync(100 * day);
    expect(update).toHaveBeenCalledOnce();
  });

  it('are asked for less and less often while that fails, and as before when it works', async () => {
    const at: number[] = [];
    const begun = Date.now();
    const outcomes = ['failed', 'failed', 'done', 'done'];
    const maintenance = start('official', async () => {
      at.push((Date.now() - begun) / hour);
      return outcomes.shift() === 'done' ? { outcome: 'done' } : { outcome: 'failed', reason: 'no route' };
    });
    await vi.advanceTimersByTimeAsync(25 * hour);
    maintenance.stop();
    // 3 h; failed once: 6 h later; failed twice: 12 h later; done: 3 h later.
    expect(at).toEqual([3, 9, 21, 24]);
    expect(report.info).toHaveBeenCalledWith('ClamAV signatures: failed', { reason: 'no route' });
  });
});

it('forgets evidence when mail is put away, every hour, and says when it cannot', async () => {
  vi.useFakeTimers();
  const forget = vi.spyOn(test.installation.stores, 'forget').mockRejectedValueOnce(new Error('disk full'));
  const report = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const engines = { clamav: undefined } as Engines;
  const maintenance = startMaintenance({ installation: test.installation, engines, searchDays: 30, report });
  await vi.advanceTimersByTimeAsync(hour);
  vi.useRealTimers();
  await vi.waitFor(() => expect(report.error).toHaveBeenCalledOnce());
  expect(forget).toHaveBeenCalledWith(noon - 30 * day);
  maintenance.stop();
});
