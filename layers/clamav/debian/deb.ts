/** What a .deb holds (deb(5)): an ar with a compressed tar in it. Read in memory; nothing is written to a path that it names. */
import { type Libarchive, openArchive, readChunks } from '#core/message/open/archives/libarchive.ts';
import { loadArchiveTools } from '#engines/wasm/load.ts';

export type DebFile = { kind: 'file'; bytes: Uint8Array } | { kind: 'link'; target: string };

const regularFile = 0o100000;
const symbolicLink = 0o120000;
const sizeLimit = 512 * 1024 * 1024;

export type DebReader = (deb: Uint8Array, keep: (path: string) => boolean) => Promise<Map<string, DebFile>>;

/** A reader of packages: files and symbolic links by their path without a slash in front, those that `keep` asks for. */
export async function loadDebReader(): Promise<DebReader> {
  const { libarchive } = await loadArchiveTools();
  return async (deb, keep) => {
    const data = readMember(await libarchive(), deb);
    return readTree(await libarchive(), data, keep);
  };
}

function readMember(lib: Libarchive, deb: Uint8Array): Uint8Array {
  const archive = openArchive(lib, deb);
  for (let entry = lib.read_next_entry(archive); entry !== 0; entry = lib.read_next_entry(archive)) {
    if (lib.entry_pathname(entry).startsWith('data.tar')) return readEntry(lib, archive, 'data.tar');
  }
  throw new Error(`no data in the package: ${lib.error_string(archive)}`);
}

function readTree(lib: Libarchive, data: Uint8Array, keep: (path: string) => boolean): Map<string, DebFile> {
  const tree = new Map<string, DebFile>();
  const archive = openArchive(lib, data);
  for (let entry = lib.read_next_entry(archive); entry !== 0; entry = lib.read_next_entry(archive)) {
    const path = lib.entry_pathname(entry).replace(/^\.?\/+/, '');
    if (!keep(path)) continue;
    const type = lib.entry_filetype(entry);
    if (type === symbolicLink) tree.set(path, { kind: 'link', target: lib.entry_symlink(entry) });
    if (type === regularFile) tree.set(path, { kind: 'file', bytes: readEntry(lib, archive, path) });
  }
  const complaint = lib.error_string(archive);
  if (complaint) throw new Error(`the package is damaged: ${complaint}`);
  return tree;
}

function readEntry(lib: Libarchive, archive: number, path: string): Uint8Array {
  const content = readChunks(lib, archive, sizeLimit);
  if (content.is === 'whole') return content.bytes;
  throw new Error(`${path} in the package is ${content.is}`);
}
