import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { findSystemClamav, findUnpackedClamav } from './installation.ts';
import { unpackClamav } from './unpack.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'unpack-'))));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** A program of this name that does as the shell script says. */
function program(name: string, script: string): void {
  writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

function onlyPrograms(programs: Record<string, string>): void {
  mkdirSync(join(folder, 'bin'), { recursive: true });
  for (const [name, script] of Object.entries(programs)) program(name, script);
  vi.stubEnv('PATH', join(folder, 'bin'));
}

describe('unpacking ClamAV', () => {
  it('says why it cannot be without apt', async () => {
    onlyPrograms({});
    expect(await unpackClamav(join(folder, 'clamav'))).toEqual({
      absent: expect.stringContaining('no apt-get') as string,
    });
  });

  it('says so when there is no package, as without network', async () => {
    onlyPrograms({ 'apt-get': 'exit 0' });
    const result = await unpackClamav(join(folder, 'clamav'));
    expect(result).toEqual({ absent: expect.stringContaining('no package clamav-daemon') as string });
  });

  it('says what apt says when the download fails, and leaves nothing behind', async () => {
    const script = [
      'case "$*" in',
      `*print-uris*) echo "'http://deb.example/c.deb' clamav-daemon_1.4_amd64.deb 1 SHA256:0";;`,
      '*download*) echo "E: Failed to fetch" >&2; exit 100;;',
      'esac',
    ];
    onlyPrograms({ 'apt-get': script.join('\n') });
    const steps: string[] = [];
    const result = await unpackClamav(join(folder, 'clamav'), (step) => steps.push(step));
    expect(result).toEqual({ absent: expect.stringContaining('E: Failed to fetch') as string });
    expect(steps).toContain('ClamAV: fetching 1 packages');
    expect(readdirSync(folder)).toEqual(['bin']);
  });

  it('says so where it may not write', async () => {
    writeFileSync(join(folder, 'file'), '');
    const result = await unpackClamav(join(folder, 'file', 'clamav'));
    expect(result).toEqual({ absent: expect.stringContaining('could not be unpacked') as string });
  });

  it('does nothing where it is there already', async () => {
    onlyPrograms({});
    for (const sub of ['bin', 'lib']) mkdirSync(join(folder, 'clamav', sub), { recursive: true });
    for (const file of ['bin/clamd', 'bin/freshclam', 'lib/ld-linux-aarch64.so.1'])
      writeFileSync(join(folder, 'clamav', file), '');
    expect(await unpackClamav(join(folder, 'clamav'))).toMatchObject({
      origin: 'unpacked',
      clamd: { command: join(folder, 'clamav/lib/ld-linux-aarch64.so.1') },
    });
  });
});

describe('a ClamAV that is there', () => {
  it("is the system's, with freshclam where it has one", () => {
    mkdirSync(join(folder, 'sbin'));
    writeFileSync(join(folder, 'sbin', 'clamd'), '');
    expect(findSystemClamav([folder, join(folder, 'sbin')])).toEqual({
      origin: 'system',
      clamd: { command: join(folder, 'sbin', 'clamd'), args: [] },
    });
    writeFileSync(join(folder, 'freshclam'), '');
    expect(findSystemClamav([folder, join(folder, 'sbin')])?.freshclam?.command).toBe(join(folder, 'freshclam'));
  });

  it('is none in empty folders, nor in half an unpacking', () => {
    expect(findSystemClamav([folder])).toBeUndefined();
    expect(findUnpackedClamav(folder)).toBeUndefined();
    for (const sub of ['bin', 'lib']) mkdirSync(join(folder, sub));
    writeFileSync(join(folder, 'bin', 'clamd'), '');
    expect(findUnpackedClamav(folder)).toBeUndefined();
  });
});
