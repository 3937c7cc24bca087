/** What a POP3 session asks of the house behind it. */

export interface StoredMessage {
  /** RFC 1939 section 7: 1 to 70 characters of 0x21 to 0x7E. */
  uid: string;
  size: number;
}

/** A mailbox that this session alone has open, as it was at login (RFC 1939 section 4: messages that arrive later are not seen). */
export interface Maildrop {
  readonly messages: readonly StoredMessage[];
  /** Undefined when it cannot be read. */
  read(uid: string): Promise<Uint8Array | undefined>;
  /** At UPDATE. False when they could not be removed. */
  remove(uids: string[]): Promise<boolean>;
  /** Called once, last: others may open it. */
  release(): Promise<void>;
}

/** `wrong`: name or password; `busy`: too many wrong ones lately; `in use`: another session has it; `unavailable`: we are in trouble. */
export type Login = { kind: 'open'; maildrop: Maildrop } | { kind: 'wrong' | 'busy' | 'in use' | 'unavailable' };

/** No method of it or of a maildrop rejects. It takes its time over a wrong password. */
export interface Handler {
  login(name: string, password: string): Promise<Login>;
}
