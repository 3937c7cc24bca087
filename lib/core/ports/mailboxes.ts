/** One message in a POP3 mailbox. */
export interface MailboxMessage {
  /** The unique-id of RFC 1939 section 7: 1 to 70 printable characters, never used again. */
  uid: string;
  size: number;
}

/** The POP3 mailboxes on this platform. An account is an address of the directory's `mailboxes`, lower case. */
export interface Mailboxes {
  /** Stores the rendered message durably, once per (account, id, r): the second time it changes nothing. */
  deliver(account: string, copy: { id: string; r: number }, bytes: Uint8Array): Promise<void>;
  /** In order of arrival. */
  list(account: string): Promise<MailboxMessage[]>;
  read(account: string, uid: string): Promise<Uint8Array>;
  /** Removes all of them or, on a throw, none that was promised: called at POP3's UPDATE. Unknown uids are ignored. */
  remove(account: string, uids: string[]): Promise<void>;
}
