/** Boundary delimiter lines (RFC 2046 section 5.1.1) of the multiparts that are open at a place. */
import { Buffer } from 'node:buffer';

export interface Multipart {
  readonly boundary: string;
  /** Its close delimiter has come. */
  closed: boolean;
}

export interface Delimiter {
  start: number;
  /** Behind its line end. */
  next: number;
  owner: Multipart;
  close: boolean;
}

const LF = 0x0a;
const HYPHEN = 0x2d;

/** Boundaries have 70 characters at most; longer ones are read, but not without end. */
const maxLine = 1024;

export class Delimiters {
  readonly #bytes: Buffer;
  readonly #prefixCounts: boolean;
  readonly #open: Multipart[] = [];
  readonly #byBoundary = new Map<string, Multipart[]>();
  /** A line was a delimiter but for what follows the boundary. */
  sawPrefix = false;

  constructor(bytes: Buffer, prefixCounts: boolean) {
    this.#bytes = bytes;
    this.#prefixCounts = prefixCounts;
  }

  open(boundary: string): Multipart {
    const multipart = { boundary, closed: false };
    this.#open.push(multipart);
    const same = this.#byBoundary.get(boundary);
    if (same) same.push(multipart);
    else this.#byBoundary.set(boundary, [multipart]);
    return multipart;
  }

  /** Forgets the innermost. */
  leave(): void {
    const multipart = this.#open.pop();
    if (multipart) this.#byBoundary.get(multipart.boundary)?.pop();
  }

  /** The first delimiter at or behind `from`, which is the beginning of a line. */
  next(from: number, to: number): Delimiter | undefined {
    if (this.#open.length === 0) return undefined;
    let at = from;
    while (at < to) {
      const delimiter = this.at(at, to);
      if (delimiter) return delimiter;
      const found = this.#bytes.indexOf('\n--', at, 'latin1');
      if (found < 0) return undefined;
      at = found + 1;
    }
    return undefined;
  }

  /** The delimiter whose line begins here. */
  at(start: number, to: number): Delimiter | undefined {
    const bytes = this.#bytes;
    if (bytes[start] !== HYPHEN || bytes[start + 1] !== HYPHEN || start + 2 > to) return undefined;
    const lineEnd = bytes.indexOf(LF, start);
    const next = lineEnd < 0 || lineEnd >= to ? to : lineEnd + 1;
    const line = bytes.toString('latin1', start + 2, Math.min(next, start + maxLine)).trimEnd();
    const found = this.#exact(line) ?? this.#prefixed(line);
    return found && { start, next, ...found };
  }

  #exact(line: string): Pick<Delimiter, 'owner' | 'close'> | undefined {
    const owner = this.#ownerOf(line);
    if (owner) return { owner, close: false };
    const closing = line.endsWith('--') ? this.#ownerOf(line.slice(0, -2)) : undefined;
    return closing && { owner: closing, close: true };
  }

  /** The innermost that is not yet closed: it may have its boundary from its parent. */
  #ownerOf(boundary: string): Multipart | undefined {
    const same = this.#byBoundary.get(boundary);
    return same?.findLast((multipart) => !multipart.closed) ?? same?.at(-1);
  }

  #prefixed(line: string): Pick<Delimiter, 'owner' | 'close'> | undefined {
    if (!this.#prefixCounts && this.sawPrefix) return undefined;
    const owner = this.#open.findLast(({ boundary }) => line.startsWith(boundary));
    if (!owner) return undefined;
    this.sawPrefix = true;
    return this.#prefixCounts ? { owner, close: line.startsWith('--', owner.boundary.length) } : undefined;
  }
}
