/** How the client behaves, as evidence (`Wire`) and as a reason to end the session. */
import type { Wire } from '#core/message/envelope.ts';

import type { Command } from './command.ts';
import type { SmtpLimits } from './limits.ts';
import { isRefusal, replies, type Reply } from './reply.ts';

/** RFC 2920 section 3.1: these may only be the last of a group, for the client has to see the reply. */
const endsGroup: ReadonlySet<string> = new Set([
  'EHLO',
  'HELO',
  'DATA',
  'VRFY',
  'EXPN',
  'TURN',
  'QUIT',
  'NOOP',
  'STARTTLS',
]);

export class Conduct {
  helo: string | undefined;
  greeting: Wire['greeting'] = 'none';
  starttls: Wire['starttls'];
  earlyTalk = false;
  #unauthorisedPipelining = false;
  #heloChanges = 0;
  #unknownCommands = 0;
  #syntaxErrors = 0;
  #rejectedRecipients = 0;
  #messages = 0;
  #errors = 0;
  #commands = 0;
  #greetedAt: number | undefined;
  #firstCommandAt: number | undefined;
  #dataAt: number | undefined;
  #msData: number | undefined;
  readonly #clock: () => number;

  constructor(clock: () => number, starttls: Wire['starttls']) {
    this.#clock = clock;
    this.starttls = starttls;
  }

  greeted(): void {
    this.#greetedAt = this.#clock();
  }

  /** `more`: bytes of the next command were there already. */
  commanded(verb: Command['verb'], more: boolean): void {
    this.#firstCommandAt ??= this.#clock();
    this.#commands += 1;
    if (more && (this.greeting !== 'EHLO' || endsGroup.has(verb))) this.#unauthorisedPipelining = true;
  }

  introduced(greeting: 'EHLO' | 'HELO', name: string): void {
    if (this.helo !== undefined && this.helo !== name) this.#heloChanges += 1;
    this.greeting = greeting;
    this.helo = name;
  }

  /** RFC 3207 section 4.2: what the client said before TLS is forgotten. */
  secured(): void {
    this.starttls = 'used';
    this.greeting = 'none';
  }

  replied(verb: Command['verb'], reply: Reply): void {
    if (!isRefusal(reply)) return;
    if (reply.code >= 500) this.#errors += 1;
    if (verb === 'unknown' || verb === 'web') this.#unknownCommands += 1;
    else if (isSyntax(reply)) this.#syntaxErrors += 1;
    else if (verb === 'RCPT' && reply.code >= 550) this.#rejectedRecipients += 1;
  }

  contentBegins(): void {
    this.#dataAt = this.#clock();
    this.#msData = undefined;
  }

  contentEnded(): void {
    this.#msData = this.#clock() - (this.#dataAt ?? this.#clock());
  }

  completed(): void {
    this.#messages += 1;
    this.#errors = 0;
    this.#commands = 0;
  }

  /** The reply to end the session with, when the client has used up our patience. */
  exceeded(limits: SmtpLimits): Reply | undefined {
    if (this.#errors > limits.errors) return replies.tooManyErrors;
    return this.#commands > limits.commands ? replies.tooManyCommands : undefined;
  }

  get messages(): number {
    return this.#messages;
  }

  get dataSince(): number | undefined {
    return this.#msData === undefined ? this.#dataAt : undefined;
  }

  wire(): Wire {
    return {
      earlyTalk: this.earlyTalk,
      unauthorisedPipelining: this.#unauthorisedPipelining,
      greeting: this.greeting,
      heloChanges: this.#heloChanges,
      unknownCommands: this.#unknownCommands,
      syntaxErrors: this.#syntaxErrors,
      rejectedRecipients: this.#rejectedRecipients,
      earlierMessages: this.#messages,
      starttls: this.starttls,
      ...(this.#greetedAt !== undefined &&
        this.#firstCommandAt !== undefined && { msToFirstCommand: this.#firstCommandAt - this.#greetedAt }),
      ...(this.#msData !== undefined && { msData: this.#msData }),
    };
  }
}

const isSyntax = (reply: Reply): boolean => [500, 501, 503, 555].includes(reply.code);
