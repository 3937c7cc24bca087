/** ClamAV as the embedded host has it: found or unpacked, started, watched, updated. Worker threads connect by `address` alone. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';

import type { EngineHealth } from '#core/ports/engine-health.ts';
import type { VirusEngine } from '#core/ports/virus-engine.ts';

import { connectClamav } from './client.ts';
import { ClamdDaemon } from './daemon.ts';
import { type ClamavInstallation, findSystemClamav } from './installation.ts';
import { socketPathFor, temporaryFolderFor } from './places.ts';
import { clamdSettings } from './settings.ts';
import { type ClamdAddress } from './session.ts';
import {
  chooseSignatures,
  type SignatureKind,
  signatureKind,
  type Update,
  type UpdateOptions,
  updateSignatures,
} from './signatures.ts';
import { unpackClamav } from './unpack.ts';

export interface ClamavOptions {
  /** Ours alone: settings, socket, temporary files, and the signatures that freshclam brings. */
  folder: string;
  /** Where ClamAV is unpacked when the machine has none; may be shared by several installations. */
  programs: string;
  /** A folder of signatures that somebody else keeps up to date. */
  signatures?: string | undefined;
  /** A mirror of the signatures inside the organisation (freshclam's PrivateMirror). */
  mirror?: string | undefined;
  progress?: ((step: string) => void) | undefined;
  /** Milliseconds before the first restart of a daemon that died. */
  firstPause?: number | undefined;
}

export interface ClamavEngine extends VirusEngine {
  /** All that a worker thread needs for `connectClamav`. */
  readonly address: ClamdAddress;
  /** Undefined where another's daemon is used: it does not tell. */
  readonly signatures: SignatureKind | undefined;
  check(): Promise<EngineHealth>;
  /** Resolves when clamd answers or has failed to start, at the latest after `limit` milliseconds. */
  settled(limit: number): Promise<void>;
  /** Brings new signatures once; `updateDelay` says when to do it again. */
  update(): Promise<Update>;
  /** The daemon's process while it lives. */
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

/** Returns with clamd started and still loading. `absent` where there is no ClamAV and none can be brought. Never rejects. */
export async function startClamav(options: ClamavOptions): Promise<ClamavEngine | { absent: string }> {
  const installation = findSystemClamav() ?? (await unpackClamav(options.programs, options.progress));
  if ('absent' in installation) return installation;
  try {
    return launch(installation, options);
  } catch (error) {
    return { absent: `ClamAV could not be set up: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** A clamd that somebody else runs: its limits, alerts and signatures are theirs. */
export function useClamd(address: ClamdAddress): ClamavEngine {
  const client = connectClamav(address);
  return {
    address,
    signatures: undefined,
    pid: undefined,
    version: () => client.version(),
    scan: (bytes, signal) => client.scan(bytes, signal),
    check: () => healthOf(client),
    settled: () => Promise.resolve(),
    update: () => Promise.resolve({ outcome: 'failed', reason: 'the signatures of this clamd are not ours to update' }),
    stop: () => Promise.resolve(),
  };
}

function launch(installation: ClamavInstallation, options: ClamavOptions): ClamavEngine {
  const folder = resolve(options.folder);
  const ours = join(folder, 'signatures');
  const signatures = chooseSignatures(ours, options.signatures);
  const { settingsFile, socket, temporary } = prepare(folder, signatures);
  const client = connectClamav({ socket });
  const { firstPause } = options;
  const daemon = new ClamdDaemon({ program: installation.clamd, settingsFile, folder, engine: client, firstPause });
  options.progress?.(`ClamAV: starting clamd with signatures: ${signatureKind(signatures)}`);
  daemon.start();
  return {
    address: { socket },
    get signatures() {
      return signatureKind(signatures);
    },
    get pid() {
      return daemon.pid;
    },
    version: () => client.version(),
    scan: (bytes, signal) => client.scan(bytes, signal),
    check: () => (daemon.state.state === 'ready' ? healthOf(client) : Promise.resolve(daemon.state)),
    settled: (limit) => daemon.settled(limit),
    update: () =>
      signatures === ours
        ? update(installation, { folder: ours, settingsFolder: folder, notify: settingsFile, mirror: options.mirror })
        : Promise.resolve({ outcome: 'failed', reason: `${signatures} is kept up to date by somebody else` }),
    async stop() {
      await daemon.stop();
      rmSync(temporary, { recursive: true, force: true });
    },
  };
}

/** Writes clamd.conf, over whatever a run before left. */
function prepare(folder: string, signatures: string) {
  const temporary = temporaryFolderFor(folder);
  for (const needed of [folder, temporary]) mkdirSync(needed, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(temporary)) rmSync(join(temporary, name), { recursive: true, force: true });
  const socket = socketPathFor(folder);
  const settingsFile = join(folder, 'clamd.conf');
  const threads = Math.max(2, availableParallelism());
  writeFileSync(settingsFile, clamdSettings({ socket, signatures, temporary, threads }));
  return { settingsFile, socket, temporary };
}

async function healthOf(client: VirusEngine): Promise<EngineHealth> {
  try {
    return { state: 'ready', version: await client.version() };
  } catch (error) {
    return { state: 'down', reason: error instanceof Error ? error.message : String(error) };
  }
}

async function update({ freshclam }: ClamavInstallation, options: Omit<UpdateOptions, 'freshclam'>): Promise<Update> {
  if (!freshclam) return { outcome: 'failed', reason: 'there is no freshclam on this machine' };
  return updateSignatures({ freshclam, ...options });
}
