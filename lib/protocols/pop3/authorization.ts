/** The AUTHORIZATION state (RFC 1939 section 4): TLS first, then who it is. */
import type { Security } from '../conversation.ts';
import { readPlain, type Command } from './command.ts';
import type { Handler, Login, Maildrop } from './handler.ts';
import { replies, type Reply } from './reply.ts';

export interface AuthorizationOptions {
  /** STLS can be offered. */
  tls: boolean;
  /** Passwords are taken without TLS from this client. */
  clearText: boolean;
}

export class Authorization {
  /** Set once somebody has logged in. */
  maildrop: Maildrop | undefined;
  readonly #options: AuthorizationOptions;
  readonly #handler: Handler;
  #security: Security | undefined;
  #name: string | undefined;
  #awaitsResponse = false;

  constructor(options: AuthorizationOptions, handler: Handler) {
    this.#options = options;
    this.#handler = handler;
  }

  /** The next line is no command but what `AUTH PLAIN` waits for. */
  get awaitsResponse(): boolean {
    return this.#awaitsResponse;
  }

  answer({ keyword, argument }: Command): Reply | Promise<Reply> {
    switch (keyword) {
      case 'STLS':
        return this.STLS();
      case 'USER':
        return this.USER(argument.trim());
      case 'PASS':
        return this.PASS(argument);
      case 'AUTH':
        return this.AUTH(argument.trim());
      case 'QUIT':
        return replies.bye;
      case 'STAT':
      case 'LIST':
      case 'UIDL':
      case 'RETR':
      case 'TOP':
      case 'DELE':
      case 'RSET':
      case 'NOOP':
        return replies.logInFirst;
      case 'CAPA':
      case 'unknown':
        break;
    }
    return replies.unknown;
  }

  STLS(): Reply {
    if (this.#security !== undefined) return replies.tlsActive;
    return this.#options.tls ? replies.startTls : replies.noTls;
  }

  USER(name: string): Reply {
    if (!this.#mayLogIn) return replies.stlsFirst;
    if (name === '') return replies.syntax;
    this.#name = name;
    return replies.userOk;
  }

  async PASS(password: string): Promise<Reply> {
    const name = this.#name;
    this.#name = undefined;
    if (!this.#mayLogIn) return replies.stlsFirst;
    return name === undefined ? replies.userFirst : this.#logIn(name, password);
  }

  /** RFC 5034: `AUTH PLAIN`, with the response on the same line or on the next. A bare `AUTH` asks for the mechanisms. */
  async AUTH(argument: string): Promise<Reply> {
    const [mechanism = '', response, ...more] = argument.split(' ');
    if (argument === '') return { status: '+OK Mechanisms', lines: this.#mayLogIn ? ['PLAIN'] : [] };
    if (mechanism.toUpperCase() !== 'PLAIN' || more.length > 0) return replies.unknownMechanism;
    if (!this.#mayLogIn) return replies.stlsFirst;
    if (response !== undefined) return this.respond(response);
    this.#awaitsResponse = true;
    return replies.continue;
  }

  async respond(response: string): Promise<Reply> {
    this.#awaitsResponse = false;
    if (response === '*') return replies.cancelled;
    const credentials = readPlain(response);
    return credentials === undefined ? replies.syntax : this.#logIn(credentials.name, credentials.password);
  }

  secured(security: Security): void {
    this.#security = security;
    this.#name = undefined;
  }

  /** RFC 2449 section 5. */
  capabilities(): string[] {
    const always = ['TOP', 'UIDL', 'RESP-CODES', 'AUTH-RESP-CODE', 'PIPELINING', 'EXPIRE NEVER'];
    const login = this.#mayLogIn ? ['USER', 'SASL PLAIN'] : [];
    // RFC 2595 section 4: offered until it is used, and only before login.
    const tls = this.#options.tls && this.#security === undefined && this.maildrop === undefined ? ['STLS'] : [];
    return [...always, ...login, ...tls, 'IMPLEMENTATION CitrusMail'];
  }

  get #mayLogIn(): boolean {
    return this.#options.clearText || this.#security !== undefined;
  }

  async #logIn(name: string, password: string): Promise<Reply> {
    const login = await this.#handler.login(name, password);
    if (login.kind !== 'open') return refusals[login.kind];
    this.maildrop = login.maildrop;
    return { status: `+OK ${login.maildrop.messages.length} messages` };
  }
}

const refusals: Readonly<Record<Exclude<Login['kind'], 'open'>, Reply>> = {
  wrong: replies.wrong,
  busy: replies.busy,
  'in use': replies.inUse,
  unavailable: replies.unavailable,
};
