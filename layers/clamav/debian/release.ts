/** A suite's Release file: the root of the chain of hashes. Who vouches for it is decided here, and nowhere else. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { run } from '#engines/clamav/run.ts';

export interface Trust {
  /** A file with Debian's keys; undefined: where Debian's package debian-archive-keyring puts it. */
  keyring?: string | undefined;
  /** The operator answers for a mirror that nobody else vouches for. */
  unsigned?: boolean | undefined;
}

export interface Release {
  /** SHA-256 by path, relative to the suite. */
  hashes: Map<string, string>;
  /** Files can be fetched by their hash, so that a mirror that is being renewed cannot give another than we mean. */
  byHash: boolean;
}

/** `operator`: the option that says so. */
export type Vouched = 'signature' | 'https' | 'operator';

export const keyrings = [
  '/usr/share/keyrings/debian-archive-keyring.pgp',
  '/usr/share/keyrings/debian-archive-keyring.gpg',
  '/usr/local/share/keyrings/debian-archive-keyring.gpg',
  '/opt/homebrew/share/keyrings/debian-archive-keyring.gpg',
];
const beginning = '-----BEGIN PGP SIGNED MESSAGE-----';
const minute = 60_000;

/** Who answers for the text: the first that can, the strongest first. Throws where nobody does, or where the signature is wrong. */
export async function vouch(inRelease: Buffer, url: string, trust: Trust): Promise<{ text: string; by: Vouched }> {
  const keyring = trust.keyring ?? keyrings.find((path) => existsSync(path));
  if (keyring !== undefined && trust.unsigned !== true) {
    const verified = await verify(inRelease, keyring);
    if (verified !== undefined) return { text: verified, by: 'signature' };
    if (trust.keyring !== undefined) throw new Error('a keyring is given, but there is no gpgv to use it');
  }
  if (url.startsWith('https:')) return { text: unwrap(inRelease), by: 'https' };
  if (trust.unsigned === true) return { text: unwrap(inRelease), by: 'operator' };
  throw new Error(
    `${url} comes by plain http, and nothing here can check Debian's signature: use an https mirror, or install gpgv ` +
      'and debian-archive-keyring, or say --unsigned and answer for the mirror yourself',
  );
}

/** The signed text, and only that; undefined where there is no gpgv. */
async function verify(inRelease: Buffer, keyring: string): Promise<string | undefined> {
  const gpgv = { command: 'gpgv', args: [] };
  if (!(await run(gpgv, ['--version'], { timeLimit: minute })).ok) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'release-'));
  try {
    const file = join(folder, 'InRelease');
    writeFileSync(file, inRelease);
    const checked = await run(gpgv, ['--keyring', keyring, '--output', '-', file], { timeLimit: minute });
    if (checked.ok) return checked.stdout;
    const said = checked.stderr.trim().split('\n').at(-1) ?? checked.reason;
    throw new Error(
      `Debian's signature does not fit (${said}). Where the keyring ${keyring} is older than the suite, a newer one helps (--keyring)`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The text between the lines of the signature (RFC 9580 section 7). */
function unwrap(inRelease: Buffer): string {
  const text = inRelease.toString('utf8').replaceAll('\r\n', '\n');
  const start = text.indexOf('\n\n');
  const end = text.indexOf('\n-----BEGIN PGP SIGNATURE-----');
  if (!text.startsWith(beginning) || start < 0 || end < start) throw new Error('this is no InRelease file of Debian');
  return text.slice(start + 2, end + 1).replace(/^- /gm, '');
}

/** Throws where it is another suite's, or so old that somebody may be holding newer ones back. */
export function readRelease(text: string, suite: string, now: number): Release {
  const field = (name: string) => new RegExp(`^${name}: (.+)$`, 'm').exec(text)?.[1];
  const names = [field('Suite'), field('Codename')];
  if (!names.includes(suite)) throw new Error(`the mirror gives ${names.join(' or ')} instead of ${suite}`);
  const until = field('Valid-Until');
  if (until !== undefined && !(Date.parse(until) > now)) {
    throw new Error(`the index of ${suite} was good until ${until}: the mirror is not kept up to date`);
  }
  const section = /^SHA256:\n((?: .*\n?)+)/m.exec(text)?.[1] ?? '';
  const lines = [...section.matchAll(/^ ([0-9a-f]{64}) +\d+ (\S+)$/gm)];
  return {
    hashes: new Map(lines.map(([, hash = '', path = '']) => [path, hash])),
    byHash: field('Acquire-By-Hash') === 'yes',
  };
}
