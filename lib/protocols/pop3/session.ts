/** One POP3 session (RFC 1939): bytes in, replies out, no sockets. */
import type { Conversation, Next, Output, Security } from '../conversation.ts';
import { Lines, type Line } from '../lines.ts';
import { Authorization, type AuthorizationOptions } from './authorization.ts';
import { readCommand } from './command.ts';
import type { Handler } from './handler.ts';
import { replies, type Reply } from './reply.ts';
import { TransactionState } from './transaction.ts';
import { blockSize, wireForm } from './wire-form.ts';

export interface SessionOptions extends AuthorizationOptions {
  limits: Pop3Limits;
}

export interface Pop3Limits {
  /** Bytes of a line with its CRLF. */
  commandLine: number;
  /** Replies of -ERR in one session. */
  errors: number;
}

export const pop3Limits: Pop3Limits = {
  // RFC 2449 section 4 asks for 255; a SASL response may need more.
  commandLine: 2_048,
  errors: 20,
};

export class Pop3Session implements Conversation {
  progress = 0;
  readonly transfer = undefined;
  readonly #options: SessionOptions;
  readonly #output: Output;
  readonly #lines: Lines;
  readonly #authorization: Authorization;
  #transaction: TransactionState | undefined;
  #next: Next = 'read';
  #errors = 0;
  #unsent: (string | Uint8Array)[] = [];
  #unsentBytes = 0;

  constructor(options: SessionOptions, handler: Handler, output: Output) {
    this.#options = options;
    this.#output = output;
    this.#lines = new Lines(options.limits.commandLine);
    this.#authorization = new Authorization(options, handler);
  }

  async greet(): Promise<Next> {
    await this.#output('+OK CitrusMail POP3 ready\r\n');
    return 'read';
  }

  async receive(chunk: Buffer): Promise<Next> {
    this.#lines.push(chunk);
    while (this.#next === 'read' && (await this.#step()));
    // RFC 2595 section 4: nothing that was pipelined in clear is heard inside TLS.
    if (this.#next !== 'read') this.#lines.drain();
    await this.#flush();
    return this.#next;
  }

  secured(security: Security): void {
    this.#next = 'read';
    this.#authorization.secured(security);
  }

  /** RFC 1939 section 3: an inactive client's connection is closed without a word. */
  farewell(): string {
    return '';
  }

  async closed(): Promise<void> {
    await this.#transaction?.release();
  }

  async #step(): Promise<boolean> {
    const line = this.#lines.next();
    if (line === undefined) return false;
    this.progress += 1;
    await this.#say(await this.#obey(line));
    return true;
  }

  async #obey(line: Line): Promise<Reply> {
    if (line.kind !== 'line') return unreadable[line.kind];
    if (this.#transaction !== undefined) return this.#answer(line.text);
    const awaited = this.#authorization.awaitsResponse;
    const reply = awaited ? await this.#authorization.respond(line.text) : await this.#answer(line.text);
    const { maildrop } = this.#authorization;
    if (maildrop !== undefined) this.#transaction = new TransactionState(maildrop);
    return reply;
  }

  #answer(text: string): Reply | Promise<Reply> {
    const command = readCommand(text);
    if (command.keyword === 'CAPA') {
      return { status: '+OK Capabilities', lines: this.#authorization.capabilities() };
    }
    return (this.#transaction ?? this.#authorization).answer(command);
  }

  async #say(reply: Reply): Promise<void> {
    if (reply.status.startsWith('-')) this.#errors += 1;
    const { status, lines, message, next }: Reply =
      this.#errors > this.#options.limits.errors ? replies.tooManyErrors : reply;
    await this.#put(`${status}\r\n`);
    if (lines !== undefined) await this.#put([...lines, '.', ''].join('\r\n'));
    if (message !== undefined) await this.#send(message);
    if (next !== undefined) this.#next = next;
  }

  async #send(message: Uint8Array): Promise<void> {
    for (const block of wireForm(message)) await this.#put(block);
    await this.#put('.\r\n');
  }

  /** Replies go out together, when nothing more is asked for or there is enough for a write: each write wakes the client. */
  #put(piece: string | Uint8Array): Promise<void> | undefined {
    this.#unsent.push(piece);
    this.#unsentBytes += piece.length;
    return this.#unsentBytes < blockSize ? undefined : this.#flush();
  }

  async #flush(): Promise<void> {
    const pieces = this.#unsent;
    this.#unsent = [];
    this.#unsentBytes = 0;
    if (pieces.length > 0) await this.#output(together(pieces));
  }
}

function together(pieces: readonly (string | Uint8Array)[]): string | Uint8Array {
  if (pieces.every((piece) => typeof piece === 'string')) return pieces.join('');
  return Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece)));
}

const unreadable: Readonly<Record<Exclude<Line['kind'], 'line'>, Reply>> = {
  bare: replies.bareLineEnd,
  long: replies.lineTooLong,
  garbled: replies.garbled,
};
