/**
 * Opens what only libarchive can (RAR, 7z, CAB, ISO, LHA, cpio, ar, RPM). It fails open: an archive that is cut often just ends, without
 * an error and without entries, so `completeness.ts` proves apart that there was nothing more to come.
 */
import type { LibarchiveWasm } from 'libarchive-wasm';

import type { Gathering } from './expansion.ts';

export type Libarchive = LibarchiveWasm;

const chunkSize = 65_536;
const folder = 0o040000;
const regularFile = 0o100000;
const saysEncrypted = /encrypt|passphrase|password/i;

/** How many entries libarchive saw, and its last complaint. */
export interface Reading {
  seen: number;
  complaint: string | undefined;
}

/** Everything in an archive, into `into`. `nameOf` gives the names of the nth entry where libarchive would lose them. */
export function readAll(
  lib: Libarchive,
  bytes: Uint8Array,
  into: Gathering,
  nameOf: (n: number) => string | undefined = () => undefined,
): Reading {
  const archive = openArchive(lib, bytes);
  let seen = 0;
  for (;;) {
    const entry = lib.read_next_entry(archive);
    if (entry === 0 || !into.admit()) break;
    const names = [nameOf(seen), lib.entry_pathname(entry)].filter(
      (name): name is string => name !== undefined && name !== '',
    );
    seen += 1;
    takeEntry(lib, archive, entry, [...new Set(names)], into);
    // Going on to the next entry would unpack the rest of this one first.
    if (into.stopped) break;
  }
  return { seen, complaint: lib.error_string(archive) || undefined };
}

/** The memory goes with the instance: each archive has a fresh one. */
export function openArchive(lib: Libarchive, bytes: Uint8Array): number {
  const at = lib.module._malloc(Math.max(1, bytes.length));
  if (at === 0) throw new Error('no memory for the archive');
  lib.module.HEAP8.set(bytes, at);
  return lib.read_new_memory(at, bytes.length);
}

function takeEntry(lib: Libarchive, archive: number, entry: number, names: string[], into: Gathering): void {
  const size = Math.max(0, lib.entry_size(entry));
  const type = lib.entry_filetype(entry);
  if (type === folder && size === 0) return;
  if (names.length === 0) into.defect('ARCHIVE_NAMELESS');
  if (lib.entry_is_encrypted(entry) !== 0) return encrypted(names, size, into);
  const content = readEntry(lib, archive, into);
  switch (content.is) {
    case 'whole':
      // A link or device; but whoever gives a file with content that type has something to hide.
      if (type !== regularFile && content.bytes.length === 0) return;
      return into.opened(names, content.bytes);
    case 'too large':
      into.overflow();
      return into.closed(names, 'unopened', size);
    case 'broken':
      if (saysEncrypted.test(content.complaint)) return encrypted(names, size, into);
      into.defect('ARCHIVE_DAMAGED', `${names[0] ?? 'an entry'}: ${content.complaint}`);
      return into.truncated(names, content.bytes);
  }
}

function encrypted(names: string[], size: number, into: Gathering): void {
  into.defect('ARCHIVE_ENCRYPTED', names[0]);
  into.closed(names, 'encrypted', size);
}

export type EntryContent =
  | { is: 'whole'; bytes: Uint8Array }
  | { is: 'broken'; bytes: Uint8Array; complaint: string }
  | { is: 'too large' };

/** One entry, as far as the budget goes. */
export function readEntry(lib: Libarchive, archive: number, into: Gathering): EntryContent {
  return readChunks(lib, archive, into.allowance, () => into.inTime());
}

/** Chunk by chunk: the size that an entry declares is only a claim. */
export function readChunks(
  lib: Libarchive,
  archive: number,
  limit: number,
  inTime: () => boolean = () => true,
): EntryContent {
  const chunks: Uint8Array[] = [];
  const at = lib.module._malloc(chunkSize);
  try {
    for (let total = 0; ;) {
      const read = lib.read_data(archive, at, chunkSize);
      total += read;
      if (total > limit || !inTime()) return { is: 'too large' };
      if (read === 0) return { is: 'whole', bytes: Buffer.concat(chunks) };
      chunks.push(Uint8Array.from(lib.module.HEAP8.subarray(at, at + read)));
    }
  } catch (error) {
    const complaint = error instanceof Error ? error.message : String(error);
    return { is: 'broken', bytes: Buffer.concat(chunks), complaint };
  } finally {
    lib.module._free(at);
  }
}
