/** The commands of RFC 5321, one method each, and the transaction that they build. Command in, reply out. */
import type { Security } from '../conversation.ts';
import { readMail, readRecipient, type Command } from './command.ts';
import { Conduct } from './conduct.ts';
import type { Handler, Peer, Sink, Transaction } from './handler.ts';
import type { SmtpLimits } from './limits.ts';
import { carriesRoute } from './path.ts';
import { isRefusal, replies, type Reply } from './reply.ts';

export interface DialogueOptions {
  hostname: string;
  limits: SmtpLimits;
  /** STARTTLS can be offered. */
  tls: boolean;
}

interface OpenTransaction extends Transaction {
  recipients: string[];
}

export class Dialogue implements Peer {
  readonly conduct: Conduct;
  security: Security | undefined;
  /** Where the content goes; set by DATA. */
  sink: Sink | undefined;
  readonly #options: DialogueOptions;
  readonly #handler: Handler;
  #transaction: OpenTransaction | undefined;

  constructor(options: DialogueOptions, handler: Handler, conduct: Conduct) {
    this.#options = options;
    this.#handler = handler;
    this.conduct = conduct;
  }

  get helo(): string | undefined {
    return this.conduct.helo;
  }

  get transaction(): Transaction | undefined {
    return this.#transaction;
  }

  wire(): ReturnType<Peer['wire']> {
    return this.conduct.wire();
  }

  async connect(): Promise<Reply> {
    const refusal = await this.#handler.connect();
    if (refusal !== undefined) return this.refuse({ ...refusal, next: 'close' });
    return { code: 220, text: `${this.#options.hostname} ESMTP CitrusMail` };
  }

  answer(command: Command): Reply | Promise<Reply> {
    const { verb, argument } = command;
    switch (verb) {
      case 'EHLO':
        return this.EHLO(argument);
      case 'HELO':
        return this.HELO(argument);
      case 'MAIL':
        return this.MAIL(argument);
      case 'RCPT':
        return this.RCPT(argument);
      case 'DATA':
        return this.DATA(argument);
      case 'RSET':
        return this.RSET(argument);
      case 'NOOP':
        return replies.ok;
      case 'QUIT':
        return argument === '' ? replies.bye : replies.noParameters;
      case 'STARTTLS':
        return this.STARTTLS(argument);
      case 'VRFY':
        return argument === '' ? replies.needsName : replies.cannotVerify;
      case 'HELP':
        return replies.help;
      case 'EXPN':
      case 'AUTH':
      case 'ETRN':
      case 'TURN':
        return replies.notImplemented;
      case 'web':
        return replies.notWeb;
      case 'unknown':
        break;
    }
    return replies.unknownCommand;
  }

  EHLO(name: string): Reply {
    if (name === '') return replies.needsName;
    // RFC 5321 section 4.1.4: EHLO ends a transaction as RSET does.
    this.reset();
    this.conduct.introduced('EHLO', name);
    const { hostname, limits, tls } = this.#options;
    const extensions = [
      'PIPELINING',
      `SIZE ${limits.messageSize}`,
      '8BITMIME',
      'SMTPUTF8',
      'ENHANCEDSTATUSCODES',
      'HELP',
    ];
    // RFC 3207 section 4.2: not offered again inside TLS.
    if (tls && this.security === undefined) extensions.push('STARTTLS');
    return { code: 250, text: [hostname, ...extensions] };
  }

  HELO(name: string): Reply {
    if (name === '') return replies.needsName;
    this.reset();
    this.conduct.introduced('HELO', name);
    return { code: 250, text: this.#options.hostname };
  }

  async MAIL(argument: string): Promise<Reply> {
    if (this.conduct.greeting === 'none') return replies.greetFirst;
    if (this.#transaction !== undefined) return replies.nestedMail;
    if (this.conduct.messages >= this.#options.limits.messages) return replies.tooManyMessages;
    const mail = readMail(argument, this.conduct.greeting === 'EHLO');
    if ('code' in mail) return mail;
    const { mailbox, ...parameters } = mail;
    const transaction: OpenTransaction = { mailFrom: mailbox.address, ...parameters, recipients: [] };
    // RFC 1870 section 6.1: a message that is announced too big is refused before it comes.
    if ((mail.size ?? 0) > this.#options.limits.messageSize) return this.refuse(replies.tooBig, transaction);
    const refusal = await this.#handler.mail(transaction, this);
    if (refusal !== undefined) return this.refuse(refusal, transaction);
    this.#transaction = transaction;
    return replies.senderOk;
  }

  async RCPT(argument: string): Promise<Reply> {
    const transaction = this.#transaction;
    if (transaction === undefined) return replies.mailFirst;
    const mailbox = readRecipient(argument, transaction.smtputf8);
    if ('code' in mailbox) return mailbox;
    const { address } = mailbox;
    if (carriesRoute(mailbox)) return this.refuse(replies.relayDenied, transaction, address);
    if (transaction.recipients.includes(address)) return replies.recipientOk;
    // RFC 5321 section 4.5.3.1.10: 452, and the rest in another transaction.
    if (transaction.recipients.length >= this.#options.limits.recipients) return replies.tooManyRecipients;
    const refusal = await this.#handler.recipient(address, transaction, this);
    if (refusal !== undefined) return this.refuse(refusal, transaction, address);
    transaction.recipients.push(address);
    return replies.recipientOk;
  }

  async DATA(argument: string): Promise<Reply> {
    if (argument !== '') return replies.noParameters;
    const transaction = this.#transaction;
    if (transaction === undefined) return replies.mailFirst;
    if (transaction.recipients.length === 0) return replies.noRecipients;
    const sink = await this.#handler.content(transaction, this);
    if ('code' in sink) return this.refuse(sink, transaction);
    this.sink = sink;
    return replies.startContent;
  }

  RSET(argument: string): Reply {
    if (argument !== '') return replies.noParameters;
    this.reset();
    return replies.ok;
  }

  STARTTLS(argument: string): Reply {
    if (argument !== '') return replies.noParameters;
    if (this.security !== undefined) return replies.tlsActive;
    return this.#options.tls ? replies.startTls : replies.notImplemented;
  }

  reset(): void {
    this.#transaction = undefined;
    this.sink = undefined;
  }

  secured(security: Security): void {
    this.security = security;
    this.conduct.secured();
    this.reset();
  }

  refuse(reply: Reply, transaction: Transaction | undefined = this.#transaction, recipient?: string): Reply {
    if (isRefusal(reply)) this.#handler.refused(reply, transaction, recipient, this);
    return reply;
  }
}
