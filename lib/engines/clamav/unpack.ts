/** Brings ClamAV from Debian's (or Ubuntu's) packages without root: downloaded by apt, which checks the signatures, and unpacked beside us. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

import { type ClamavInstallation, findLoader, findUnpackedClamav, loadedProgram } from './installation.ts';
import { run } from './run.ts';

export type Unpacked = ClamavInstallation | { absent: string };
export type Progress = (step: string) => void;

const programs = ['usr/sbin/clamd', 'usr/bin/freshclam'];
/** glibc loads these by name at run time; no NEEDED entry mentions them. */
const loadedByName = ['libnss_dns.so.2', 'libnss_files.so.2', 'libresolv.so.2', 'libgcc_s.so.1'];
const wanted = ['clamav-daemon', 'clamav-freshclam'];
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
  return names.filter(
    (name) => wanted.includes(name) || (/^(?:lib|zlib1g)/.test(name) && !/perl|-common$|-bin$/.test(name)),
  );
}

async function unpackAll(work: string): Promise<string | undefined> {
  for (const name of readdirSync(join(work, 'packages'))) {
    const dpkg = { command: 'dpkg-deb', args: [] };
    const done = await run(dpkg, ['-x', join(work, 'packages', name), join(work, 'root')], { timeLimit: minute });
    if (!done.ok) return `dpkg-deb could not unpack ${name}: ${done.reason}`;
  }
  return undefined;
}

/** Copies the programs and what their loader finds for them; then they must run from there. */
async function gather(work: string): Promise<string | undefined> {
  const libs = libraryFolders(join(work, 'root'));
  const home = libs.find((folder) => findLoader(folder) !== undefined);
  if (home === undefined) return 'the packages hold no loader (ld-linux)';
  const loader = join(home, findLoader(home) ?? '');
  const files = new Set([loader]);
  for (const program of programs) {
    const { command, args } = loadedProgram(loader, libs, join(work, 'root', program));
    const listed = await run({ command, args: ['--list', ...args] }, [], { timeLimit: minute });
    if (!listed.ok || listed.stdout.includes('not found'))
      return `libraries of ${program} are missing: ${listed.reason}`;
    for (const [, path] of listed.stdout.matchAll(/=> (\/\S+) \(/g)) if (path) files.add(path);
    copyFileSync(join(work, 'root', program), join(work, 'program/bin', basename(program)));
  }
  for (const name of loadedByName) {
    const path = libs.map((folder) => join(folder, name)).find((candidate) => existsSync(candidate));
    if (path !== undefined) files.add(path);
  }
  for (const path of files) copyFileSync(path, join(work, 'program/lib', basename(path)));
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
