/** Brings ClamAV from Debian's (or Ubuntu's) packages without root: downloaded by apt, which checks the signatures, and unpacked beside us. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { isLibraryPackage, layOut, programs, wanted } from './closure.ts';
import { type ClamavInstallation, findUnpackedClamav } from './installation.ts';
import { run } from './run.ts';

export type Unpacked = ClamavInstallation | { absent: string };
export type Progress = (step: string) => void;

const minute = 60_000;

/** Does nothing where `folder` holds it already; it appears there whole or not at all. Never rejects. */
export async function unpackClamav(folder: string, progress: Progress = () => undefined): Promise<Unpacked> {
  const present = findUnpackedClamav(folder);
  if (present) return present;
  try {
    return await unpackInto(folder, progress);
  } catch (error) {
    return { absent: `ClamAV could not be unpacked: ${error instanceof Error ? error.message : String(error)}` };
  }
}

async function unpackInto(folder: string, progress: Progress): Promise<Unpacked> {
  const target = resolve(folder);
  mkdirSync(dirname(target), { recursive: true });
  const work = mkdtempSync(`${target}.tmp-`);
  try {
    const trouble = await build(work, progress);
    if (trouble !== undefined) return { absent: trouble };
    return moveIntoPlace(join(work, 'program'), target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Undefined when all went well, else a sentence. */
async function build(work: string, progress: Progress): Promise<string | undefined> {
  const apt = await privateApt(work);
  if ('absent' in apt) return apt.absent;
  progress('ClamAV: reading the package lists');
  await apt.get(['update'], 2 * minute);
  const packages = await packageNames(apt);
  if (packages.length === 0) return 'apt-get knows no package clamav-daemon here (no network, or no package source)';
  progress(`ClamAV: fetching ${packages.length} packages`);
  const fetched = await apt.get(['download', ...packages], 10 * minute);
  if (!fetched.ok) return `apt-get could not fetch ClamAV's packages: ${fetched.reason}`;
  progress('ClamAV: unpacking');
  return (await unpackAll(work)) ?? (await gather(work));
}

interface Apt {
  get(args: string[], timeLimit: number): ReturnType<typeof run>;
}

/** apt with a state of its own and an empty list of installed packages, so that it needs no root and names every dependency. */
async function privateApt(work: string): Promise<Apt | { absent: string }> {
  const cwd = join(work, 'packages');
  for (const folder of ['packages', 'lists/partial', 'cache/archives/partial', 'root', 'program/bin', 'program/lib']) {
    mkdirSync(join(work, folder), { recursive: true });
  }
  writeFileSync(join(work, 'status'), '');
  const settings = [
    `Dir::State=${work}`,
    `Dir::State::lists=${join(work, 'lists')}`,
    `Dir::State::status=${join(work, 'status')}`,
    `Dir::Cache=${join(work, 'cache')}`,
    'APT::Sandbox::User=',
    'Acquire::Languages=none',
    'Acquire::Retries=2',
    'Acquire::http::Timeout=20',
    'Debug::NoLocking=true',
  ];
  const program = { command: 'apt-get', args: ['-qq', ...settings.flatMap((setting) => ['-o', setting])] };
  const there = await run(program, ['--version'], { timeLimit: minute });
  if (!there.ok) return { absent: `there is no clamd, and no apt-get to fetch it with: ${there.reason}` };
  return { get: (args, timeLimit) => run(program, args, { cwd, timeLimit }) };
}

/** What clamd and freshclam need: themselves and libraries, without the programs that Debian's set-up scripts want. */
async function packageNames(apt: Apt): Promise<string[]> {
  const plan = await apt.get(['install', '-y', '--no-install-recommends', '--print-uris', ...wanted], minute);
  // A line: 'URI' NAME_VERSION_ARCH.deb SIZE HASH
  const names = [...plan.stdout.matchAll(/^'[^']*' ([a-z0-9][a-z0-9+.-]*)_\S+\.deb /gm)].map(([, name]) => name ?? '');
  return names.filter((name) => wanted.includes(name) || isLibraryPackage(name));
}

async function unpackAll(work: string): Promise<string | undefined> {
  for (const name of readdirSync(join(work, 'packages'))) {
    const dpkg = { command: 'dpkg-deb', args: [] };
    const done = await run(dpkg, ['-x', join(work, 'packages', name), join(work, 'root')], { timeLimit: minute });
    if (!done.ok) return `dpkg-deb could not unpack ${name}: ${done.reason}`;
  }
  return undefined;
}

/** Takes the programs and every library that they need; then they must run from there. */
async function gather(work: string): Promise<string | undefined> {
  const root = join(work, 'root');
  const libs = libraryFolders(root);
  const find = (name: string): Uint8Array | undefined => {
    const path = libs.map((folder) => join(folder, name)).find((candidate) => existsSync(candidate));
    return path === undefined ? undefined : readFileSync(path);
  };
  const found = programs.map((path) => ({ path, bytes: readFileSync(join(root, path)) }));
  for (const { path, bytes, executable } of layOut(found, find)) {
    writeFileSync(join(work, 'program', path), bytes, { mode: executable ? 0o755 : 0o644 });
  }
  return tryOut(join(work, 'program'));
}

/** lib/TRIPLET and usr/lib/TRIPLET; the same folder where /usr is merged. */
function libraryFolders(root: string): string[] {
  const parents = ['lib', 'usr/lib'].map((folder) => join(root, folder)).filter((folder) => existsSync(folder));
  return parents.flatMap((parent) =>
    readdirSync(parent)
      .filter((name) => /-linux-gnu\w*$/.test(name))
      .map((name) => join(parent, name)),
  );
}

async function tryOut(folder: string): Promise<string | undefined> {
  const clamd = findUnpackedClamav(folder)?.clamd;
  const ran = clamd && (await run(clamd, ['--help'], { timeLimit: minute }));
  if (ran?.stdout.includes('Clam AntiVirus')) return undefined;
  return `the unpacked clamd does not run here: ${ran?.reason ?? 'it is not complete'}`;
}

function moveIntoPlace(program: string, target: string): Unpacked {
  try {
    renameSync(program, target);
  } catch (error) {
    // Another process was faster, and what it made is as good; anything else is a surprise.
    if (!findUnpackedClamav(target)) throw error;
  }
  return findUnpackedClamav(target) ?? { absent: `${target} is not complete` };
}
