/** What a socket has received, a chunk at a time. The socket is paused while its reader is busy. */
import type { Socket } from 'node:net';

/** Chunks that may wait for a busy reader before the socket is told to pause. */
const enough = 2;

export class Inlet {
  readonly #socket: Socket;
  #chunks: Buffer[] = [];
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onEnd).on('error', ignore);
  }

  get length(): number {
    return this.#chunks.length;
  }

  /** Somebody waits for `next`. */
  get waiting(): boolean {
    return this.#wake !== undefined;
  }

  /** Undefined when the other side has ended, or at `interrupt`. */
  async next(): Promise<Buffer | undefined> {
    if (this.#chunks.length === 0 && !this.#ended) {
      this.#socket.resume();
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return this.#chunks.shift();
  }

  interrupt(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }

  /** Whatever comes from now on is thrown away, so that the socket can end. */
  discard(): void {
    this.#chunks = [];
    this.#socket.off('data', this.#onData).resume();
  }

  /** Lets go of the socket; what it still holds goes to whoever reads it next. */
  close(): void {
    this.#chunks = [];
    this.#socket.pause().off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onEnd);
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#chunks.push(chunk);
    if (this.#wake !== undefined) this.interrupt();
    else if (this.#chunks.length >= enough) this.#socket.pause();
  };

  readonly #onEnd = (): void => {
    this.#ended = true;
    this.interrupt();
  };
}

/** A broken socket emits `close` next, which is all that anybody needs to know. */
const ignore = (): void => undefined;
