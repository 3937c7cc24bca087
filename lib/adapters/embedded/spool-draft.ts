/** A message on its way into the spool: in memory while small, since hundreds of sessions may be sending; in its temporary file from there on. */
import { createHash } from 'node:crypto';
import { closeSync, writevSync } from 'node:fs';

import type { Envelope } from '#core/message/envelope.ts';
import type { Draft } from '#core/ports/message-store.ts';
import { create, fsync, removeFile, smallSize, writeAll } from './durable-file.ts';
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

/** `broken`: a piece of the message is missing, so that nothing may become of it. */
type Phase = 'open' | 'broken' | 'committing' | 'closed';

export class SpoolDraft implements Draft {
  readonly #place: DraftPlace;
  readonly #hash = createHash('sha256');
  #claimed: number;
  #size = 0;
  #chunks: Uint8Array[] = [];
  #kept = 0;
  #fd: number | undefined;
  /** The write to the file that is under way: its descriptor must not be closed under it, the number might be given to another file. */
  #spilling: Promise<void> | undefined;
  #phase: Phase = 'open';

  constructor(place: DraftPlace, claimed: number) {
    this.#place = place;
    this.#claimed = claimed;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#mustBe('open');
    try {
      this.#take(chunk);
      if (this.#kept > smallSize) await (this.#spilling = this.#spill());
    } catch (error) {
      if (this.#phase === 'open') this.#phase = 'broken';
      throw asStoreFull(error);
    }
  }

  async commit(envelope: Omit<Envelope, 'raw'>): Promise<boolean> {
    this.#mustBe('open');
    this.#phase = 'committing';
    const raw = { key: `incoming/${this.#place.id}`, size: this.#size, sha256: this.#hash.digest('hex') };
    try {
      await this.#makeDurable(trailer({ ...envelope, raw }));
      const first = await this.#place.publish();
      await this.#end(first);
      return first;
    } catch (error) {
      await this.#end(false);
      throw asStoreFull(error);
    }
  }

  async abort(): Promise<void> {
    // While `commit` waits for the disk, the file is no longer ours to take away.
    if (this.#phase === 'committing' || this.#phase === 'closed') return;
    this.#phase = 'closed';
    await this.#spilling?.catch(() => undefined);
    await this.#end(false);
  }

  #mustBe(phase: Phase): void {
    if (this.#phase !== phase) throw new Error(`the draft of ${this.#place.id} is ${this.#phase}, not ${phase}`);
  }

  #take(chunk: Uint8Array): void {
    this.#size += chunk.length;
    if (this.#size > this.#claimed) {
      this.#place.claim(chunk.length);
      this.#claimed += chunk.length;
    }
    this.#hash.update(chunk);
    this.#chunks.push(chunk);
    this.#kept += chunk.length;
  }

  async #spill(): Promise<void> {
    const block = Buffer.concat(this.#chunks, this.#kept);
    this.#chunks = [];
    this.#kept = 0;
    this.#fd ??= await create(this.#place.temporary);
    await writeAll(this.#fd, block);
  }

  /** The rest of the bytes, the envelope last, and fsync. */
  async #makeDurable(end: Buffer): Promise<void> {
    this.#fd ??= await create(this.#place.temporary);
    const rest = [...this.#chunks, end];
    const written = writevSync(this.#fd, rest);
    // Cut short means that the disk is nearly full: the next piece is refused with ENOSPC, or it fits.
    if (written < this.#kept + end.length) await writeAll(this.#fd, Buffer.concat(rest).subarray(written));
    await fsync(this.#fd);
    this.#closeFile();
  }

  async #end(published: boolean): Promise<void> {
    this.#phase = 'closed';
    this.#chunks = [];
    this.#closeFile();
    if (!published) await removeFile(this.#place.temporary);
    this.#place.forget();
  }

  #closeFile(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }
}
