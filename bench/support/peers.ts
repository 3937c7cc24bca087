/** The same mail through Postfix alone, and through Postfix + rspamd + clamd from Debian, one after the other on the same machine. */
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { type ClamavEngine, startClamav } from '#engines/clamav/engine.ts';
import { type Sample, samplesOf } from '../corpora.ts';
import { arrivedAll, type Figures, type Loads, measure } from './measure.ts';
import { peersMissing } from './peers/packages.ts';
import { startPostfix } from './peers/postfix.ts';
import { type RspamdOptions, startRspamd } from './peers/rspamd.ts';
import { startSink } from './sink.ts';

const cache = join(import.meta.dirname, '..', '..', '.cache');

export async function comparePeers(loads: Loads): Promise<Figures[]> {
  const missing = peersMissing();
  if (missing !== undefined) {
    console.warn(`THE PEERS ARE LEFT OUT: ${missing}.`);
    return [];
  }
  const all = [await postfixAlone(loads)];
  for (const scans of ['attachments', 'messages'] as const) {
    const figures = await postfixWithRspamd(loads, scans);
    if (figures) all.push(figures);
  }
  return all;
}

function postfixAlone(loads: Loads): Promise<Figures> {
  return inFolder((folder) => throughPostfix('Postfix alone: queue and relay', { folder, pids: [] }, loads));
}

function postfixWithRspamd(loads: Loads, scans: RspamdOptions['scans']): Promise<Figures | undefined> {
  return inFolder(async (folder) => {
    const clamav = await startClamav({ folder: join(folder, 'clamav'), programs: join(cache, 'clamav') });
    if ('absent' in clamav) {
      console.warn(`RSPAMD IS LEFT OUT: ${clamav.absent}.`);
      return undefined;
    }
    try {
      return await withClamd(folder, clamav, loads, scans);
    } finally {
      await clamav.stop();
    }
  });
}

async function withClamd(
  folder: string,
  clamav: ClamavEngine,
  loads: Loads,
  scans: RspamdOptions['scans'],
): Promise<Figures> {
  await clamav.settled(60_000);
  if (!('socket' in clamav.address) || clamav.pid === undefined) throw new Error('clamd did not start');
  const places = { folder: join(folder, 'rspamd'), cache: join(cache, 'rspamd') };
  const rspamd = await startRspamd({ ...places, clamd: clamav.address.socket, scans });
  try {
    await rspamd.train(lessons());
    const name = `Postfix + rspamd (Bayes) + clamd on ${scans}`;
    const chain = { folder, pids: [...rspamd.pids, clamav.pid], milter: rspamd.milter };
    return await throughPostfix(name, chain, loads);
  } finally {
    await rspamd.stop();
  }
}

async function throughPostfix(
  name: string,
  chain: { folder: string; pids: number[]; milter?: number },
  loads: Loads,
): Promise<Figures> {
  const sink = await startSink();
  const postfix = await startPostfix({
    folder: join(chain.folder, 'postfix'),
    next: sink.address,
    milter: chain.milter,
  });
  try {
    const system = { name, smtp: postfix.smtp, pids: [postfix.pid, ...chain.pids] };
    const { sent, ...figures } = await measure({ ...system, settled: (taken) => arrivedAll(taken, sink) }, loads, sink);
    const refused = [...sent.values()].filter(({ reply }) => !reply.startsWith('2'));
    if (refused.length > 0) console.warn(`${name} refused ${refused.length}, for example: ${refused[0]?.reply}`);
    return figures;
  } finally {
    await postfix.stop();
    await sink.close();
  }
}

/** On the disk, as ours is, and open to the users whom Postfix becomes. */
async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(existsSync('/var/tmp') ? '/var/tmp' : '/tmp', 'bench-peers-'));
  chmodSync(folder, 0o755);
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const lessonsOfAKind = 600;

/** Every other message from the end of each kind: those that the bench sends are taken from the beginning. */
function lessons(): Sample[] {
  const all = samplesOf('lists-2019-2023');
  return [true, false].flatMap((spam) =>
    all.filter((sample, index) => sample.spam === spam && index % 2 === 1).slice(-lessonsOfAKind),
  );
}
