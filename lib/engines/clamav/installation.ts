/** Where ClamAV's programs are on this machine: the system's own, or what `unpack` brought. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Program } from './run.ts';

export interface ClamavInstallation {
  origin: 'system' | 'unpacked';
  clamd: Program;
  /** Without it signatures are not updated by us. */
  freshclam?: Program;
}

const systemFolders = ['/usr/sbin', '/usr/bin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/opt/clamav/sbin'];

export function findSystemClamav(folders: readonly string[] = systemFolders): ClamavInstallation | undefined {
  const find = (name: string) => folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  const clamd = find('clamd');
  if (clamd === undefined) return undefined;
  const freshclam = find('freshclam');
  return {
    origin: 'system',
    clamd: { command: clamd, args: [] },
    ...(freshclam === undefined ? {} : { freshclam: { command: freshclam, args: [] } }),
  };
}

/** `folder` as `unpack` lays it out: bin/, and lib/ with the loader that belongs to these libraries. */
export function findUnpackedClamav(folder: string): ClamavInstallation | undefined {
  if (!existsSync(join(folder, 'bin', 'clamd'))) return undefined;
  const lib = join(folder, 'lib');
  const loader = findLoader(lib);
  if (loader === undefined) return undefined;
  const program = (name: string) => loadedProgram(join(lib, loader), lib, join(folder, 'bin', name));
  return { origin: 'unpacked', clamd: program('clamd'), freshclam: program('freshclam') };
}

function findLoader(lib: string): string | undefined {
  return readdirSync(lib).find((name) => /^ld-linux[\w-]*\.so\.\d$/.test(name));
}

/** The system's libraries may be older, or of another C library: only the packaged ones are used (ld.so(8)). */
function loadedProgram(loader: string, lib: string, path: string): Program {
  return { command: loader, args: ['--inhibit-cache', '--library-path', lib, path] };
}
