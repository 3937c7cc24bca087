/** One socket and the session that speaks through it: order, back-pressure, STARTTLS, time-outs and the end. */
import type { Socket } from 'node:net';
import { setImmediate as poll, setTimeout as sleep } from 'node:timers/promises';
import type { SecureContext } from 'node:tls';

import type { Clock } from '#core/ports/clock.ts';
import type { Conversation, Farewell, Next, Output } from '#protocols/conversation.ts';

import { startTls } from './handshake.ts';
import { Inlet } from './inlet.ts';
import type { ConnectionLimits } from './limits.ts';

export interface ConnectionOptions {
  limits: ConnectionLimits;
  clock: Clock;
  /** Milliseconds to listen before we greet. */
  greetingDelay: number;
  /** The handshake comes before the greeting (RFC 8314 section 3: implicit TLS). */
  implicitTls?: boolean;
  /** What STARTTLS answers with; read at each handshake, so that a renewed certificate is used at once. */
  secureContext: () => SecureContext | undefined;
  handshakeFailed?: () => void;
  converse: (output: Output) => Conversation;
  /** A defect of ours; the connection is closed. */
  trouble: (error: unknown) => void;
}

export class Connection {
  /** Resolves when the socket is gone and the session has cleared up. */
  readonly ended: Promise<void>;
  readonly #options: ConnectionOptions;
  readonly #conversation: Conversation;
  readonly #gone: Promise<void>;
  #socket: Socket;
  #inlet: Inlet;
  #leaving: Farewell | undefined;
  #cut = false;
  /** Our reply lies in the buffer and the client does not read it. */
  #blocked = false;
  #progress: { made: number; at: number };

  constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#inlet = new Inlet(socket);
    this.#conversation = options.converse((piece) => this.#write(piece));
    this.#progress = { made: 0, at: options.clock() };
    this.#gone = new Promise((resolve) => socket.once('close', () => resolve()));
    this.ended = this.#live().then(() => this.#gone);
  }

  /** Ends the session with a word of farewell: at once, or, on `shutdown`, when the message that is coming in has been answered. */
  leave(reason: Farewell): void {
    this.#leaving ??= reason;
    if (reason !== 'shutdown' || this.#conversation.transfer === undefined) this.#inlet.interrupt();
  }

  /** Ends the session with a word of farewell, in the middle of a message too. What is being committed is answered first. */
  cut(): void {
    this.#cut = true;
    this.#leaving ??= 'shutdown';
    this.#inlet.interrupt();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Called every second or so. While we are busy for the client, its time does not run. */
  tick(now: number, idleLimit: number): void {
    const { transfer } = this.#conversation;
    const stalled = now - this.#progress.at > idleLimit;
    if (this.#blocked && stalled) this.destroy();
    if (!this.#inlet.waiting) return;
    if (stalled) this.leave('idle');
    else if (transfer !== undefined && this.#isSlow(transfer, now)) this.leave('slow');
  }

  #isSlow(transfer: { since: number; bytes: number }, now: number): boolean {
    const { grace, bytesPerSecond } = this.#options.limits;
    return transfer.bytes < ((now - transfer.since - grace) / 1000) * bytesPerSecond;
  }

  async #live(): Promise<void> {
    try {
      if (await this.#talk()) await this.#close();
    } catch (error) {
      this.#options.trouble(error);
    } finally {
      this.#socket.destroy();
      await this.#conversation.closed();
    }
  }

  /** True when the socket is to be closed in order. */
  async #talk(): Promise<boolean> {
    if (this.#options.implicitTls && !(await this.#secure())) return false;
    let next: Next = await this.#greet();
    while (next !== 'close' && !this.#mayLeave()) {
      if (next === 'starttls') {
        if (!(await this.#secure())) return false;
        next = 'read';
        continue;
      }
      const chunk = await this.#inlet.next();
      if (chunk === undefined) break;
      next = await this.#conversation.receive(chunk);
      this.#noteProgress();
    }
    if (next !== 'close' && this.#leaving !== undefined) await this.#write(this.#conversation.farewell(this.#leaving));
    return true;
  }

  #noteProgress(): void {
    const made = this.#conversation.progress;
    if (made !== this.#progress.made) this.#progress = { made, at: this.#options.clock() };
  }

  #mayLeave(): boolean {
    if (this.#leaving === undefined) return false;
    return this.#cut || this.#leaving !== 'shutdown' || this.#conversation.transfer === undefined;
  }

  async #greet(): Promise<Next> {
    if (this.#options.greetingDelay > 0) await sleep(this.#options.greetingDelay);
    // Two turns of the event loop: bytes that came with the connection are read in between.
    await poll();
    await poll();
    return this.#conversation.greet(this.#inlet.length > 0);
  }

  async #secure(): Promise<boolean> {
    const context = this.#options.secureContext();
    // RFC 3207 section 4.2: what came in clear behind STARTTLS dies with this inlet.
    this.#inlet.close();
    if (context === undefined) return false;
    const secured = await startTls(this.#socket, context, this.#options.limits.handshake);
    if (secured === undefined) {
      this.#options.handshakeFailed?.();
      return false;
    }
    this.#socket = secured.socket;
    this.#inlet = new Inlet(secured.socket);
    this.#conversation.secured(secured.security);
    return true;
  }

  /** Sends our FIN and reads on for a while: closing with unread bytes would reset the connection and our last words with it. */
  async #close(): Promise<void> {
    const socket = this.#socket;
    this.#inlet.discard();
    socket.end();
    const timer = setTimeout(() => socket.destroy(), this.#options.limits.linger);
    await this.#gone;
    clearTimeout(timer);
  }

  #write(piece: string | Uint8Array): Promise<void> | void {
    const socket = this.#socket;
    if (piece.length === 0 || !socket.writable || socket.write(piece, 'latin1')) return undefined;
    this.#blocked = true;
    return new Promise((resolve) => {
      const go = () => {
        socket.off('drain', go).off('close', go);
        this.#blocked = false;
        this.#progress.at = this.#options.clock();
        resolve();
      };
      socket.on('drain', go).on('close', go);
    });
  }
}
