/**
 * The message store on one machine. A message is written under a temporary name and fsynced; it is committed when it has been renamed
 * and its directory fsynced. Messages of many sessions are fsynced side by side in libuv's thread pool, and those that are through
 * share one fsync of the directory. It is flat for that reason: sixteen lanes would want up to sixteen fsyncs for a group, and the
 * file systems of today find a name among a hundred thousand as fast as among ten.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { copyFile, link, open, rename } from 'node:fs/promises';
import { join } from 'node:path';

import type { Envelope } from '#core/message/envelope.ts';
import type { Draft, MessageStore } from '#core/ports/message-store.ts';
import { Directory } from './directory.ts';
import { removeFile } from './durable-file.ts';
import { Space, type SpaceOptions } from './space.ts';
import { SpoolDraft } from './spool-draft.ts';
import { fileName, idOf, readEnvelope, readMessage } from './spool-file.ts';

/** How file systems say that they know no hard links, or no more of them, or none to there. */
const noHardLinks = ['EXDEV', 'EPERM', 'ENOTSUP', 'EMLINK'];

/** What a worker thread needs: it opens a message by itself, and the bytes never pass between threads. */
export function spoolReader(dataDir: string): Pick<MessageStore, 'envelope' | 'bytes'> {
  const directories = [join(dataDir, 'incoming'), join(dataDir, 'quarantine')];
  return {
    envelope: async (id) => readEnvelope(directories, id),
    bytes: (id) => readMessage(directories, id),
  };
}

export class Spool implements MessageStore {
  readonly #incoming: Directory;
  readonly #quarantine: Directory;
  readonly #reader: Pick<MessageStore, 'envelope' | 'bytes'>;
  readonly #space: Space;
  /** Temporary files of this process, which clearing leaves alone. */
  readonly #temporary = new Set<string>();
  readonly #publishing = new Map<string, Promise<boolean>>();
  #serial = 0;
  #cleared = false;

  constructor(dataDir: string, options: SpaceOptions) {
    this.#incoming = new Directory(join(dataDir, 'incoming'));
    this.#quarantine = new Directory(join(dataDir, 'quarantine'));
    this.#reader = spoolReader(dataDir);
    this.#space = new Space(this.#incoming.path, options);
  }

  async draft(id: string, expectedSize = 0): Promise<Draft> {
    const name = this.#temporaryName(id);
    this.#space.claim(expectedSize);
    const place = {
      id,
      temporary: this.#incoming.file(name),
      claim: (bytes: number) => this.#space.claim(bytes),
      publish: () => this.#publish(id, name),
      forget: () => this.#temporary.delete(name),
    };
    return new SpoolDraft(place, expectedSize);
  }

  envelope(id: string): Promise<Envelope | undefined> {
    return this.#reader.envelope(id);
  }

  bytes(id: string): Promise<Uint8Array> {
    return this.#reader.bytes(id);
  }

  async *incoming(): AsyncGenerator<string> {
    if (!this.#cleared) await Promise.all([this.#incoming, this.#quarantine].map((each) => this.#clear(each)));
    this.#cleared = true;
    const committed = readdirSync(this.#incoming.path)
      .map(idOf)
      .filter((id) => id !== undefined);
    const ages = new Map(committed.map((id) => [id, this.#age(id)]));
    yield* committed.sort((a, b) => (ages.get(a) ?? 0) - (ages.get(b) ?? 0) || (a < b ? -1 : 1));
  }

  async hold(id: string): Promise<void> {
    const name = fileName(id);
    if (existsSync(this.#quarantine.file(name))) return this.#quarantine.sync();
    try {
      await link(this.#incoming.file(name), this.#quarantine.file(name));
    } catch (error) {
      await this.#holdOtherwise(id, error as NodeJS.ErrnoException);
    }
    await this.#quarantine.sync();
  }

  // Neither needs an fsync: a file that a crash brings back is found finished, or not held any more, and goes again.
  async finish(id: string): Promise<void> {
    await removeFile(this.#incoming.file(fileName(id)));
  }

  async drop(id: string): Promise<void> {
    const file = this.#quarantine.file(fileName(id));
    // Most messages were never held, and a look costs less than an error.
    if (existsSync(file)) await removeFile(file);
  }

  async close(): Promise<void> {
    await Promise.all([this.#incoming.close(), this.#quarantine.close()]);
  }

  #temporaryName(id: string): string {
    const name = `${fileName(id)}.${process.pid}-${++this.#serial}.tmp`;
    this.#temporary.add(name);
    return name;
  }

  /** One process owns the directory: whoever could take the same name is in `#publishing`. */
  async #publish(id: string, temporary: string): Promise<boolean> {
    const other = this.#publishing.get(id);
    if (other) return other.then(() => false);
    const mine = this.#rename(id, temporary);
    this.#publishing.set(id, mine);
    try {
      return await mine;
    } finally {
      this.#publishing.delete(id);
    }
  }

  async #rename(id: string, temporary: string): Promise<boolean> {
    const file = this.#incoming.file(fileName(id));
    if (existsSync(file) || existsSync(this.#quarantine.file(fileName(id)))) return false;
    await rename(this.#incoming.file(temporary), file);
    try {
      await this.#incoming.sync();
    } catch (error) {
      await removeFile(file);
      throw error;
    }
    return true;
  }

  async #clear(directory: Directory): Promise<void> {
    const left = readdirSync(directory.path).filter((name) => name.endsWith('.tmp') && !this.#temporary.has(name));
    await Promise.all(left.map((name) => removeFile(directory.file(name))));
  }

  /** A UUIDv7 tells when the message came (RFC 9562 section 5.7); of the others the file does. */
  #age(id: string): number {
    if (id[14] === '7') return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
    return statSync(this.#incoming.file(fileName(id)), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  }

  async #holdOtherwise(id: string, error: NodeJS.ErrnoException): Promise<void> {
    if (error.code === 'EEXIST') return;
    // A message that is being held again has left `incoming/` before.
    if (error.code === 'ENOENT' && existsSync(this.#quarantine.file(fileName(id)))) return;
    if (!noHardLinks.includes(error.code ?? '')) throw error;
    await this.#holdByCopy(id);
  }

  async #holdByCopy(id: string): Promise<void> {
    const name = this.#temporaryName(id);
    const copy = this.#quarantine.file(name);
    await copyFile(this.#incoming.file(fileName(id)), copy);
    const file = await open(copy, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(copy, this.#quarantine.file(fileName(id)));
    this.#temporary.delete(name);
  }
}
