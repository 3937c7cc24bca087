/** What of Debian's packages makes a ClamAV that runs anywhere: the two programs, every library that they need, and their loader. */
import { basename } from 'node:path';

import { type Machine, readElf } from './elf.ts';

/** The packages that hold the programs; their libraries are what they depend on. */
export const wanted = ['clamav-daemon', 'clamav-freshclam'];
export const programs = ['usr/sbin/clamd', 'usr/bin/freshclam'];
/** glibc loads these by name at run time; no NEEDED entry mentions them. */
export const loadedByName = ['libnss_dns.so.2', 'libnss_files.so.2', 'libresolv.so.2', 'libgcc_s.so.1'];

/** Without the programs that Debian's set-up scripts want. */
export function isLibraryPackage(name: string): boolean {
  return /^(?:lib|zlib1g)/.test(name) && !/perl|-common$|-bin$/.test(name);
}

export interface LaidFile {
  /** `bin/NAME` or `lib/NAME`, as `findUnpackedClamav` expects them. */
  path: string;
  bytes: Uint8Array;
  executable: boolean;
}

/** The programs' bytes by path, and where to find a library by its name. Throws where one is missing, or made for another processor. */
export function layOut(
  found: readonly { path: string; bytes: Uint8Array }[],
  find: (library: string) => Uint8Array | undefined,
): LaidFile[] {
  const { loader, libraries } = closureOf(found, find);
  return [
    ...found.map(({ path, bytes }) => ({ path: `bin/${basename(path)}`, bytes, executable: true })),
    ...[...libraries].map(([name, bytes]) => ({ path: `lib/${name}`, bytes, executable: name === loader })),
  ];
}

function closureOf(
  found: readonly { path: string; bytes: Uint8Array }[],
  find: (library: string) => Uint8Array | undefined,
): { loader: string; libraries: Map<string, Uint8Array> } {
  const libraries = new Map<string, Uint8Array>();
  const [first] = found.map(({ bytes }) => readElf(bytes));
  if (first?.interpreter === undefined) throw new Error('clamd asks for no loader: this is not the program');
  const loader = basename(first.interpreter);
  const open = found.map(({ path, bytes }) => ({ name: basename(path), bytes }));
  for (let file = open.shift(); file; file = open.shift()) {
    for (const name of [...needsOf(file, first.machine), loader]) {
      if (libraries.has(name)) continue;
      const bytes = find(name);
      if (!bytes) throw new Error(`${file.name} needs ${name}, which no package holds`);
      libraries.set(name, bytes);
      open.push({ name, bytes });
    }
    if (open.length === 0) open.push(...addByName(libraries, find));
  }
  return { loader, libraries };
}

function needsOf({ name, bytes }: { name: string; bytes: Uint8Array }, expected: Machine): string[] {
  const { machine, needed } = readElf(bytes);
  if (machine !== expected) throw new Error(`${name} is for ${machine}, not for ${expected}`);
  return needed;
}

/** Some C libraries have them built in. */
function addByName(
  libraries: Map<string, Uint8Array>,
  find: (library: string) => Uint8Array | undefined,
): { name: string; bytes: Uint8Array }[] {
  const added = loadedByName.flatMap((name) => {
    const bytes = libraries.has(name) ? undefined : find(name);
    return bytes ? [{ name, bytes }] : [];
  });
  for (const { name, bytes } of added) libraries.set(name, bytes);
  return added;
}
