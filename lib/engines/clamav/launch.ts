/** Starts clamd with settings of ours in a folder of ours: what the embedded host, the function and the edge have in common. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { EngineHealth } from '#core/ports/engine-health.ts';
import type { VirusEngine } from '#core/ports/virus-engine.ts';

import { connectClamav } from './client.ts';
import { ClamdDaemon } from './daemon.ts';
import { socketPathFor, temporaryFolderFor } from './places.ts';
import type { Program } from './run.ts';
import { askOnce, type ClamdAddress } from './session.ts';
import { clamdSettings } from './settings.ts';

export interface LaunchOptions {
  clamd: Program;
  /** Ours alone: settings, socket, process id. */
  folder: string;
  /** The folder that clamd is to load. */
  signatures: string;
  /** Where clamd writes what it scans; in memory where there is room, unless said. */
  temporary?: string | undefined;
  /** A port to listen on besides the socket. */
  port?: { host: string; port: number } | undefined;
  /** Whether new signatures are loaded while it scans with the old ones, which takes the memory of both. */
  reloadsBeside?: boolean | undefined;
  firstPause?: number | undefined;
}

export interface Launched {
  readonly address: ClamdAddress;
  readonly settingsFile: string;
  readonly client: VirusEngine;
  readonly pid: number | undefined;
  /** As far as is known without asking. */
  readonly ready: boolean;
  check(): Promise<EngineHealth>;
  settled(limit: number): Promise<void>;
  /** Loads what is in the folder now; false where clamd does not answer within `limit` milliseconds, before or after. */
  reload(limit: number): Promise<boolean>;
  stop(): Promise<void>;
}

const pollInterval = 50;

/** Returns with clamd started and still loading. */
export function launch(options: LaunchOptions): Launched {
  const { settingsFile, socket, temporary, folder } = prepare(options);
  const client = connectClamav({ socket });
  const { clamd: program, firstPause } = options;
  const daemon = new ClamdDaemon({ program, settingsFile, folder, engine: client, firstPause });
  daemon.start();
  return {
    address: { socket },
    settingsFile,
    client,
    get pid() {
      return daemon.pid;
    },
    get ready() {
      return daemon.state.state === 'ready';
    },
    check: () => (daemon.state.state === 'ready' ? healthOf(client) : Promise.resolve(daemon.state)),
    settled: (limit) => daemon.settled(limit),
    async reload(limit) {
      if (!(await isReady(daemon, limit))) return false;
      await reload(daemon, options, { socket });
      return isReady(daemon, limit);
    },
    async stop() {
      await daemon.stop();
      rmSync(temporary, { recursive: true, force: true });
    },
  };
}

/** Writes clamd.conf, over whatever a run before left. */
function prepare(options: LaunchOptions) {
  const folder = resolve(options.folder);
  const temporary = options.temporary ?? temporaryFolderFor(folder);
  for (const needed of [folder, temporary]) mkdirSync(needed, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(temporary)) rmSync(join(temporary, name), { recursive: true, force: true });
  const socket = socketPathFor(folder);
  const settingsFile = join(folder, 'clamd.conf');
  const threads = Math.max(2, availableParallelism());
  const { signatures, port, reloadsBeside } = options;
  writeFileSync(settingsFile, clamdSettings({ socket, signatures, temporary, threads, port, reloadsBeside }));
  return { folder, settingsFile, socket, temporary };
}

/**
 * Loading in the place of the old signatures means another clamd: told to RELOAD, it would wait until every session has ended, the idle ones
 * too, and a session of a frozen function does not end.
 */
async function reload(daemon: ClamdDaemon, { reloadsBeside }: LaunchOptions, address: ClamdAddress): Promise<void> {
  if (reloadsBeside === true) await askOnce(address, 'RELOAD');
  else await daemon.restart();
}

/** Whether clamd answers within `limit` milliseconds. */
async function isReady(daemon: ClamdDaemon, limit: number): Promise<boolean> {
  const end = Date.now() + limit;
  while (daemon.state.state !== 'ready') {
    if (Date.now() >= end) return false;
    await sleep(pollInterval);
  }
  return true;
}

export async function healthOf(client: VirusEngine): Promise<EngineHealth> {
  try {
    return { state: 'ready', version: await client.version() };
  } catch (error) {
    return { state: 'down', reason: error instanceof Error ? error.message : String(error) };
  }
}
