import type { Envelope } from '../message/envelope.ts';
import type { Evidence } from '../analyse/evidence.ts';
import type { Lease, MessageState, RecipientState } from '../record/state.ts';

/**
 * Where messages and recipients' copies stand. Every write is conditional on `v` and carries its events: they are in the
 * log, or will be, exactly once. A method resolves when its write is durable.
 */
export interface MessageStates {
  /**
   * The state of this message, made at the first call (v 1, scan 1, tries 0, open -1) together with its `waiting` log rows. With `lease` it is
   * made in those hands, the try counted: tries 1, due when the lease ends. A state with another lease, or none, was there before.
   */
  begin(envelope: Envelope, policyVersion: number, lease?: Lease): Promise<MessageState>;
  get(id: string): Promise<MessageState | undefined>;
  /** Replaces version `next.v - 1`; false when another was faster. `open` stays what the copies make it. */
  save(next: MessageState): Promise<boolean>;
  /** Undecided messages whose `due` has come and whose lease, if any, has run out; the longest overdue first. */
  due(now: number, limit: number): Promise<MessageState[]>;
}

export interface RecipientStates {
  /**
   * Writes the copies of one scan of a message, with evidence and events, in one transaction: the first wins. Sets the message's `open`
   * to the number of moving copies, ends its lease and counts its `v` up. Returns the copies that stand, which are another's if that one was faster.
   */
  create(message: MessageState, evidence: Evidence, copies: RecipientState[]): Promise<RecipientState[]>;
  /**
   * Moves copies of one message on, each at most once. Each replaces its own version `next.v - 1`, and wins or loses alone: false where another
   * was faster. The message's `open` follows all that won. Rejects when one could not be written; others may have been.
   */
  transitions(next: readonly RecipientState[]): Promise<boolean[]>;
  /** All copies of a message, by `r`. */
  of(id: string): Promise<RecipientState[]>;
  /** Moving copies whose `due` has come and whose lease, if any, has run out; the longest overdue first. */
  due(now: number, limit: number): Promise<RecipientState[]>;
}

/** What scans found, kept for the search window. `create` of RecipientStates writes the first scan's. */
export interface EvidenceStore {
  /** Keeps a later scan's evidence. Idempotent. */
  keep(evidence: Evidence): Promise<void>;
  /** Of that scan, or of the latest. */
  evidence(id: string, scan?: number): Promise<Evidence | undefined>;
}
