import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { readRelease, vouch } from './release.ts';

const hash = 'b'.repeat(64);
const body = [
  'Suite: stable-security',
  'Codename: trixie-security',
  'Valid-Until: Mon, 30 Nov 2026 11:22:38 UTC',
  'Acquire-By-Hash: yes',
  'MD5Sum:',
  ` ${'c'.repeat(32)}  140 main/binary-amd64/Packages.xz`,
  'SHA256:',
  ` ${hash}  309200 main/binary-amd64/Packages.xz`,
  '',
].join('\n');
const armoured = Buffer.from(
  `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n${body}-----BEGIN PGP SIGNATURE-----\nx\n-----END PGP SIGNATURE-----\n`,
);
const plain = 'http://mirror.example/dists/trixie/InRelease';
const secure = 'https://mirror.example/dists/trixie/InRelease';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'release-test-'))));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** The only program there is: it says what the signed text is, or that the signature is wrong. */
function gpgv(script: string): void {
  writeFileSync(join(folder, 'gpgv'), `#!/bin/sh\nif [ "$1" = --version ]; then exit 0; fi\n${script}\n`);
  chmodSync(join(folder, 'gpgv'), 0o755);
  vi.stubEnv('PATH', `${folder}:/usr/bin:/bin`);
}
const noPrograms = () => vi.stubEnv('PATH', folder);
const keyring = () => {
  writeFileSync(join(folder, 'keys'), '');
  return join(folder, 'keys');
};

describe('who vouches for the index', () => {
  it('is Debian, where gpgv and its keys are there: what it signed counts, and no other text', async () => {
    gpgv('echo "the signed text"');
    const vouched = await vouch(armoured, plain, { keyring: keyring() });
    expect(vouched).toEqual({ text: 'the signed text\n', by: 'signature' });
  });

  it('is nobody where the signature is wrong, https or not', async () => {
    gpgv('echo "gpgv: BAD signature" >&2; exit 1');
    for (const url of [plain, secure]) {
      await expect(vouch(armoured, url, { keyring: keyring() })).rejects.toThrow('gpgv: BAD signature');
    }
  });

  it('is nobody where keys are given and cannot be used', async () => {
    noPrograms();
    await expect(vouch(armoured, secure, { keyring: keyring() })).rejects.toThrow('no gpgv');
  });

  it('is https without gpgv', async () => {
    noPrograms();
    expect(await vouch(armoured, secure, {})).toEqual({ text: body, by: 'https' });
  });

  it('is nobody over plain http, unless the operator says so', async () => {
    noPrograms();
    await expect(vouch(armoured, plain, {})).rejects.toThrow('--unsigned');
    expect(await vouch(armoured, plain, { unsigned: true })).toEqual({ text: body, by: 'operator' });
  });

  it('is nobody for something else than a signed index', async () => {
    noPrograms();
    await expect(vouch(Buffer.from('<html>'), secure, {})).rejects.toThrow('no InRelease');
  });
});

describe('the index of a suite', () => {
  const before = Date.UTC(2026, 10, 24);

  it('gives the hashes by SHA-256, not by MD5', () => {
    expect(readRelease(body, 'trixie-security', before)).toEqual({
      hashes: new Map([['main/binary-amd64/Packages.xz', hash]]),
      byHash: true,
    });
  });

  it('of another suite, or one that is held back, is refused', () => {
    expect(() => readRelease(body, 'bookworm-security', before)).toThrow('instead of bookworm-security');
    expect(() => readRelease(body, 'trixie-security', Date.UTC(2026, 11, 1))).toThrow('not kept up to date');
  });
});
