/** Several packages unpacked over each other, as a file system in memory that follows links. */
import { posix } from 'node:path';

import type { DebFile } from './deb.ts';
import type { Package } from './packages.ts';

export interface Found<P> {
  bytes: Uint8Array;
  /** The package that the bytes are from. */
  from: P;
}

const deepest = 20;

export class Tree<P extends Package = Package> {
  readonly #entries = new Map<string, DebFile & { from: P }>();

  add(from: P, files: Iterable<[string, DebFile]>): void {
    for (const [path, file] of files) this.#entries.set(path, { ...file, from });
  }

  paths(): string[] {
    return [...this.#entries.keys()];
  }

  /** The file that the path leads to, through links to files and to folders. */
  read(path: string, depth = 0): Found<P> | undefined {
    if (depth > deepest) return undefined;
    const entry = this.#entries.get(path);
    if (entry?.kind === 'file') return { bytes: entry.bytes, from: entry.from };
    if (entry?.kind === 'link') return this.read(follow(path, entry.target), depth + 1);
    const through = this.#linkedFolder(path);
    return through === undefined ? undefined : this.read(through, depth + 1);
  }

  #linkedFolder(path: string): string | undefined {
    for (let folder = posix.dirname(path); folder !== '.'; folder = posix.dirname(folder)) {
      const entry = this.#entries.get(folder);
      if (entry?.kind === 'link') return posix.join(follow(folder, entry.target), path.slice(folder.length));
    }
    return undefined;
  }
}

function follow(path: string, target: string): string {
  const from = target.startsWith('/') ? target : posix.join('/', posix.dirname(path), target);
  return posix.normalize(from).replace(/^\/+/, '');
}
