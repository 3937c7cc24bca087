/** Cuts what a client sends into command lines. CRLF ends a line and nothing else does (RFC 5321 section 2.3.8). */
import { isAscii, isUtf8 } from 'node:buffer';

const CR = 13;
const LF = 10;
const nothing = Buffer.alloc(0);

/**
 * `bare`: a CR or LF stands alone, so the two sides no longer agree on what a line is. `long`: over the limit and thrown away.
 * `garbled`: neither ASCII nor UTF-8, or with control characters in it.
 */
export type Line = { kind: 'line'; text: string } | { kind: 'bare' } | { kind: 'long' } | { kind: 'garbled' };

export class Lines {
  readonly #limit: number;
  #bytes: Buffer = nothing;
  #overlong = false;

  /** `limit` counts the CRLF, as RFC 5321 section 4.5.3.1.4 does. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  push(chunk: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
  }

  /** The next complete line; undefined when it has not come yet. */
  next(): Line | undefined {
    const end = this.#bytes.indexOf(LF);
    const carriageReturn = this.#bytes.indexOf(CR);
    if (end < 0) return this.#incomplete(carriageReturn);
    const length = end + 1;
    if (end === 0 || carriageReturn !== end - 1) return { kind: 'bare' };
    const tooLong = this.#overlong || length > this.#limit;
    const line = this.#bytes.subarray(0, carriageReturn);
    this.#bytes = this.#bytes.subarray(length);
    this.#overlong = false;
    return tooLong ? { kind: 'long' } : read(line);
  }

  /** Takes all that is there and is no line yet: content, or what was pipelined in clear behind STARTTLS. */
  drain(): Buffer {
    const rest = this.#bytes;
    this.#bytes = nothing;
    this.#overlong = false;
    return rest;
  }

  get waiting(): number {
    return this.#bytes.length;
  }

  #incomplete(carriageReturn: number): Line | undefined {
    const last = this.#bytes.length - 1;
    if (carriageReturn >= 0 && carriageReturn < last) return { kind: 'bare' };
    if (last >= this.#limit) {
      this.#overlong = true;
      this.#bytes = Buffer.from(this.#bytes.subarray(last));
    }
    return undefined;
  }
}

function read(line: Buffer): Line {
  const text = isAscii(line) || isUtf8(line) ? line.toString('utf8') : undefined;
  if (text === undefined || /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/.test(text)) return { kind: 'garbled' };
  return { kind: 'line', text };
}
