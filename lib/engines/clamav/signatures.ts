/** The signatures that clamd loads: ClamAV's own where there are any, else our test signatures, which find EICAR and nothing else. */
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { getCACertificates } from 'node:tls';

import { freshclamSettings } from './settings.ts';
import { type Program, run } from './run.ts';

/** `own`: signatures, but not ClamAV's main set. */
export type SignatureKind = 'official' | 'own' | 'test only';

const systemFolder = '/var/lib/clamav';
const testFile = 'citrusmail-test.ndb';
const officialFile = /^(?:main|daily)\.(?:cvd|cld)$/;
/** clamd loads more kinds; these are what sets of signatures consist of. */
export const signatureFile = /\.(?:cvd|cld|cud|ndb|ldb|hdb|hsb|mdb|msb|db|cdb|yar|yara)$/;

/**
 * The folder that clamd is to load: the configured one above all, then `ours` once freshclam has filled it, then the system's. Where
 * none has official signatures, `ours` with the test signatures, since clamd does not start on nothing.
 */
export function chooseSignatures(ours: string, configured?: string, system = systemFolder): string {
  if (configured !== undefined) {
    if (!namesIn(configured).some((name) => signatureFile.test(name))) {
      throw new Error(`the folder ${configured} holds no signatures`);
    }
    return configured;
  }
  if (signatureKind(ours) !== 'official' && signatureKind(system) === 'official') return system;
  writeTestSignatures(ours);
  return ours;
}

/** What a folder holds now: it changes when freshclam has been there. */
export function signatureKind(folder: string): SignatureKind {
  const names = namesIn(folder);
  if (names.some((name) => officialFile.test(name))) return 'official';
  return names.some((name) => name !== testFile && signatureFile.test(name)) ? 'own' : 'test only';
}

/** Another when a file of the folder is. */
export function stampOf(folder: string): string {
  const files = namesIn(folder).filter((name) => signatureFile.test(name));
  return files.map((name) => `${name} ${statSync(join(folder, name)).mtimeMs}`).join('\n');
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** EICAR's test file, its beginning: in pieces, so that no scanner takes this one for it. */
export const testFileText = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-', 'ANTIVIRUS-TEST-', 'FILE!$H+H*'].join(
  '',
);

/** EICAR's 68 characters stand at the beginning of a file, or they are not EICAR. */
export function writeTestSignatures(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, testFile), `CitrusMail.Test.EICAR:0:0:${Buffer.from(testFileText).toString('hex')}\n`);
}

export type Update =
  | { outcome: 'done' }
  /** `coolDown`: the servers have had enough of us for some hours; that is no trouble. */
  | { outcome: 'failed'; reason: string; coolDown?: true };

export interface UpdateOptions {
  freshclam: Program;
  /** Written into: nobody else's folder. */
  folder: string;
  /** Where freshclam.conf is written. */
  settingsFolder: string;
  mirror?: string | undefined;
  /** Keeps them packed: for signatures that are carried about. */
  compress?: boolean | undefined;
}

/** Runs freshclam once: it brings what is new and tests it. */
export async function updateSignatures(options: UpdateOptions): Promise<Update> {
  const { freshclam, folder, settingsFolder, mirror, compress } = options;
  const file = join(settingsFolder, 'freshclam.conf');
  writeFileSync(file, freshclamSettings({ signatures: folder, owner: owner(), mirror, compress }));
  const env = authorities(settingsFolder);
  const ran = await run(freshclam, [`--config-file=${file}`, '--stdout'], { env, timeLimit: 30 * 60_000 });
  const coolDown = /cool-down until after: (.+)/.exec(ran.stdout)?.[1];
  if (coolDown !== undefined)
    return { outcome: 'failed', reason: `asked too often, not before ${coolDown}`, coolDown: true };
  if (ran.ok) return { outcome: 'done' };
  // `Message: ` comes from libcurl and names the cause; the ERROR lines after it only repeat that it failed.
  const cause = /Message: (.+)/.exec(ran.stdout)?.[1] ?? /^ERROR: (.+)/m.exec(ran.stdout)?.[1];
  return { outcome: 'failed', reason: cause ?? ran.reason };
}

/** In a function our user has a number and no name; freshclam asks for the name only where it starts as root. */
function owner(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? '');
  }
}

/** Where Debian's libcurl looks for the authorities that it trusts. */
const systemAuthorities = '/etc/ssl/certs/ca-certificates.crt';

/** Elsewhere than on Debian it trusts nobody, so it is given Node's list. */
function authorities(folder: string): Record<string, string> {
  if (process.env['CURL_CA_BUNDLE'] !== undefined || existsSync(systemAuthorities)) return {};
  const file = join(folder, 'authorities.pem');
  writeFileSync(file, getCACertificates('default').join('\n'));
  return { CURL_CA_BUNDLE: file };
}

const hour = 60 * 60_000;

/** When to run the next update: ClamAV asks for no more than one in an hour, and its servers shut out who insists. */
export function updateDelay(failuresInARow: number): number {
  return Math.min(3 * hour * 2 ** failuresInARow, 24 * hour);
}
