/** What an SMTP session asks of the house behind it. The session knows the protocol; the handler knows who lives here and where mail is kept. */
import type { Wire } from '#core/message/envelope.ts';

import type { Security } from '../conversation.ts';
import type { Reply } from './reply.ts';

/** The envelope in the making, from MAIL to the end of DATA. */
export interface Transaction {
  /** Empty for `<>`. */
  readonly mailFrom: string;
  /** What SIZE promised. */
  readonly size?: number;
  readonly body8bit: boolean;
  readonly smtputf8: boolean;
  readonly recipients: readonly string[];
}

/** What is known of the client at this moment. */
export interface Peer {
  readonly helo: string | undefined;
  readonly security: Security | undefined;
  wire(): Wire;
}

/** Where the content of one message goes. */
export interface Sink {
  /** Resolves when the next piece may come. A reply means that the message cannot be taken; no more pieces follow then, only `abort`. */
  write(bytes: Buffer): Promise<Reply | undefined>;
  /** All pieces have been written and the message is whole. Resolves with the reply to the final dot: a 250 promises that it is durable. */
  commit(): Promise<Reply>;
  /** The message will not be completed. */
  abort(): Promise<void>;
}

/**
 * The calls come in this order, one at a time: `connect`; then for each message `mail`, `recipient` for each, `content`, and the sink's
 * methods. A reply is a refusal, to be sent as it is; undefined accepts. No method rejects.
 */
export interface Handler {
  connect(): Promise<Reply | undefined>;
  mail(transaction: Transaction, peer: Peer): Promise<Reply | undefined>;
  /** `address` is in canonical form: no source route, no needless quotes, case as sent. `postmaster` may come without a domain. */
  recipient(address: string, transaction: Transaction, peer: Peer): Promise<Reply | undefined>;
  /** At DATA, with one recipient or more. */
  content(transaction: Transaction, peer: Peer): Promise<Sink | Reply>;
  /** A message, a recipient or the client itself was refused, whoever refused it. For the log. */
  refused(reply: Reply, transaction: Transaction | undefined, recipient: string | undefined, peer: Peer): void;
}
