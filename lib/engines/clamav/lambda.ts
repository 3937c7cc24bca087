/** ClamAV inside a function: clamd of the layer, kept from one invocation to the next, and frozen with us in between. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { EngineUnavailable } from '#core/analyse/examiner.ts';
import type { VirusVerdict } from '#core/ports/virus-engine.ts';

import type { ClamavEngine } from './engine.ts';
import { startStored, type StoredClamav, type StoredOptions } from './stored.ts';
import type { Update } from './signatures.ts';

export interface LambdaClamavOptions extends Omit<StoredOptions, 'temporary' | 'port' | 'reloadsBeside'> {
  /** Milliseconds that a scan waits for a clamd that is loading. */
  patience?: number | undefined;
}

const patience = 45_000;
const pollInterval = 50;

/**
 * Returns with clamd started and still loading: scans wait for it, and throw `EngineUnavailable` when that takes too long. Throws the same
 * where there is no layer, or the store cannot be read.
 */
export async function startLambdaClamav(options: LambdaClamavOptions): Promise<ClamavEngine> {
  try {
    // A function has no memory to spare for two sets, nor for what clamd scans.
    const stored = await startStored({ ...options, temporary: join(options.folder, 'tmp') });
    return new PatientClamav(stored, options.patience ?? patience);
  } catch (error) {
    if (error instanceof EngineUnavailable) throw error;
    throw new EngineUnavailable(`ClamAV does not start: ${messageOf(error)}`, { cause: error });
  }
}

/**
 * Waits for clamd: while it loads, while it loads anew, and when it has died over a content. That content is tried once more here, where it
 * is known what it did: in another environment it would be a stranger, and take that one's clamd with it too (promise 2).
 */
class PatientClamav implements ClamavEngine {
  readonly #stored: StoredClamav;
  readonly #patience: number;
  #renewing: Promise<Update> | undefined;

  constructor(stored: StoredClamav, patience: number) {
    this.#stored = stored;
    this.#patience = patience;
  }

  get address() {
    return this.#stored.clamd.address;
  }

  get signatures() {
    return this.#stored.signatures;
  }

  get pid() {
    return this.#stored.clamd.pid;
  }

  version(): Promise<string> {
    return this.#twice(() => this.#stored.clamd.client.version());
  }

  scan(bytes: Uint8Array, signal: AbortSignal): Promise<VirusVerdict> {
    return this.#twice(() => this.#stored.clamd.client.scan(bytes, signal));
  }

  check() {
    return this.#stored.clamd.check();
  }

  async settled(limit: number): Promise<void> {
    await this.#stored.clamd.settled(limit);
  }

  update(): Promise<Update> {
    this.#renewing ??= this.#stored.update().finally(() => (this.#renewing = undefined));
    return this.#renewing;
  }

  stop(): Promise<void> {
    return this.#stored.clamd.stop();
  }

  async #twice<T>(ask: () => Promise<T>): Promise<T> {
    const end = Date.now() + this.#patience;
    // Nothing is scanned while signatures change: clamd would not answer, and be taken for dead.
    if (this.#renewing) await Promise.race([this.#renewing, sleep(this.#patience, undefined, { ref: false })]);
    // Else the one more try would be spent on a start.
    if (!this.#stored.clamd.ready) await this.#untilReady(end);
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof EngineUnavailable)) throw error;
      await this.#untilReady(end);
      return await ask();
    }
  }

  async #untilReady(end: number): Promise<void> {
    for (;;) {
      const { state, reason } = await this.#stored.clamd.check();
      if (state === 'ready') return;
      if (Date.now() >= end)
        throw new EngineUnavailable(`ClamAV is ${state}${reason === undefined ? '' : `: ${reason}`}`);
      await sleep(pollInterval);
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
