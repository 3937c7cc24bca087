/** Whether the disk has room: asked before DATA, so that a full disk is answered 452 and never loses a message. */
import { statfsSync } from 'node:fs';

import type { Clock } from '#core/ports/clock.ts';
import { StoreFull } from '#core/ports/message-store.ts';

/** The kernel is asked again after this time, or when this much was granted since. */
const askAgainAfter = 1000;
const askAgainBytes = 64 * 1024 * 1024;

export interface SpaceOptions {
  /** Bytes that must stay free: for the database, the logs, and the machine itself. */
  reserve: number;
  clock: Clock;
  /** Free bytes at a path; the file system's own answer unless a test gives another. */
  freeBytes?: (path: string) => number;
}

export class Space {
  readonly #path: string;
  readonly #options: SpaceOptions;
  #free = 0;
  #granted = 0;
  #askedAt = -Infinity;

  constructor(path: string, options: SpaceOptions) {
    this.#path = path;
    this.#options = options;
  }

  /** Throws `StoreFull` where `bytes` more would eat into the reserve. */
  claim(bytes: number): void {
    const now = this.#options.clock();
    if (now - this.#askedAt >= askAgainAfter || this.#granted >= askAgainBytes || !this.#fits(bytes)) this.#ask(now);
    if (!this.#fits(bytes)) throw new StoreFull(`less than ${this.#options.reserve} bytes would stay free`);
    this.#granted += bytes;
  }

  #fits(bytes: number): boolean {
    return this.#free - this.#granted - bytes >= this.#options.reserve;
  }

  #ask(now: number): void {
    this.#free = (this.#options.freeBytes ?? freeBytes)(this.#path);
    this.#granted = 0;
    this.#askedAt = now;
  }
}

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}

/** ENOSPC and EDQUOT come as `StoreFull`, other errors as they are. */
export function asStoreFull(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT' ? new StoreFull('the disk is full', { cause: error }) : error;
}
