/** A message on its way into the spool: in memory while small, since hundreds of sessions may be sending; in its temporary file from there on. */
import { createHash } from 'node:crypto';
import { closeSync, constants, openSync, unlinkSync, writevSync } from 'node:fs';

import type { Envelope } from '#core/message/envelope.ts';
import type { Draft } from '#core/ports/message-store.ts';
import { fsync, smallSize, writeAll } from './durable-file.ts';
import { asStoreFull } from './space.ts';
import { trailer } from './spool-file.ts';

export interface DraftPlace {
  id: string;
  /** Where the file lies until it is committed. */
  temporary: string;
  /** Asked before each piece beyond what was claimed at the start; throws `StoreFull`. */
  claim(bytes: number): void;
  /** Gives the fsynced file its final name, durably; false when that name is taken. */
  publish(): Promise<boolean>;
  /** The temporary file is no longer in use. */
  forget(): void;
}

type Phase = 'open' | 'committing' | 'closed';

export class SpoolDraft implements Draft {
  readonly #place: DraftPlace;
  readonly #hash = createHash('sha256');
  #claimed: number;
  #size = 0;
  #chunks: Uint8Array[] = [];
  #kept = 0;
  #fd: number | undefined;
  #phase: Phase = 'open';

  constructor(place: DraftPlace, claimed: number) {
    this.#place = place;
    this.#claimed = claimed;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#mustBe('open');
    this.#size += chunk.length;
    if (this.#size > this.#claimed) this.#claim(chunk.length);
    this.#hash.update(chunk);
    this.#chunks.push(chunk);
    this.#kept += chunk.length;
    if (this.#kept > smallSize) await this.#spill();
  }

  async commit(envelope: Omit<Envelope, 'raw'>): Promise<boolean> {
    this.#mustBe('open');
    this.#phase = 'committing';
    const raw = { key: `incoming/${this.#place.id}`, size: this.#size, sha256: this.#hash.digest('hex') };
    try {
      await this.#makeDurable(trailer({ ...envelope, raw }));
      const first = await this.#place.publish();
      this.#close(!first);
      return first;
    } catch (error) {
      this.#close(true);
      throw asStoreFull(error);
    }
  }

  async abort(): Promise<void> {
    // While `commit` waits for the disk, the file is no longer ours to take away.
    if (this.#phase === 'open') this.#close(true);
  }

  #mustBe(phase: Phase): void {
    if (this.#phase !== phase) throw new Error(`the draft of ${this.#place.id} is ${this.#phase}, not ${phase}`);
  }

  #claim(bytes: number): void {
    this.#place.claim(bytes);
    this.#claimed += bytes;
  }

  #open(): number {
    this.#fd ??= openSync(this.#place.temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
    return this.#fd;
  }

  async #spill(): Promise<void> {
    const block = Buffer.concat(this.#chunks, this.#kept);
    this.#chunks = [];
    this.#kept = 0;
    try {
      await writeAll(this.#open(), block);
    } catch (error) {
      throw asStoreFull(error);
    }
  }

  /**
   * The rest of the bytes, the envelope last, and fsync. A small message is opened and written without leaving this thread:
   * that goes into the page cache and costs less than the way through the thread pool; only fsync waits for the disk.
   */
  async #makeDurable(end: Buffer): Promise<void> {
    const fd = this.#open();
    const rest = [...this.#chunks, end];
    const written = writevSync(fd, rest);
    // Cut short means that the disk is nearly full: the next piece is refused with ENOSPC, or it fits.
    if (written < this.#kept + end.length) await writeAll(fd, Buffer.concat(rest).subarray(written));
    await fsync(fd);
  }

  #close(remove: boolean): void {
    this.#phase = 'closed';
    this.#chunks = [];
    this.#place.forget();
    if (this.#fd === undefined) return;
    closeSync(this.#fd);
    this.#fd = undefined;
    if (!remove) return;
    try {
      unlinkSync(this.#place.temporary);
    } catch {
      // Already renamed, or for the next start to clear away.
    }
  }
}
