/** The VirusEngine port over clamd's socket. What this message did and what the engine suffers are kept apart (promise 2). */
import { createHash } from 'node:crypto';

import { EngineUnavailable } from '#core/analyse/examiner.ts';
import type { VirusEngine, VirusVerdict } from '#core/ports/virus-engine.ts';

import { readScanReply, readVersion } from './reply.ts';
import { type ClamdAddress, ClamdSession, ConnectionLost } from './session.ts';

export interface ClientLimits {
  /** Milliseconds within which a healthy clamd answers a ping, however busy. */
  ping: number;
  /** Milliseconds of silence in a scan after which we ask whether clamd is still alive. */
  silence: number;
  /** Bytes; clamd breaks off a stream beyond its StreamMaxLength, so such a stream is not begun. */
  stream: number;
  /** Milliseconds after which an unused connection is not trusted any more. */
  idle: number;
}

export const streamMegabytes = 45;
const defaults: ClientLimits = { ping: 5_000, silence: 5_000, stream: streamMegabytes * 1024 * 1024, idle: 60_000 };
const suspectLimit = 1_000;

export function connectClamav(address: ClamdAddress, limits: Partial<ClientLimits> = {}): VirusEngine {
  return new ClamdClient(address, { ...defaults, ...limits });
}

class ClamdClient implements VirusEngine {
  readonly #address: ClamdAddress;
  readonly #limits: ClientLimits;
  #session: ClamdSession | undefined;
  #opening: Promise<ClamdSession> | undefined;
  /** SHA-256 of contents that were in clamd's hands when it went away. */
  readonly #suspects = new Set<string>();
  #lastSuspect: Promise<unknown> = Promise.resolve();

  constructor(address: ClamdAddress, limits: ClientLimits) {
    this.#address = address;
    this.#limits = limits;
  }

  /** Over a connection of its own when there is none without a scan that could be in its way. */
  async version(): Promise<string> {
    if (this.#session?.idle && this.#isFresh(this.#session)) {
      const known = await this.#askVersion(this.#session).catch(() => undefined);
      if (known !== undefined) return known;
    }
    const session = await this.#open();
    try {
      return await this.#askVersion(session);
    } catch (error) {
      throw unavailable(error);
    } finally {
      session.close(new Error('done'));
    }
  }

  async #askVersion(session: ClamdSession): Promise<string> {
    const reply = await within(this.#limits.ping, session.ask('VERSION'));
    const version = readVersion(reply);
    if (version === undefined) throw new Error(`not a clamd: ${reply.slice(0, 80)}`);
    return version;
  }

  async scan(bytes: Uint8Array, signal: AbortSignal): Promise<VirusVerdict> {
    signal.throwIfAborted();
    if (bytes.length > this.#limits.stream) return { kind: 'limit', text: `${bytes.length} bytes` };
    if (this.#suspects.size > 0) {
      const digest = digestOf(bytes);
      if (this.#suspects.has(digest)) return this.#scanSuspect(digest, bytes, signal);
    }
    try {
      return await this.#scanOnce(bytes, signal);
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      return await this.#suspect(bytes, signal);
    }
  }

  /** The connection died over these bytes: with the engine gone they wait, with it alive they are tried once more. */
  async #suspect(bytes: Uint8Array, signal: AbortSignal): Promise<VirusVerdict> {
    const digest = digestOf(bytes);
    if (this.#suspects.size >= suspectLimit) this.#suspects.clear();
    this.#suspects.add(digest);
    await this.version();
    return this.#scanSuspect(digest, bytes, signal);
  }

  /** Suspects go one at a time, so that the guilty one cannot take another with it a second time. */
  #scanSuspect(digest: string, bytes: Uint8Array, signal: AbortSignal): Promise<VirusVerdict> {
    const turn = this.#lastSuspect.then(async () => {
      signal.throwIfAborted();
      try {
        const verdict = await this.#scanOnce(bytes, signal);
        this.#suspects.delete(digest);
        return verdict;
      } catch (error) {
        if (!(error instanceof ConnectionLost)) throw error;
        throw new Error('clamd went away twice over this content', { cause: error });
      }
    });
    this.#lastSuspect = turn.catch(() => undefined);
    return turn;
  }

  async #scanOnce(bytes: Uint8Array, signal: AbortSignal): Promise<VirusVerdict> {
    const session = await this.#shared();
    signal.throwIfAborted();
    const reply = await this.#untilSilent(session, session.scan(bytes), signal);
    const verdict = readScanReply(reply);
    if (verdict.kind === 'trouble') throw new EngineUnavailable(`clamd: ${verdict.text}`);
    return verdict;
  }

  /** Waits for the reply, as long as clamd answers pings and nobody aborts. */
  #untilSilent(session: ClamdSession, reply: Promise<string>, signal: AbortSignal): Promise<string> {
    const watch = setInterval(() => {
      this.version().catch((error: Error) => session.close(error));
    }, this.#limits.silence);
    return untilAborted(reply, signal).finally(() => clearInterval(watch));
  }

  async #shared(): Promise<ClamdSession> {
    if (this.#session && !this.#session.lost && this.#isFresh(this.#session)) return this.#session;
    this.#session?.close(new Error('too long unused'));
    this.#opening ??= this.#open().finally(() => (this.#opening = undefined));
    this.#session = await this.#opening;
    return this.#session;
  }

  /** A frozen function, or a firewall in between, loses a connection without a sign; a new one costs next to nothing. */
  #isFresh(session: ClamdSession): boolean {
    return !session.idle || Date.now() < session.heard + this.#limits.idle;
  }

  async #open(): Promise<ClamdSession> {
    try {
      return await ClamdSession.open(this.#address);
    } catch (error) {
      throw unavailable(error);
    }
  }
}

function unavailable(cause: unknown): EngineUnavailable {
  return new EngineUnavailable(`clamd: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function within(limit: number, reply: Promise<string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${limit} ms`)), limit);
    reply.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function untilAborted(reply: Promise<string>, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    reply.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
