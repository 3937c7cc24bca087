/**
 * The one updater of many engines: takes the present set out of the store, lets freshclam renew it, tries it, and publishes it whole. Whatever
 * goes wrong before the last step, the set before stays the present one.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import type { Clock } from '#core/ports/clock.ts';
import type { SignatureFile, SignatureSet, SignatureStore } from '#core/ports/signature-store.ts';

import { readDatabaseHead } from './database.ts';
import { proveSet } from './prove.ts';
import type { Program } from './run.ts';
import { signatureFile, type Update, updateSignatures } from './signatures.ts';
import { programsIn } from './stored.ts';

export interface PublishOptions {
  /** The layer's folder. */
  programs: string;
  /** Ours alone; emptied at the start. */
  folder: string;
  store: SignatureStore;
  clock: Clock;
  mirror?: string | undefined;
  progress?: ((step: string) => void) | undefined;
  /** Instead of the layer's. */
  freshclam?: Program | undefined;
  /** Rejects where an engine with these signatures is no use. */
  prove?: ((folder: string) => Promise<void>) | undefined;
}

export type Published =
  /** `set` is the present one then; undefined where there is none yet. */
  | { outcome: 'published' | 'unchanged'; set: SignatureSet | undefined }
  | { outcome: 'failed'; reason: string; coolDown: boolean; set: SignatureSet | undefined };

/** freshclam's own: who it is to the servers, and until when they do not want to hear of it. */
const memoryFile = 'freshclam.dat';

/** Rejects where the store cannot be read or written, or the new set is no use. */
export async function publishSignatures(options: PublishOptions): Promise<Published> {
  const { store, progress } = options;
  const folder = join(options.folder, 'set');
  const present = await store.current();
  progress?.(`bringing the present set: ${present?.version ?? 'none'}`);
  await layOutSet(folder, present, store);
  const update = await renew(folder, options);
  if (update.outcome === 'failed') {
    return { outcome: 'failed', reason: update.reason, coolDown: update.coolDown === true, set: present };
  }
  const hashes = await hashFiles(folder);
  if (present && isSame(hashes, present)) return { outcome: 'unchanged', set: present };
  const built = builtOf(folder, present);
  progress?.('trying the new set');
  await (options.prove ?? ((tried) => proveSet({ ...options, signatures: tried })))(folder);
  const set = await publish(folder, hashes, built, present, options);
  progress?.(`published the set ${set.version}`);
  return { outcome: 'published', set };
}

async function layOutSet(folder: string, present: SignatureSet | undefined, store: SignatureStore): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await Promise.all((present?.files ?? []).map((file) => store.fetch(file, join(folder, file.name))));
  const memory = await store.memory();
  if (memory) writeFileSync(join(folder, memoryFile), memory);
}

/** What freshclam must not forget is kept whether it succeeds or not: above all that it is to wait. */
async function renew(folder: string, options: PublishOptions): Promise<Update> {
  const freshclam = options.freshclam ?? programsIn(options.programs).freshclam;
  if (!freshclam) return { outcome: 'failed', reason: 'the layer has no freshclam' };
  const file = join(folder, memoryFile);
  const read = () => (existsSync(file) ? readFileSync(file) : undefined);
  const before = read();
  options.progress?.('running freshclam');
  const settings = { folder, settingsFolder: options.folder, mirror: options.mirror, compress: true };
  const update = await updateSignatures({ freshclam, ...settings });
  const after = read();
  if (after && !before?.equals(after)) await options.store.remember(after);
  return update;
}

/** SHA-256 by name. Piece by piece: the memory belongs to the clamd that tries the set. */
async function hashFiles(folder: string): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  for (const name of readdirSync(folder).toSorted()) {
    if (!signatureFile.test(name)) continue;
    const hash = createHash('sha256');
    await pipeline(createReadStream(join(folder, name)), hash);
    hashes.set(name, hash.digest('hex'));
  }
  return hashes;
}

function isSame(hashes: ReadonlyMap<string, string>, { files }: SignatureSet): boolean {
  return files.length === hashes.size && files.every(({ name, sha256 }) => hashes.get(name) === sha256);
}

/** Of the daily file. A mirror that is behind must not take us back. */
function builtOf(folder: string, present: SignatureSet | undefined): number {
  const daily = ['daily.cld', 'daily.cvd'].map((name) => join(folder, name)).find((path) => existsSync(path));
  const head = daily === undefined ? undefined : readDatabaseHead(daily);
  if (!head) throw new Error('freshclam brought no daily file that can be read');
  if (present && head.built < present.built) throw new Error('freshclam brought older signatures than there are');
  return head.built;
}

/** The version comes from the bytes, so that no key is ever written with other bytes than before. */
async function publish(
  folder: string,
  hashes: ReadonlyMap<string, string>,
  built: number,
  present: SignatureSet | undefined,
  { store, clock }: PublishOptions,
): Promise<SignatureSet> {
  const all = createHash('sha256')
    .update([...hashes].join('\n'))
    .digest('hex');
  const version = `${new Date(built).toISOString().slice(0, 10)}-${all.slice(0, 16)}`;
  const files: SignatureFile[] = [];
  for (const [name, sha256] of hashes) {
    const known = present?.files.find((file) => file.name === name && file.sha256 === sha256);
    files.push(known ?? (await store.put(version, name, join(folder, name))));
  }
  const set: SignatureSet = { v: 1, version, at: clock(), built, files };
  await store.publish(set);
  return set;
}
