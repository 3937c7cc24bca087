/** A compound file (OLE2, [MS-CFB]): its entries, and the content of its streams as far as one file is worth the work. */
import { readDirectory, type CompoundEntry } from './directory.ts';
import { MiniStream, readChain, readLayout, type Layout } from './sectors.ts';

/** The first eight bytes (section 2.2). Whoever reads a file has seen them there. */
export const compoundMagic = Buffer.from('d0cf11e0a1b11ae1', 'hex');

/** What is read of a smaller file in all, and of a larger one twice its size: ten thousand names for one long stream are an attack. */
const leastWork = 128 * 1024 * 1024;

/** Undefined where the header is none. */
export function readCompound(bytes: Uint8Array): Compound | undefined {
  const layout = readLayout(bytes);
  return layout && new Compound(layout);
}

export class Compound {
  readonly entries: readonly CompoundEntry[];
  readonly root: CompoundEntry | undefined;
  readonly #layout: Layout;
  #mini: MiniStream | undefined;
  #workLeft: number;
  #exhausted = false;

  constructor(layout: Layout) {
    this.#layout = layout;
    this.entries = readDirectory(layout);
    this.root = this.entries.find(({ kind }) => kind === 'root');
    this.#workLeft = Math.max(leastWork, 2 * layout.file.length);
  }

  /** The directory, or a stream that was read until now, is not whole. */
  get damaged(): boolean {
    return this.#layout.damaged;
  }

  /** More was asked for than a file is worth: what was read last is empty. */
  get exhausted(): boolean {
    return this.#exhausted;
  }

  /** A whole stream, or its first `most` bytes; a shorter answer means `damaged` or `exhausted`. */
  read(entry: CompoundEntry, most = entry.size): Buffer {
    const wanted = Math.min(entry.size, most);
    const size = Math.min(wanted, this.#layout.file.length);
    if (size > this.#workLeft) {
      this.#exhausted = true;
      return Buffer.alloc(0);
    }
    this.#workLeft -= size;
    const bytes = entry.kind === 'stream' ? this.#follow(entry, size) : Buffer.alloc(0);
    if (bytes.length < wanted) this.#layout.damaged = true;
    return bytes;
  }

  /** Section 2.6.3: below the cutoff of the header a stream is a small one. */
  #follow(entry: CompoundEntry, size: number): Buffer {
    const cutoff = this.#layout.file.readUInt32LE(56);
    if (entry.size >= cutoff || !this.root) return readChain(this.#layout, entry.start, size);
    this.#mini ??= new MiniStream(this.#layout, this.root);
    return this.#mini.read(entry.start, size);
  }
}
