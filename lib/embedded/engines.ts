/** The engines of this process: ClamAV as a child, with its health watched; YARA-X and the rest live in the worker threads. */
import { join } from 'node:path';

import { type ClamavEngine, startClamav, useClamd } from '#engines/clamav/engine.ts';
import { loadYara } from '#engines/yara/engine.ts';
import type { Settings } from '#core/config/settings.ts';
import type { EngineStatus } from '#extranet/api/status.ts';
import type { Reporter } from './reporter.ts';

export interface Engines {
  /** Absent: off, by the settings or because it cannot be had here. */
  clamav: ClamavEngine | undefined;
  health(): Promise<EngineStatus[]>;
  /** What an operator must know, one sentence each. */
  warnings(): string[];
  /** Called whenever an engine that was away is there again. */
  onReturn(listener: () => Promise<void>): void;
  stop(): Promise<void>;
}

export interface EnginesOptions {
  settings: Settings;
  dataDir: string;
  /** Where ClamAV is unpacked when the machine has none. */
  programs: string;
  report: Reporter;
  /** Called when the settings should say `clamav: off` from now on: it cannot be had here. */
  turnOff: (reason: string) => void;
}

const healthInterval = 2_000;

export async function startEngines(options: EnginesOptions): Promise<Engines> {
  const { settings } = options;
  const { clamav, off } = await bringClamav(options);
  const yara = yaraStatus(settings.yara);
  const listeners: (() => Promise<void>)[] = [];
  const watch =
    clamav && watchHealth(clamav, options.report, () => Promise.all(listeners.map((listener) => listener())));
  return {
    clamav,
    async health() {
      const found = clamav ? await clamav.check() : { state: 'off' as const, reason: off };
      const builtIn: EngineStatus = { name: 'antivirus/documents', state: 'ready', version: 'built in' };
      return [{ name: 'antivirus/clamav', ...found }, yara, builtIn];
    },
    onReturn: (listener) => void listeners.push(listener),
    warnings: () => [...clamavWarnings(clamav, off), ...yaraWarnings(yara)],
    async stop() {
      watch?.stop();
      await clamav?.stop();
    },
  };
}

function clamavWarnings(clamav: ClamavEngine | undefined, off: string | undefined): string[] {
  if (off !== undefined) return [`ClamAV is off (${off}): mail passes through the other two engines alone.`];
  if (clamav?.signatures !== 'test only') return [];
  return [
    'ClamAV has only our own test signatures (EICAR): it knows no real virus. docs/antivirus.md says how it gets the official ones.',
  ];
}

function yaraWarnings({ state, reason }: EngineStatus): string[] {
  if (state === 'ready') return reason === undefined ? [] : [`YARA rules that do not compile are left out: ${reason}`];
  return [`YARA-X is ${state} (${reason ?? 'the settings say so'}).`];
}

/** Loaded here once to see whether it can be; the worker threads load their own. */
function yaraStatus(setting: Settings['yara']): EngineStatus {
  const name = 'antivirus/yara';
  if (setting === 'off') return { name, state: 'off' };
  if (setting !== 'on' && 'off' in setting) return { name, state: 'off', reason: setting.off };
  const engine = loadYara(setting === 'on' ? {} : setting);
  if ('absent' in engine) return { name, state: 'absent', reason: engine.absent };
  const problems = engine.problems.map(({ path, line, message }) => `${path}:${line}: ${message}`).join('; ');
  return { name, state: 'ready', version: engine.version, ...(problems !== '' && { reason: problems }) };
}

type Brought = { clamav: ClamavEngine; off?: undefined } | { clamav?: undefined; off: string };

async function bringClamav({ settings, dataDir, programs, report, turnOff }: EnginesOptions): Promise<Brought> {
  const setting = settings.clamav;
  if (setting === 'off') return { off: 'the settings say so' };
  if (setting !== 'auto' && 'off' in setting) return { off: setting.off };
  if (setting !== 'auto' && ('socket' in setting || 'host' in setting)) return { clamav: useClamd(setting) };
  const engine = await startClamav({
    folder: join(dataDir, 'clamav'),
    programs,
    signatures: setting === 'auto' ? undefined : setting.signatures,
    progress: (step) => report.info(step),
  });
  if (!('absent' in engine)) return { clamav: engine };
  turnOff(engine.absent);
  return { off: engine.absent };
}

/** Pings, with no mail in it, and says when the state changes. */
function watchHealth(clamav: ClamavEngine, report: Reporter, back: () => Promise<unknown>): { stop(): void } {
  let last = 'starting';
  const look = async (): Promise<void> => {
    const { state, version, reason } = await clamav.check();
    if (state === last) return;
    last = state;
    if (state !== 'ready') return report.warn(`ClamAV is ${state}: mail waits until it is back`, { reason });
    report.info('ClamAV is ready', { version });
    await back();
  };
  const timer = setInterval(() => {
    look().catch((error: unknown) => report.error('ClamAV could not be watched', { error }));
  }, healthInterval);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
