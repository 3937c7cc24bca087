/** ClamAV as the embedded host has it: found or unpacked, started, watched, updated. Worker threads connect by `address` alone. */
import { join, resolve } from 'node:path';

import type { EngineHealth } from '#core/ports/engine-health.ts';
import type { VirusEngine } from '#core/ports/virus-engine.ts';

import { connectClamav } from './client.ts';
import { type ClamavInstallation, findSystemClamav } from './installation.ts';
import { healthOf, launch, type Launched } from './launch.ts';
import { type ClamdAddress } from './session.ts';
import {
  chooseSignatures,
  type SignatureKind,
  signatureKind,
  stampOf,
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
    return serve(installation, options);
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

function serve(installation: ClamavInstallation, options: ClamavOptions): ClamavEngine {
  const folder = resolve(options.folder);
  const ours = join(folder, 'signatures');
  const signatures = chooseSignatures(ours, options.signatures);
  options.progress?.(`ClamAV: starting clamd with signatures: ${signatureKind(signatures)}`);
  const { firstPause, mirror } = options;
  const launched = launch({ clamd: installation.clamd, folder, signatures, firstPause });
  const { client } = launched;
  return {
    address: launched.address,
    get signatures() {
      return signatureKind(signatures);
    },
    get pid() {
      return launched.pid;
    },
    version: () => client.version(),
    scan: (bytes, signal) => client.scan(bytes, signal),
    check: () => launched.check(),
    settled: (limit) => launched.settled(limit),
    update: () =>
      signatures === ours
        ? update(installation, launched, { folder: ours, settingsFolder: folder, mirror })
        : Promise.resolve({ outcome: 'failed', reason: `${signatures} is kept up to date by somebody else` }),
    stop: () => launched.stop(),
  };
}

/** Loading takes half a minute; mail waits for it as it does at the start. */
const reloadLimit = 5 * 60_000;

async function update(
  { freshclam }: ClamavInstallation,
  clamd: Launched,
  options: Omit<UpdateOptions, 'freshclam'>,
): Promise<Update> {
  if (!freshclam) return { outcome: 'failed', reason: 'there is no freshclam on this machine' };
  const before = stampOf(options.folder);
  const done = await updateSignatures({ freshclam, ...options });
  if (stampOf(options.folder) !== before) await clamd.reload(reloadLimit);
  return done;
}
