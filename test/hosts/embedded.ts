/** The embedded host in this process: its stores, its toolkit, the journey and one attempt after the other. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { MemoryCircuits } from '#adapters/embedded/circuits.ts';
import { openStores } from '#adapters/embedded/open-stores.ts';
import { createSmtpTransport } from '#clients/smtp/transport.ts';
import { attempt, batches, type DeliveryHouse } from '#core/deliver/deliver.ts';
import { finishAtRest, type House, journey } from '#core/journey.ts';
import { createRulesKeeper } from '#core/policy/rules-keeper.ts';
import { isMoving } from '#core/record/state.ts';
import { scanMessage } from '#core/scan.ts';
import { createToolkit } from '#embedded/toolkit.ts';

import { type Case, directory, envelopeFor, policy, type Result, resultOf } from './case.ts';

export interface Host {
  /** Takes the message until every copy is at rest. */
  run(one: Case, n: number): Promise<Result[]>;
  close(): Promise<void>;
}

export interface HostOptions {
  clamd: { socket: string; address: string };
  /** `host:port` of the next hop. */
  sink: string;
}

export const hostname = 'mx.example.test';
const clock = Date.now;
const day = 24 * 60 * 60_000;

export async function startEmbedded({ clamd, sink }: HostOptions): Promise<Host> {
  const dataDir = mkdtempSync(join(tmpdir(), 'citrusmail-hosts-'));
  const stores = await openStores(dataDir, clock, 0);
  await stores.rules.put({ version: 1, at: 0, by: 'test', policy, directory: directory(sink) });
  const rules = createRulesKeeper(stores.rules, clock);
  const tools = await createToolkit({ hostname, clamd: { socket: clamd.socket }, yara: {} });
  const noDns = () => Promise.reject(new Error('no DNS'));
  const transport = createSmtpTransport({ hostname, resolver: noDns, tls: 'opportunistic' });
  const house: House = {
    ...stores,
    clock,
    owner: 'embedded',
    engineWait: 0,
    patience: 5 * day,
    rules: (version) => (version === undefined ? rules.current() : rules.at(version)),
    scan: async (envelope, scan) => scanMessage(envelope, await stores.messages.bytes(envelope.id), scan, tools),
  };
  const circuits = new MemoryCircuits();
  const sending = { hostname, transport, circuits };
  const delivery: DeliveryHouse = { ...stores, ...sending, clock, random: Math.random, owner: 'embedded' };
  return {
    async run(one, n) {
      const envelope = envelopeFor(one, n);
      const draft = await stores.messages.draft(envelope.id, one.raw.length);
      await draft.write(one.raw);
      await draft.commit(envelope);
      const outcome = await journey(envelope.id, house);
      if (outcome.kind !== 'decided') throw new Error(`${one.name}: ${outcome.kind}`);
      for (const batch of batches(outcome.copies.filter(({ state }) => isMoving(state))))
        await attempt(batch, delivery, AbortSignal.timeout(30_000));
      await finishAtRest(envelope.id, house);
      const copies = await stores.copies.of(envelope.id);
      return Promise.all(
        copies.map(async (copy) =>
          resultOf(copy, envelope.recipients[copy.r]?.address ?? '', await stores.log.events(copy.id, copy.r)),
        ),
      );
    },
    async close() {
      transport.close();
      await stores.close();
      rmSync(dataDir, { recursive: true });
    },
  };
}
