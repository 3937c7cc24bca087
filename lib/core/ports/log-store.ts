import type { LogRecord } from '../record/log-record.ts';
import type { Event } from '../record/event.ts';

/** All given conditions must hold. */
export interface LogQuery {
  /** An id, or its first characters. */
  id?: string;
  /** The beginning of an address or of its domain; `@example.test` is a domain alone. The envelope's sender or the header's author. */
  from?: string;
  to?: string;
  /** Words of the subject, in any order. */
  subject?: string;
  messageId?: string;
  clientIp?: string;
  state?: LogRecord['state'];
  fate?: LogRecord['fate'];
  finding?: string;
  /** Received at this time or later. */
  since?: number;
  /** Received before this time. */
  until?: number;
  limit: number;
  /** Where the page before ended. */
  cursor?: string;
}

/** Somebody whose mail was refused before there was a message id or a recipient's copy. */
export interface Rejection {
  /** `session` and a running number; the same key again is counted, not repeated. */
  key: string;
  at: number;
  clientIp: string;
  helo?: string;
  mailFrom?: string;
  recipient?: string;
  code: number;
  text: string;
}

/** The log, written by the state stores and by `reject`; a record is findable within a second. */
export interface LogStore {
  /** Newest arrival first. A page stays what it is when mail arrives between it and the next. May throw `SearchTooWide`. */
  search(query: LogQuery): Promise<{ records: LogRecord[]; cursor?: string }>;
  /** The events of one copy, in order. */
  events(id: string, r: number): Promise<Event[]>;
  reject(rejection: Rejection): Promise<void>;
}

/** This store would have to look at too many records for the answer; the message says what to do instead. */
export class SearchTooWide extends Error {
  override name = 'SearchTooWide';
}
