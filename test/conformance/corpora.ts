/** The public suites that lie beside the repository; they are not part of it, and a test that needs one skips loudly without. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const corpora = join(import.meta.dirname, '../../../shared/corpora');

export interface Unpacked {
  folder: string;
  remove(): void;
}

/** Unpacks the named archive into a folder of its own; undefined where there is none. */
export function unpackCorpus(name: string): Unpacked | undefined {
  const archive = join(corpora, `${name}.tar.gz`);
  if (!existsSync(archive)) {
    console.warn(`SKIPPED: ${archive} is not here`);
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  execFileSync('tar', ['-xzf', archive, '-C', folder]);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
