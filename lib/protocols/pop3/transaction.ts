/** The TRANSACTION state (RFC 1939 section 5): one open maildrop, and which of its messages are marked as deleted. */
import { readNumbers, type Command } from './command.ts';
import type { Maildrop, StoredMessage } from './handler.ts';
import { replies, type Reply } from './reply.ts';
import { top } from './wire-form.ts';

export class TransactionState {
  readonly #maildrop: Maildrop;
  readonly #deleted = new Set<number>();

  constructor(maildrop: Maildrop) {
    this.#maildrop = maildrop;
  }

  answer({ keyword, argument }: Command): Reply | Promise<Reply> {
    switch (keyword) {
      case 'STAT':
        return this.STAT();
      case 'LIST':
        return this.LIST(argument);
      case 'UIDL':
        return this.UIDL(argument);
      case 'RETR':
        return this.RETR(argument);
      case 'TOP':
        return this.TOP(argument);
      case 'DELE':
        return this.DELE(argument);
      case 'RSET':
        return this.RSET();
      case 'NOOP':
        return replies.ok;
      case 'QUIT':
        return this.QUIT();
      case 'STLS':
      case 'USER':
      case 'PASS':
      case 'AUTH':
        return replies.loggedIn;
      case 'CAPA':
      case 'unknown':
        break;
    }
    return replies.unknown;
  }

  STAT(): Reply {
    const sizes = this.#present().map(([, message]) => message.size);
    return { status: `+OK ${sizes.length} ${sizes.reduce((sum, size) => sum + size, 0)}` };
  }

  LIST(argument: string): Reply {
    return this.#listing(argument, (message) => String(message.size));
  }

  UIDL(argument: string): Reply {
    return this.#listing(argument, (message) => message.uid);
  }

  async RETR(argument: string): Promise<Reply> {
    const message = this.#one(argument);
    if (message === undefined) return replies.noSuchMessage;
    const bytes = await this.#maildrop.read(message.uid);
    return bytes === undefined ? replies.unavailable : { status: `+OK ${message.size} octets`, message: bytes };
  }

  async TOP(argument: string): Promise<Reply> {
    const [n, lines, ...more] = readNumbers(argument) ?? [];
    if (n === undefined || lines === undefined || more.length > 0) return replies.syntax;
    const message = this.#message(n);
    if (message === undefined) return replies.noSuchMessage;
    const bytes = await this.#maildrop.read(message.uid);
    return bytes === undefined ? replies.unavailable : { status: '+OK Top of the message', message: top(bytes, lines) };
  }

  DELE(argument: string): Reply {
    if (this.#one(argument) === undefined) return replies.noSuchMessage;
    this.#deleted.add(Number(argument));
    return replies.ok;
  }

  RSET(): Reply {
    this.#deleted.clear();
    return replies.ok;
  }

  /** The UPDATE state (RFC 1939 section 6): only QUIT leads here, a broken connection never does. */
  async QUIT(): Promise<Reply> {
    const uids = [...this.#deleted].map((n) => this.#maildrop.messages[n - 1]!.uid);
    if (uids.length === 0) return replies.bye;
    const removed = await this.#maildrop.remove(uids);
    return removed ? replies.bye : replies.notRemoved;
  }

  release(): Promise<void> {
    return this.#maildrop.release();
  }

  #listing(argument: string, show: (message: StoredMessage) => string): Reply {
    const present = this.#present();
    if (argument.trim() === '') {
      return {
        status: `+OK ${present.length} messages`,
        lines: present.map(([n, message]) => `${n} ${show(message)}`),
      };
    }
    const message = this.#one(argument);
    return message === undefined ? replies.noSuchMessage : { status: `+OK ${Number(argument)} ${show(message)}` };
  }

  #present(): [n: number, message: StoredMessage][] {
    const numbered = this.#maildrop.messages.map((message, index): [number, StoredMessage] => [index + 1, message]);
    return numbered.filter(([n]) => !this.#deleted.has(n));
  }

  #one(argument: string): StoredMessage | undefined {
    const [n, ...more] = readNumbers(argument) ?? [];
    return n === undefined || more.length > 0 ? undefined : this.#message(n);
  }

  #message(n: number): StoredMessage | undefined {
    return this.#deleted.has(n) ? undefined : this.#maildrop.messages[n - 1];
  }
}
