/** Gets files from a mirror, and keeps packages that it has already had by their hash. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** No connection, no name, or a server in trouble: nothing that we could mend. */
export class MirrorUnreachable extends Error {
  override name = 'MirrorUnreachable';
}

const tries = 3;
const pause = 1_000;
const timeLimit = 120_000;
const redirects = 5;

/** Rejects with `MirrorUnreachable`, or with an Error where the mirror answers and has no such file. */
export async function download(url: string): Promise<Buffer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await getOnce(url);
    } catch (error) {
      if (!(error instanceof MirrorUnreachable) || attempt === tries) throw error;
      await sleep(pause * attempt);
    }
  }
}

async function getOnce(start: string): Promise<Buffer> {
  let url = start;
  for (let hop = 0; hop <= redirects; hop++) {
    const response = await reach(url, () => fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeLimit) }));
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null) return await read(response, url);
    const next = new URL(location, url);
    // Whoever asked for https trusts that server; a redirect must not give that away.
    if (url.startsWith('https:') && next.protocol !== 'https:') throw new Error(`${url} redirects to plain http`);
    url = next.href;
  }
  throw new Error(`${start} redirects without an end`);
}

async function read(response: Response, url: string): Promise<Buffer> {
  if (response.status >= 500 || response.status === 429) throw new MirrorUnreachable(`${url}: ${response.status}`);
  if (!response.ok) throw new Error(`${url}: the mirror answers ${response.status}`);
  return reach(url, async () => Buffer.from(await response.arrayBuffer()));
}

async function reach<T>(url: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MirrorUnreachable(`${url} cannot be reached: ${why}`, { cause: error });
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The file of this hash: out of the cache, or from the mirror. Anything else is refused. */
export async function downloadByHash(url: string, hash: string, cache: string): Promise<Buffer> {
  const kept = join(cache, hash);
  if (existsSync(kept)) {
    const bytes = readFileSync(kept);
    if (sha256(bytes) === hash) return bytes;
  }
  const bytes = await download(url);
  if (sha256(bytes) !== hash) throw new Error(`${url} is not the file that the index promises: its SHA-256 differs`);
  mkdirSync(cache, { recursive: true });
  const draft = `${kept}.${process.pid}`;
  writeFileSync(draft, bytes);
  renameSync(draft, kept);
  return bytes;
}
