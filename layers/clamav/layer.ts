/** Builds the layer: ClamAV's programs and libraries out of Debian's packages, with their licences and a list of what they are. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { isLibraryPackage, type LaidFile, layOut, programs, wanted } from '#engines/clamav/closure.ts';
import type { Machine } from '#engines/clamav/elf.ts';

import { downloadPackage, type OfferedPackage, readOffer, type Source } from './debian/archive.ts';
import { loadDebReader } from './debian/deb.ts';
import { sha256 } from './debian/download.ts';
import type { Vouched } from './debian/release.ts';
import { type Found, Tree } from './debian/tree.ts';
import { zip } from './zip.ts';

export interface LayerOptions extends Omit<Source, 'architecture'> {
  machine: Machine;
  /** `clamav-MACHINE/` and `clamav-MACHINE.zip` are written there. */
  out: string;
  /** Packages by their hash, so that the next build need not fetch them. */
  cache: string;
  progress: (step: string) => void;
}

export interface Layer {
  /** Holds `clamav/`: what Lambda unpacks into /opt. */
  folder: string;
  zip: string;
  zipped: number;
  unzipped: number;
  packages: { name: string; version: string; sha256: string }[];
  vouched: Vouched;
}

/** Lambda's limits for a layer that is uploaded by itself, and for a function with all its layers. */
const largestZip = 50 * 1024 * 1024;
const largestUnzipped = 250 * 1024 * 1024;
const architectures = { x86_64: 'amd64', arm64: 'arm64' } as const;
const triplets = { x86_64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' } as const;
/** Where libgcc's and libstdc++'s licence stands, and the texts that the others refer to. */
const isLicencePackage = (name: string): boolean => /^gcc-\d+-base$/.test(name);
const commonLicences = 'base-files';
const atOnce = 4;

export async function buildLayer(options: LayerOptions): Promise<Layer> {
  const { machine, progress } = options;
  progress(`reading the index of ${options.suite} for ${machine}`);
  const { packages, vouched } = await readOffer({ ...options, architecture: architectures[machine] });
  const chosen = packages.withDependencies(
    [...wanted, commonLicences],
    (name) => wanted.includes(name) || isLibraryPackage(name) || isLicencePackage(name),
  );
  const tree = await unpackAll(chosen, options);
  progress('following what the programs need');
  const { files, used } = gather(tree, triplets[machine]);
  const listed = used.map(({ name, version, sha256 }) => ({ name, version, sha256 }));
  const manifest = { v: 1, machine, suite: options.suite, packages: listed, files: files.map(describe) };
  files.push(textFile('manifest.json', `${JSON.stringify(manifest, undefined, 1)}\n`));
  progress(`packing ${files.length} files`);
  return { ...(await write(files, options)), packages: listed, vouched };
}

async function unpackAll(chosen: readonly OfferedPackage[], options: LayerOptions): Promise<Tree<OfferedPackage>> {
  const read = await loadDebReader();
  const tree = new Tree<OfferedPackage>();
  const waiting = chosen.values();
  let [done, failed] = [0, false];
  const work = async (): Promise<void> => {
    for (const one of waiting) {
      if (failed) return;
      tree.add(one, await read(await downloadPackage(one, options.cache), isOfUse));
      options.progress(`${++done} of ${chosen.length} packages: ${one.name} ${one.version}`);
    }
  };
  const stop = (error: unknown): never => {
    failed = true;
    throw error;
  };
  // The others end before we do: nobody writes behind our back.
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, () => work().catch(stop)));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
  return tree;
}

function isOfUse(path: string): boolean {
  if (programs.includes(path) || /^lib(?:64)?$/.test(path)) return true;
  if (path.startsWith('usr/share/common-licenses/') || /^usr\/share\/doc\/[^/]+(?:\/copyright)?$/.test(path))
    return true;
  return /^(?:usr\/)?lib\/[^/]+-linux-gnu\/[^/]+\.so[.\d]*$/.test(path);
}

function gather(tree: Tree<OfferedPackage>, triplet: string): { files: LaidFile[]; used: OfferedPackage[] } {
  const used = new Set<OfferedPackage>();
  const take = (found: Found<OfferedPackage> | undefined): Uint8Array | undefined => {
    if (found) used.add(found.from);
    return found?.bytes;
  };
  const found = programs.map((path) => ({ path, bytes: take(tree.read(path)) ?? missing(path) }));
  const folders = [`usr/lib/${triplet}`, `lib/${triplet}`];
  const find = (name: string) =>
    take(folders.map((folder) => tree.read(`${folder}/${name}`)).find((one) => one !== undefined));
  const files = layOut(found, find);
  const byName = [...used].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return { files: [...files, ...licences(tree, byName)], used: byName };
}

function missing(path: string): never {
  throw new Error(`the packages hold no ${path}`);
}

/** The licence of every package that something is taken from, and the common texts that these refer to. */
function licences(tree: Tree<OfferedPackage>, used: readonly OfferedPackage[]): LaidFile[] {
  const own = used.map(({ name }) => {
    const found = tree.read(`usr/share/doc/${name}/copyright`) ?? missing(`licence of ${name}`);
    return { path: `licences/${name}/copyright`, bytes: found.bytes, executable: false };
  });
  const common = tree.paths().filter((path) => path.startsWith('usr/share/common-licenses/'));
  const texts = common.flatMap((path) => {
    const found = tree.read(path);
    return found ? [{ path: path.replace('usr/share', 'licences'), bytes: found.bytes, executable: false }] : [];
  });
  return [...own, ...texts];
}

function describe({ path, bytes }: LaidFile): { path: string; size: number; sha256: string } {
  return { path, size: bytes.length, sha256: sha256(bytes) };
}

function textFile(path: string, text: string): LaidFile {
  return { path, bytes: Buffer.from(text), executable: false };
}

/** Folder and zip appear whole or not at all. */
async function write(
  files: readonly LaidFile[],
  { out, machine }: LayerOptions,
): Promise<Pick<Layer, 'folder' | 'zip' | 'zipped' | 'unzipped'>> {
  const entries = files.map((file) => ({ ...file, path: `clamav/${file.path}` }));
  const archive = await zip(entries);
  const unzipped = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (archive.length > largestZip) throw new Error(`the zip is larger than Lambda takes: ${archive.length} bytes`);
  if (unzipped > largestUnzipped) throw new Error(`the layer is larger than Lambda takes: ${unzipped} bytes`);
  const folder = join(out, `clamav-${machine}`);
  const draft = `${folder}.tmp-${process.pid}`;
  for (const { path, bytes, executable } of entries) {
    mkdirSync(dirname(join(draft, path)), { recursive: true });
    writeFileSync(join(draft, path), bytes, { mode: executable ? 0o755 : 0o644 });
  }
  writeFileSync(`${draft}.zip`, archive);
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
  renameSync(`${draft}.zip`, `${folder}.zip`);
  return { folder, zip: `${folder}.zip`, zipped: archive.length, unzipped };
}
