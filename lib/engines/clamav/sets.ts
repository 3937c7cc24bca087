/**
 * Sets of signatures in a folder of this machine: `current` leads to the one that clamd is to load, and a new one takes its place in one step,
 * whole or not at all.
 */
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join, resolve } from 'node:path';

import type { SignatureFile, SignatureReader, SignatureSet } from '#core/ports/signature-store.ts';

import { signatureFile, writeTestSignatures } from './signatures.ts';

const testSet = 'test';
const draft = 'draft';
const link = 'current';

export class SignatureSets {
  /** The folder for clamd: it stays the same, what it leads to does not. */
  readonly current: string;
  readonly #folder: string;
  readonly #store: SignatureReader;
  readonly #files = new Map<string, string>();
  #former: string | undefined;
  /** A set that clamd did not take: not tried again. */
  #refused: string | undefined;

  constructor(folder: string, store: SignatureReader) {
    this.#folder = resolve(folder);
    this.#store = store;
    this.current = join(this.#folder, link);
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
  }

  /** Makes the store's present set ours. True where that changed anything; rejects, and nothing changed, where it cannot be had. */
  async bring(): Promise<boolean> {
    const set = await this.#store.current();
    const present = this.#present();
    if (!set) return present === undefined && this.#useTestSet();
    if (set.version === present || set.version === this.#refused) return false;
    checkNames(set);
    await this.#fetchAll(set);
    this.#become(set.version);
    return true;
  }

  /** To the set before, since clamd does not start on this one. */
  back(): void {
    if (this.#former === undefined) return;
    this.#refused = this.#present();
    this.#become(this.#former);
  }

  /** The set before is not needed any more. */
  forget(): void {
    const present = this.#present();
    for (const name of readdirSync(this.#folder)) {
      if (name !== link && name !== present) rmSync(join(this.#folder, name), { recursive: true, force: true });
    }
    this.#former = undefined;
  }

  #present(): string | undefined {
    if (!lstatSync(this.current, { throwIfNoEntry: false })) return undefined;
    const name = readlinkSync(this.current);
    return existsSync(join(this.#folder, name)) ? name : undefined;
  }

  #useTestSet(): true {
    writeTestSignatures(join(this.#folder, testSet));
    this.#become(testSet);
    return true;
  }

  async #fetchAll(set: SignatureSet): Promise<void> {
    const folder = join(this.#folder, draft);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    await Promise.all(set.files.map((file) => this.#fetch(file, join(folder, file.name))));
    const home = join(this.#folder, set.version);
    rmSync(home, { recursive: true, force: true });
    renameSync(folder, home);
    this.#files.clear();
    for (const { name, sha256 } of set.files) this.#files.set(sha256, join(home, name));
  }

  /** The main file changes once in months, and is most of the set. */
  async #fetch(file: SignatureFile, path: string): Promise<void> {
    const known = this.#files.get(file.sha256);
    if (known !== undefined && existsSync(known)) linkSync(known, path);
    else await this.#store.fetch(file, path);
  }

  #become(name: string): void {
    const next = join(this.#folder, `${link}.next`);
    rmSync(next, { force: true });
    this.#former = this.#present();
    symlinkSync(name, next);
    renameSync(next, this.current);
  }
}

/** Names become paths here, and what clamd does not know by its name it would leave out in silence. */
function checkNames({ version, files }: SignatureSet): void {
  const plain = /^[\w][\w.-]*$/;
  const reserved = [testSet, draft, link];
  if (!plain.test(version) || reserved.includes(version)) throw new Error(`a set of signatures named ${version}`);
  const odd = files.find(({ name }) => !plain.test(name) || !signatureFile.test(name));
  if (odd) throw new Error(`${odd.name} in the set ${version} is no file of signatures`);
  if (files.length === 0) throw new Error(`the set ${version} is empty`);
}
