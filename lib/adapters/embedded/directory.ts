/** A directory whose entries are made durable: many changes, one fsync. */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';

import { fsync } from './durable-file.ts';
import { GroupCommit } from './group-commit.ts';

export class Directory {
  readonly path: string;
  /** Windows cannot open a directory, and NTFS keeps renames in its journal by itself. */
  #fd: number | undefined;
  readonly #syncs = new GroupCommit<undefined, undefined>(async (group) => {
    if (this.#fd !== undefined) await fsync(this.#fd);
    return group.map(() => ({ ok: true, value: undefined }));
  });

  /** Makes the directory where it is missing, readable by nobody else: it holds people's mail. */
  constructor(path: string) {
    this.path = path;
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (process.platform !== 'win32') this.#fd = openSync(path, 'r');
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** Resolves when every entry made, renamed or removed before the call is durable. */
  sync(): Promise<void> {
    return this.#syncs.add(undefined);
  }

  async close(): Promise<void> {
    await this.#syncs.idle();
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }
}
