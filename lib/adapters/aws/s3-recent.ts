/** The bytes of the last few messages: who asks for an envelope asks for the bytes next, and one request brings both. */

const mostMessages = 8;
const mostBytes = 50 * 1024 * 1024;

export class Recent {
  /** The one used last stands last. */
  readonly #bytes = new Map<string, Uint8Array>();
  #size = 0;

  get(id: string): Uint8Array | undefined {
    const bytes = this.#bytes.get(id);
    if (bytes) this.keep(id, bytes);
    return bytes;
  }

  keep(id: string, bytes: Uint8Array): void {
    this.forget(id);
    if (bytes.length > mostBytes) return;
    this.#bytes.set(id, bytes);
    this.#size += bytes.length;
    for (const oldest of this.#bytes.keys()) {
      if (this.#size <= mostBytes && this.#bytes.size <= mostMessages) return;
      this.forget(oldest);
    }
  }

  forget(id: string): void {
    this.#size -= this.#bytes.get(id)?.length ?? 0;
    this.#bytes.delete(id);
  }
}
