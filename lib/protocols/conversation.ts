/** What a socket and a protocol session owe each other. The session knows no socket, the socket no protocol. */

/** What is to happen once the session has dealt with its bytes. `starttls`: the reply is out, the handshake begins. */
export type Next = 'read' | 'starttls' | 'close';

/** Where a session writes. A promise means: wait for it before the next piece. */
export type Output = (piece: string | Uint8Array) => Promise<void> | void;

export interface Security {
  protocol: string;
  cipher: string;
  servername?: string;
}

/** Why we end a session that the client has not ended. */
export type Farewell = 'shutdown' | 'idle' | 'slow';

/**
 * One session. The calls of `greet` and `receive` never overlap: each waits for the promise of the one before. No method throws
 * on account of what the client sent.
 */
export interface Conversation {
  /** `early`: bytes came before our greeting. */
  greet(early: boolean): Promise<Next>;
  receive(chunk: Buffer): Promise<Next>;
  /** The handshake that `starttls` asked for succeeded; whatever was said in clear is forgotten. */
  secured(security: Security): void;
  /** The last words to a client that is not in the middle of a reply of ours. */
  farewell(reason: Farewell): string;
  /** The socket is gone, for whatever reason. Called once, last. */
  closed(): Promise<void>;
  /** Bytes that count as progress: complete commands and content, not the drip of half a line. Only ever grows. */
  readonly progress: number;
  /** Since when and how many bytes the client has been sending content; undefined between messages. */
  readonly transfer: { since: number; bytes: number } | undefined;
}
