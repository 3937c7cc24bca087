/** An installation on real stores in a temporary directory, for the tests of this room: what a scan finds is told to it, and time stands still. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { EmbeddedLessons } from '#adapters/embedded/lessons.ts';
import { openStores } from '#adapters/embedded/open-stores.ts';
import type { Evidence } from '#core/analyse/evidence.ts';
import type { Examination, Finding } from '#core/findings/finding.ts';
import { type House, journey, type Outcome } from '#core/journey.ts';
import { envelopeOf, messageId } from '../contract/samples.ts';
import { ensureRules } from '#embedded/first-start.ts';
import type { LocalInstallation } from '#embedded/local-installation.ts';
import { openTools } from '#engines/examiners.ts';
import { createRulesKeeper } from '#core/policy/rules-keeper.ts';
import { createTaught } from '#embedded/taught.ts';

export const noon = Date.UTC(2026, 10, 24, 12);
const day = 24 * 60 * 60_000;

/** What ClamAV says of every message from now on. */
export type Says = Pick<Examination, 'outcome'> & { findings?: Finding[] };
export const clean: Says = { outcome: 'examined' };
export const away: Says = { outcome: 'unavailable' };
export const infected = (name: string): Says => ({
  outcome: 'examined',
  findings: [{ code: 'VIRUS', layer: 'antivirus', verdict: 'infected', evidence: name }],
});

export interface TestInstallation {
  installation: LocalInstallation;
  dataDir: string;
  teacher(): EmbeddedLessons;
  house: House;
  clamav: Says;
  now: number;
  /** How often delivery was asked to hurry. */
  hurried: number;
  /** Stores a message for alice and bob and takes it through the journey; its id. */
  arrive(recipients?: string[]): Promise<string>;
  states(id: string): Promise<string[]>;
  close(): Promise<void>;
}

export async function testInstallation(): Promise<TestInstallation> {
  const dataDir = mkdtempSync(join(tmpdir(), 'citrusmail-installation-'));
  const told = { clamav: clean, now: noon, hurried: 0 };
  const clock = (): number => told.now;
  const stores = await openStores(dataDir, clock, 0);
  await ensureRules(stores, dataDir, clock);
  const rules = createRulesKeeper(stores.rules, clock);
  const scan: LocalInstallation['scan'] = async ({ id }, number) => evidence(id, number, told.clamav);
  const deliverSoon = (): void => void told.hurried++;
  const taught = createTaught(dataDir);
  const teacher = (): EmbeddedLessons => taught.lessons();
  const installation: LocalInstallation = {
    stores,
    rules,
    clock,
    teacher,
    openTools: () => openTools(clock),
    scan,
    deliverSoon,
  };
  const house: House = {
    clock,
    owner: 'test',
    engineWait: 0,
    patience: 5 * day,
    ...stores,
    rules: (version) => (version === undefined ? rules.current() : rules.at(version)),
    scan,
  };
  return Object.assign(told, {
    installation,
    dataDir,
    teacher,
    house,
    async arrive(recipients: string[] = ['alice@example.test', 'bob@example.test']) {
      const id = messageId(noon, arrived++);
      await commit(installation, id, recipients);
      const outcome: Outcome = await journey(id, house);
      if (outcome.kind !== 'decided') throw new Error(`the message is ${outcome.kind}`);
      return id;
    },
    states: async (id: string) => (await stores.copies.of(id)).map(({ state }) => state),
    async close() {
      taught.close();
      await stores.close();
      rmSync(dataDir, { recursive: true });
    },
  });
}

let arrived = 0;

export const letter = Buffer.from('From: carol@sender.example\r\nSubject: Lunch\r\n\r\nSee you at one.\r\n');

export async function commit({ stores }: LocalInstallation, id: string, recipients: string[]): Promise<void> {
  const draft = await stores.messages.draft(id, letter.length);
  await draft.write(letter);
  const named = recipients.map((address, r) => ({ r, address, evidence: 'RCPT' as const }));
  await draft.commit(envelopeOf(id, { receivedAt: noon, recipients: named }));
}

function evidence(id: string, scan: number, { outcome, findings = [] }: Says): Evidence {
  const examination: Examination = {
    v: 1,
    id,
    examiner: 'antivirus/clamav',
    version: '1',
    outcome,
    examined: 1,
    findings,
    truncated: false,
    ms: 1,
  };
  const opened = { v: 1 as const, id, decoders: [], parts: [], defects: [], limits: [] };
  return { v: 1, id, scan, opened, examinations: [examination], summary: { subject: 'Lunch' } };
}
