/** ClamAV in the edge task: a clamd that stays up and serves the functions over a port, its signatures renewed from the store. */
import { totalmem } from 'node:os';

import type { EngineHealth } from '#core/ports/engine-health.ts';
import { edgePorts } from '#wiring/edge.ts';

import { startStored, type StoredClamav, type StoredOptions } from './stored.ts';

export interface EdgeClamavOptions extends Omit<StoredOptions, 'temporary' | 'reloadsBeside' | 'port'> {
  /** Who reaches it decides the security group: clamd asks nobody for a name. 0.0.0.0:3310 unless said. */
  port?: { host: string; port: number } | undefined;
  /** Milliseconds between two looks for new signatures. */
  interval?: number | undefined;
  /** Whether the task has the memory of two sets, and so scans on while it loads; unless said, that is looked up. */
  reloadsBeside?: boolean | undefined;
}

export interface EdgeClamav {
  check(): Promise<EngineHealth>;
  /** Resolves when clamd answers, or has failed to start, at the latest after `limit` milliseconds. */
  settled(limit: number): Promise<void>;
  stop(): Promise<void>;
}

const interval = 5 * 60_000;
const retryPause = 15_000;
/** Two sets of 1.3 GB while one takes the other's place, and room for the edge and for what is scanned. */
const memoryForTwo = 3.5 * 1024 ** 3;

/** Returns at once: SMTP need not wait for ClamAV. What cannot be had yet is tried again. */
export function startEdgeClamav(options: EdgeClamavOptions): EdgeClamav {
  const edge = new Edge(options);
  edge.look();
  return edge;
}

class Edge implements EdgeClamav {
  readonly #options: EdgeClamavOptions;
  #stored: StoredClamav | undefined;
  #trouble = 'the signatures are being brought';
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: EdgeClamavOptions) {
    this.#options = options;
  }

  check(): Promise<EngineHealth> {
    return this.#stored?.clamd.check() ?? Promise.resolve({ state: 'down', reason: this.#trouble });
  }

  async settled(limit: number): Promise<void> {
    const start = Date.now();
    await this.#looking;
    await this.#stored?.clamd.settled(limit - (Date.now() - start));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#looking;
    await this.#stored?.clamd.stop();
  }

  look(): void {
    this.#looking = this.#start().then((pause) => {
      if (!this.#stopped) this.#timer = setTimeout(() => this.look(), pause).unref();
    });
  }

  /** Starts clamd, or renews its signatures. Milliseconds until the next look. */
  async #start(): Promise<number> {
    try {
      if (this.#stored) await this.#renew(this.#stored);
      else this.#stored = await startStored(this.#settings());
      return this.#options.interval ?? interval;
    } catch (error) {
      this.#trouble = error instanceof Error ? error.message : String(error);
      this.#options.progress?.(`ClamAV does not start yet: ${this.#trouble}`);
      return retryPause;
    }
  }

  async #renew(stored: StoredClamav): Promise<void> {
    const update = await stored.update();
    if (update.outcome === 'failed') this.#options.progress?.(`ClamAV: no new signatures: ${update.reason}`);
  }

  #settings(): StoredOptions {
    const port = this.#options.port ?? { host: '0.0.0.0', port: edgePorts.clamd };
    return { ...this.#options, port, reloadsBeside: this.#options.reloadsBeside ?? memory() >= memoryForTwo };
  }
}

/** Of this machine, or what this container may have of it. */
function memory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}
