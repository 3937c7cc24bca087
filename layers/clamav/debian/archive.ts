/** A mirror of Debian, read from the suites' Release files down to the packages, every step by a hash that the step before promised. */
import { gunzipSync } from 'node:zlib';

import { readChunks } from '#core/message/open/archives/libarchive.ts';
import { readStream } from '#core/message/open/archives/packed.ts';
import { loadArchiveTools } from '#engines/wasm/load.ts';

import { download, downloadByHash, sha256 } from './download.ts';
import { Catalogue, type Package, readIndex } from './packages.ts';
import { readRelease, type Release, type Trust, vouch, type Vouched } from './release.ts';

export interface Source extends Trust {
  /** The mirror of the archive, e.g. https://mirror.example/debian. */
  mirror: string;
  /** The mirror of its security updates. */
  security: string;
  /** Debian's own code name of the release. */
  suite: string;
  /** Debian's word for the processor. */
  architecture: 'amd64' | 'arm64';
}

/** A package, and the archive that has it. */
export interface OfferedPackage extends Package {
  archive: string;
}

export interface Offer {
  packages: Catalogue<OfferedPackage>;
  /** The weakest of those that answer for the suites. */
  vouched: Vouched;
}

const strength: readonly Vouched[] = ['operator', 'https', 'signature'];

/** The release with its updates and security updates, the newest of each package. */
export async function readOffer(source: Source): Promise<Offer> {
  const suites = [
    { archive: source.mirror, suite: source.suite },
    { archive: source.mirror, suite: `${source.suite}-updates` },
    { archive: source.security, suite: `${source.suite}-security` },
  ];
  const read = await Promise.all(suites.map(({ archive, suite }) => readSuite(archive, suite, source)));
  const vouched = strength.find((one) => read.some(({ by }) => by === one)) ?? 'operator';
  return { packages: new Catalogue(read.flatMap(({ packages }) => packages)), vouched };
}

async function readSuite(
  archive: string,
  suite: string,
  source: Source,
): Promise<{ packages: OfferedPackage[]; by: Vouched }> {
  const home = `${archive}/dists/${suite}`;
  const url = `${home}/InRelease`;
  const { text, by } = await vouch(await download(url), url, source);
  const index = await readPackagesFile(home, readRelease(text, suite, Date.now()), source.architecture);
  return { packages: readIndex(index).map((one) => ({ ...one, archive })), by };
}

/** Debian packs its index by xz, and some mirrors inside organisations by gzip alone. */
const packings = ['Packages.xz', 'Packages.gz'];

async function readPackagesFile(home: string, release: Release, architecture: string): Promise<string> {
  const folder = `main/binary-${architecture}`;
  const path = packings.map((name) => `${folder}/${name}`).find((one) => release.hashes.has(one));
  const hash = path && release.hashes.get(path);
  if (path === undefined || hash === undefined) throw new Error(`${home} has no index for ${architecture}`);
  const bytes = await download(`${home}/${release.byHash ? `${folder}/by-hash/SHA256/${hash}` : path}`);
  if (sha256(bytes) !== hash)
    throw new Error(`${home}/${path} is not what its Release file promises: its SHA-256 differs`);
  return path.endsWith('.gz') ? gunzipSync(bytes).toString('utf8') : unpackXz(bytes);
}

/** Debian's index is some 60 MB. */
const indexLimit = 512 * 1024 * 1024;

async function unpackXz(bytes: Uint8Array): Promise<string> {
  const { libarchive } = await loadArchiveTools();
  const lib = await libarchive();
  const content = readStream(lib, bytes, (archive) => readChunks(lib, archive, indexLimit));
  if (content?.is !== 'whole') throw new Error('the index is no xz file that can be read');
  return Buffer.from(content.bytes).toString('utf8');
}

export function downloadPackage({ archive, filename, sha256: hash }: OfferedPackage, cache: string): Promise<Buffer> {
  return downloadByHash(`${archive}/${filename}`, hash, cache);
}
