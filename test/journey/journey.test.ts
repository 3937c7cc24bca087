/** The journey on the embedded stores, its worker and its clock in our hands: waiting, giving up waiting, poison, and two at once. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { openStores, type Stores } from '#adapters/embedded/open-stores.ts';
import type { Evidence } from '#core/analyse/evidence.ts';
import type { Examination } from '#core/findings/finding.ts';
import { journey, type House } from '#core/journey.ts';
import { uuidv7 } from '#core/message/id.ts';
import type { RulesVersion } from '#core/ports/rules-store.ts';
import { createRulesKeeper, type RulesKeeper } from '#core/policy/rules-keeper.ts';
import { rescanHeld } from '#core/operate/rescan.ts';

const hour = 60 * 60_000;
const first: RulesVersion = {
  version: 1,
  at: 0,
  by: 'test',
  policy: { v: 1, scopes: [] },
  directory: {
    v: 1,
    domains: [{ name: 'inside.example', route: { smtp: '127.0.0.1:25' }, recipients: ['alice', 'bob'] }],
  },
};

let dataDir: string;
let stores: Stores;
let rules: RulesKeeper;
let now: number;
/** What the next scans find; `broken`: the worker dies. */
let clamav: Examination['outcome'] | 'broken';
let scans: number;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'citrusmail-journey-'));
  stores = await openStores(dataDir, () => now);
  await stores.rules.put(first);
  rules = createRulesKeeper(stores.rules, () => now);
  now = Date.UTC(2026, 10, 24);
  clamav = 'examined';
  scans = 0;
});
afterEach(async () => {
  await stores.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const scan: House['scan'] = async ({ id }, number) => {
  scans++;
  if (clamav === 'broken') throw new Error('the worker died');
  return evidence(id, number, clamav);
};

function house(owner = 'worker 1'): House {
  return {
    clock: () => now,
    owner,
    engineWait: 4 * hour,
    patience: 120 * hour,
    messages: stores.messages,
    states: stores.states,
    copies: stores.copies,
    rules: (version) => (version === undefined ? rules.current() : rules.at(version)),
    scan,
  };
}

function evidence(id: string, number: number, outcome: Examination['outcome']): Evidence {
  const examination: Examination = {
    v: 1,
    id,
    examiner: 'antivirus/clamav',
    version: '1',
    outcome,
    examined: 1,
    findings: [],
    truncated: false,
    ms: 1,
  };
  const opened = { v: 1 as const, id, decoders: [], parts: [], defects: [], limits: [] };
  return { v: 1, id, scan: number, opened, examinations: [examination], summary: { subject: 'Hello' } };
}

let serial = 0;
async function arrived(recipients = ['alice@inside.example']): Promise<string> {
  const id = uuidv7(now, Buffer.alloc(10, ++serial));
  const draft = await stores.messages.draft(id);
  await draft.write(Buffer.from('Subject: Hello\r\n\r\nHello\r\n'));
  await draft.commit({
    v: 1,
    id,
    collector: 'smtp',
    sourceKey: id,
    receivedAt: now,
    mailFrom: 'carol@sender.example',
    body8bit: false,
    smtputf8: false,
    recipients: recipients.map((address, r) => ({ r, address, evidence: 'RCPT' })),
  });
  return id;
}

const statesOf = async (id: string): Promise<string[]> => (await stores.copies.of(id)).map(({ state }) => state);

describe('a message', () => {
  it('is decided once for each recipient, whoever asks again', async () => {
    const id = await arrived(['alice@inside.example', 'bob@inside.example']);
    const outcome = await journey(id, house());
    expect(outcome).toMatchObject({
      kind: 'decided',
      copies: [
        { r: 0, state: 'queued' },
        { r: 1, state: 'queued' },
      ],
    });
    expect(await journey(id, house('worker 2'))).toMatchObject({ kind: 'decided', copies: [{ v: 2 }, { v: 2 }] });
    expect(scans).toBe(1);
  });

  it('is in one worker’s hands at a time', async () => {
    const id = await arrived();
    const outcomes = await Promise.all([journey(id, house('worker 1')), journey(id, house('worker 2'))]);
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['decided', 'left']);
    expect(scans).toBe(1);
  });

  it('that is unknown is left alone', async () => {
    expect(await journey(uuidv7(now, Buffer.alloc(10)), house())).toEqual({ kind: 'left' });
  });
});

describe('an engine that is away', () => {
  it('makes the message wait, longer each time, without counting tries', async () => {
    clamav = 'unavailable';
    const id = await arrived();
    const waits: number[] = [];
    for (let turn = 0; turn < 6; turn++) {
      const outcome = await journey(id, house());
      if (outcome.kind !== 'waiting') throw new Error(outcome.kind);
      waits.push(outcome.due - now);
      now = outcome.due;
    }
    expect(waits[0]).toBe(2_000);
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(await stores.states.get(id)).toMatchObject({ tries: 0, open: -1 });
    clamav = 'examined';
    expect(await journey(id, house())).toMatchObject({ kind: 'decided', copies: [{ state: 'queued' }] });
  });

  it('leaves a waiting message alone until it is due where several announce it', async () => {
    clamav = 'unavailable';
    const id = await arrived();
    const punctual: House = { ...house(), punctual: true };
    await journey(id, punctual);
    expect(await journey(id, punctual)).toEqual({ kind: 'left', until: now + 2_000 });
    expect(scans).toBe(1);
    now += 2_000;
    expect(await journey(id, punctual)).toMatchObject({ kind: 'waiting' });
  });

  it('holds it after four hours, and looks again when it is back', async () => {
    clamav = 'unavailable';
    const id = await arrived();
    await journey(id, house());
    now += 4 * hour;
    await journey(id, house());
    expect(await statesOf(id)).toEqual(['held']);
    expect((await stores.copies.of(id))[0]?.decision.because).toMatchObject([{ code: 'ENGINE_UNAVAILABLE' }]);
    const notHere = (): never => {
      throw new Error('nobody teaches here');
    };
    const parts = { stores, rules, clock: () => now, scan, deliverSoon: () => {} };
    const installation = { ...parts, teacher: notHere, openTools: notHere };
    expect(await rescanHeld(installation)).toBe(0);
    clamav = 'examined';
    expect(await rescanHeld(installation)).toBe(1);
    expect(await statesOf(id)).toEqual(['queued']);
    expect((await stores.copies.of(id))[0]?.decision.scan).toBe(2);
  });

  it('does not matter to recipients whose policy has it off', async () => {
    clamav = 'unavailable';
    const policy = {
      v: 1 as const,
      scopes: [{ kind: 'organisation' as const, examiners: { 'antivirus/clamav': 'off' as const } }],
    };
    await rules.change('test', () => ({ policy }));
    const id = await arrived();
    expect(await journey(id, house())).toMatchObject({ kind: 'decided', copies: [{ state: 'queued' }] });
  });
});

describe('a message over which workers die', () => {
  it('is tried twice and then held, not lost', async () => {
    clamav = 'broken';
    const id = await arrived();
    expect(await journey(id, house())).toMatchObject({ kind: 'broke' });
    expect(await journey(id, house())).toMatchObject({ kind: 'broke' });
    expect(await journey(id, house())).toMatchObject({ kind: 'decided', copies: [{ state: 'held' }] });
    expect(scans).toBe(2);
    expect(readdirSync(join(dataDir, 'incoming'))).toEqual([]);
    expect(readdirSync(join(dataDir, 'quarantine'))).toHaveLength(1);
  });

  it('counts a process that died with it, once its lease has ended', async () => {
    const id = await arrived();
    const dead = house('dead');
    const never = new Promise<Evidence>(() => {});
    void journey(id, { ...dead, scan: () => never });
    await expect.poll(async () => (await stores.states.get(id))?.tries).toBe(1);
    expect(await journey(id, house())).toEqual({ kind: 'left', until: now + 5 * 60_000 });
    now += 6 * 60_000;
    expect(await journey(id, house())).toMatchObject({ kind: 'decided' });
    expect(await stores.states.get(id)).toMatchObject({ tries: 2 });
  });
});
