/** For tests: a store of signatures in memory, and sets of signatures for texts. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

import type { SignatureFile, SignatureSet, SignatureStore } from '#core/ports/signature-store.ts';

export class FakeSignatures implements SignatureStore {
  readonly files = new Map<string, Buffer>();
  readonly published: SignatureSet[] = [];
  kept: Uint8Array | undefined;
  fetched: string[] = [];
  /** What the next reading meets. */
  trouble: Error | undefined;

  current(): Promise<SignatureSet | undefined> {
    return this.trouble ? Promise.reject(this.trouble) : Promise.resolve(this.published.at(-1));
  }

  fetch({ key, name }: SignatureFile, path: string): Promise<void> {
    const bytes = this.files.get(key);
    if (!bytes) return Promise.reject(new Error(`no ${key}`));
    this.fetched.push(name);
    writeFileSync(path, bytes);
    return Promise.resolve();
  }

  put(version: string, name: string, path: string): Promise<SignatureFile> {
    return Promise.resolve(this.#keep(version, name, readFileSync(path)));
  }

  publish(set: SignatureSet): Promise<void> {
    this.published.push(set);
    return Promise.resolve();
  }

  memory(): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.kept);
  }

  remember(bytes: Uint8Array): Promise<void> {
    this.kept = bytes;
    return Promise.resolve();
  }

  /** Publishes a set of these files by their names. */
  offer(version: string, files: Record<string, string>): void {
    const kept = Object.entries(files).map(([name, text]) => this.#keep(version, name, Buffer.from(text)));
    this.published.push({ v: 1, version, at: 0, built: 0, files: kept });
  }

  #keep(version: string, name: string, bytes: Buffer): SignatureFile {
    const key = `${version}/${name}`;
    this.files.set(key, bytes);
    return { name, key, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  }
}

/** A line of an .ndb file that finds `text` anywhere (ClamAV, "Extended signature format"). */
export function signatureFor(name: string, text: string): string {
  return `${name}:0:*:${Buffer.from(text).toString('hex')}\n`;
}
