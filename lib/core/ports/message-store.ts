import type { Envelope } from '../message/envelope.ts';

/** A message being received: bytes first, envelope last. */
export interface Draft {
  /** Takes a piece of the message; resolves when the next may come. Throws `StoreFull` when there is no space. */
  write(chunk: Uint8Array): Promise<void>;
  /**
   * Makes bytes and envelope durable, in that order, and resolves only when both are (promise 1): 250 may then be said.
   * `raw` is filled in by the store. Called again for an id that is already there it changes nothing and resolves with false.
   */
  commit(envelope: Omit<Envelope, 'raw'>): Promise<boolean>;
  /** Forgets the draft; safe at any time before `commit` has resolved. */
  abort(): Promise<void>;
}

/**
 * The bytes and envelopes of messages. `incoming/` holds only what is not finished; `quarantine/` what is held.
 * A reader finds a message in either. Bytes are never changed.
 */
export interface MessageStore {
  /** Starts a message. Throws `StoreFull` when there is no space for one of `expectedSize` bytes: 452 before DATA. */
  draft(id: string, expectedSize?: number): Promise<Draft>;
  /** The committed envelope, or undefined: never committed, or gone. */
  envelope(id: string): Promise<Envelope | undefined>;
  bytes(id: string): Promise<Uint8Array>;
  /** Ids of all committed and unfinished messages, oldest first; what was never committed is cleared away on the first call. */
  incoming(): AsyncIterable<string>;
  /** Copies to `quarantine/` what a recipient's held copy needs, durably, before `finish` may take `incoming/` away. Idempotent. */
  hold(id: string): Promise<void>;
  /** Takes the message out of `incoming/`: every copy is terminal or held. Idempotent. */
  finish(id: string): Promise<void>;
  /** Takes it out of `quarantine/`: no copy is held any more. Idempotent. */
  drop(id: string): Promise<void>;
}

export class StoreFull extends Error {
  override name = 'StoreFull';
}
