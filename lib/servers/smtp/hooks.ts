/** What the SMTP server asks of the house that it serves. */
import type { Envelope, Tcp } from '#core/message/envelope.ts';
import type { Rejection } from '#core/ports/log-store.ts';
import type { Draft } from '#core/ports/message-store.ts';
import type { Peer, Transaction } from '#protocols/smtp/handler.ts';
import type { Reply } from '#protocols/smtp/reply.ts';

export interface SmtpClient {
  /** The reference that ends every refusal of this session. */
  session: string;
  ip: string;
  tcp?: Tcp;
}

/**
 * Called in this order, for one session never two at a time: `connect`; for each transaction `sender`, `recipient` for each address,
 * `begin`, `commit`. Different sessions do not wait for each other. Where a verdict is asked for, undefined accepts and a reply refuses
 * with a 4xx or 5xx of the hook's choice (`replies` has the usual ones). A hook that throws makes the client come back later (451),
 * and the error goes to `trouble`.
 */
export interface SmtpHooks {
  /** Before the greeting. */
  connect?(client: SmtpClient): Promise<Reply | undefined>;
  /** At MAIL. `mailFrom` is empty for `<>`. */
  sender?(mailFrom: string, client: SmtpClient, peer: Peer): Promise<Reply | undefined>;
  /**
   * At RCPT: may this address receive here? `replies.unknownRecipient` or `replies.relayDenied` if not. The address keeps the case it was
   * sent in, its domain may be an A-label, a U-label or an address literal; `postmaster` may come without a domain.
   */
  recipient(address: string, client: SmtpClient, transaction: Transaction): Promise<Reply | undefined>;
  /** At DATA: `MessageStore.draft`. Throws `StoreFull` when there is no space: 452. */
  begin(id: string, expectedSize: number | undefined): Promise<Draft>;
  /**
   * After the final dot: `draft.commit(envelope)` and whatever starts the journey. 250 is said when it has resolved, not before.
   * When it throws the draft is aborted, so it must not throw once `draft.commit` has resolved.
   */
  commit(draft: Draft, envelope: Omit<Envelope, 'raw'>): Promise<void>;
  /** Mail was refused, by a hook or by the protocol. The server does not wait for it. */
  rejected(rejection: Rejection): Promise<void>;
  /** A defect or an outage, for the one who operates this server. */
  trouble(error: unknown): void;
}
