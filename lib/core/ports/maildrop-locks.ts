/**
 * Who has a maildrop open (RFC 1939 section 4: one session alone), among all processes that serve the same mailboxes. It is a lease:
 * a session whose process died keeps nobody out for longer than until its end. `owner` is a name that no other session has.
 */
export interface MaildropLocks {
  /** Until then it is the owner's; false while it is another's. Asked again by the same owner it is true. */
  take(account: string, owner: string, until: number): Promise<boolean>;
  /** Prolongs the owner's lease; false when the lease ran out and another has taken it, or when it was given back. */
  renew(account: string, owner: string, until: number): Promise<boolean>;
  /** Others may open it. Nothing happens when it is not the owner's. */
  release(account: string, owner: string): Promise<void>;
}
