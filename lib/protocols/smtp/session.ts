/** One SMTP session: bytes in, replies out, no sockets. Whether the next bytes are commands or content is decided here and nowhere else. */

import type { Wire } from '#core/message/envelope.ts';

import type { Conversation, Farewell, Next, Output, Security } from '../conversation.ts';
import { Lines, type Line } from '../lines.ts';
import { readCommand } from './command.ts';
import { Conduct } from './conduct.ts';
import { Content, type ContentEnd, type Piece } from './content.ts';
import { Dialogue, type DialogueOptions } from './dialogue.ts';
import { Gather } from './gather.ts';
import type { Handler, Sink } from './handler.ts';
import { encode, replies, type Reply } from './reply.ts';

export interface SessionOptions extends DialogueOptions {
  /** Short, unlike any other session's; stands at the end of every refusal. */
  id: string;
  /** The client tried STARTTLS in its last session, and the handshake failed. */
  tlsFailed?: boolean;
  /** UTC epoch milliseconds. */
  clock: () => number;
}

export class SmtpSession implements Conversation {
  progress = 0;
  readonly #options: SessionOptions;
  readonly #output: Output;
  readonly #conduct: Conduct;
  readonly #dialogue: Dialogue;
  readonly #lines: Lines;
  #content: Content | undefined;
  #gather = new Gather();
  /** Why the message that is coming in will be refused at its end. */
  #failure: Reply | undefined;
  /** What the log says of a message that does not come to its end. */
  #parting: Reply = replies.lost;
  #next: Next = 'read';
  #unsent = '';

  constructor(options: SessionOptions, handler: Handler, output: Output) {
    this.#options = options;
    this.#output = output;
    this.#conduct = new Conduct(options.clock, starttlsOf(options));
    this.#dialogue = new Dialogue(options, handler, this.#conduct);
    this.#lines = new Lines(options.limits.commandLine);
  }

  get transfer(): Conversation['transfer'] {
    const since = this.#conduct.dataSince;
    return this.#content === undefined || since === undefined ? undefined : { since, bytes: this.#content.size };
  }

  async greet(early: boolean): Promise<Next> {
    this.#conduct.earlyTalk = early;
    this.#say(await this.#dialogue.connect());
    await this.#flush();
    this.#conduct.greeted();
    return this.#next;
  }

  async receive(chunk: Buffer): Promise<Next> {
    this.#lines.push(chunk);
    while (this.#next === 'read' && (await this.#step()));
    // RFC 3207 section 4.2: nothing that was pipelined in clear is heard inside TLS.
    if (this.#next !== 'read') this.#lines.drain();
    await this.#flush();
    return this.#next;
  }

  secured(security: Security): void {
    this.#next = 'read';
    this.#dialogue.secured(security);
  }

  farewell(reason: Farewell): string {
    this.#parting = replies[reason];
    return encode(this.#parting, this.#options.id);
  }

  async closed(): Promise<void> {
    if (this.#content !== undefined) this.#dialogue.refuse(this.#parting);
    await this.#dialogue.sink?.abort();
    this.#dialogue.reset();
  }

  /** False when more bytes are needed. */
  async #step(): Promise<boolean> {
    if (this.#content !== undefined) return this.#receiveContent(this.#content);
    const line = this.#lines.next();
    if (line === undefined) return false;
    await this.#obey(line);
    return true;
  }

  async #obey(line: Line): Promise<void> {
    this.progress += 1;
    const command = line.kind === 'line' ? readCommand(line.text) : undefined;
    const verb = command?.verb ?? 'unknown';
    this.#conduct.commanded(verb, this.#lines.waiting > 0);
    const reply = command === undefined ? unreadable(line) : await this.#dialogue.answer(command);
    this.#conduct.replied(verb, reply);
    this.#say(this.#conduct.exceeded(this.#options.limits) ?? reply);
  }

  async #receiveContent(content: Content): Promise<boolean> {
    const bytes = this.#lines.drain();
    if (bytes.length === 0) return false;
    const piece = content.take(bytes);
    this.progress += bytes.length;
    this.#failure ??= await this.#store(content, piece);
    if (piece.end === undefined) return false;
    this.#lines.push(piece.rest);
    this.#conduct.contentEnded();
    this.#content = undefined;
    this.#say(await this.#finish(piece.end));
    return true;
  }

  /** A message that cannot be taken is read to its end all the same, so that both sides stay in step. */
  async #store(content: Content, piece: Piece): Promise<Reply | undefined> {
    const sink = this.#dialogue.sink;
    const bytes = this.#gather.add(piece.bytes, piece.end !== undefined);
    const failure = this.#judge(content, piece) ?? (bytes && (await sink?.write(bytes)));
    if (failure !== undefined) await sink?.abort();
    return failure;
  }

  #judge(content: Content, piece: Piece): Reply | undefined {
    if (piece.end === 'smuggling') return replies.bareLineEnd;
    if (content.size > this.#options.limits.messageSize) return replies.tooBig;
    return content.longestLine > this.#options.limits.messageLine ? replies.lineTooLong : undefined;
  }

  async #finish(end: ContentEnd): Promise<Reply> {
    const sink = this.#dialogue.sink;
    const reply = end === 'smuggling' ? replies.bareLineEnd : (this.#failure ?? (await commit(sink)));
    this.#dialogue.refuse(reply);
    this.#conduct.replied('DATA', reply);
    if (reply.code < 400) this.#conduct.completed();
    this.#dialogue.reset();
    this.#failure = undefined;
    return reply;
  }

  #say(reply: Reply): void {
    this.#unsent += encode(reply, this.#options.id);
    if (reply.next === 'close' || reply.next === 'starttls') this.#next = reply.next;
    if (reply.next === 'content') this.#beginContent();
  }

  #beginContent(): void {
    this.#content = new Content();
    this.#gather = new Gather();
    this.#conduct.contentBegins();
  }

  /** RFC 2920 section 3.2: the replies to a group go out together. */
  async #flush(): Promise<void> {
    const text = this.#unsent;
    this.#unsent = '';
    if (text !== '') await this.#output(text);
  }
}

function starttlsOf({ tls, tlsFailed }: SessionOptions): Wire['starttls'] {
  if (!tls) return 'not offered';
  return tlsFailed === true ? 'failed' : 'declined';
}

const commit = (sink: Sink | undefined): Promise<Reply> | Reply => sink?.commit() ?? replies.localError;

function unreadable(line: Line): Reply {
  if (line.kind === 'bare') return replies.bareCommand;
  return line.kind === 'long' ? replies.lineTooLong : replies.garbled;
}
