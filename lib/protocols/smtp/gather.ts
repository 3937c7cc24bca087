/** Joins small pieces of content, so that a client that sends one byte a packet costs us bytes and not buffers. */

/** A piece of this size is worth a write of its own. */
const enough = 16 * 1024;

export class Gather {
  #block: Buffer | undefined;
  #length = 0;

  /** What is to be written now; undefined while it is too little and not the last. */
  add(bytes: Buffer, last: boolean): Buffer | undefined {
    if (this.#length === 0 && (last || bytes.length >= enough)) return bytes;
    this.#block ??= Buffer.allocUnsafeSlow(enough);
    if (last || this.#length + bytes.length > enough) return this.#empty(bytes);
    this.#block.set(bytes, this.#length);
    this.#length += bytes.length;
    return undefined;
  }

  #empty(bytes: Buffer): Buffer {
    const all = Buffer.concat([this.#block!.subarray(0, this.#length), bytes]);
    this.#length = 0;
    return all;
  }
}
