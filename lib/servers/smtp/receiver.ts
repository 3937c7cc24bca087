/** Receives the messages of one SMTP session into the store: what the protocol asks, answered through the hooks. */
import { randomBytes } from 'node:crypto';

import type { Envelope } from '#core/message/envelope.ts';
import { uuidv7 } from '#core/message/id.ts';
import type { Clock } from '#core/ports/clock.ts';
import { StoreFull, type Draft } from '#core/ports/message-store.ts';
import type { Handler, Peer, Sink, Transaction } from '#protocols/smtp/handler.ts';
import { isRefusal, replies, wording, type Reply } from '#protocols/smtp/reply.ts';

import type { SmtpClient, SmtpHooks } from './hooks.ts';

/** Refusals of one session that get a log record each; the rest are counted in one. */
const recordsPerSession = 100;

export class Receiver implements Handler {
  readonly #client: SmtpClient;
  readonly #hooks: SmtpHooks;
  readonly #clock: Clock;
  #id = '';
  #refusals = 0;

  constructor(client: SmtpClient, hooks: SmtpHooks, clock: Clock) {
    this.#client = client;
    this.#hooks = hooks;
    this.#clock = clock;
  }

  connect(): Promise<Reply | undefined> {
    return this.#guard(async () => this.#hooks.connect?.(this.#client));
  }

  mail(transaction: Transaction, peer: Peer): Promise<Reply | undefined> {
    this.#id = uuidv7(this.#clock(), randomBytes(10));
    return this.#guard(async () => this.#hooks.sender?.(transaction.mailFrom, this.#client, peer));
  }

  recipient(address: string, transaction: Transaction): Promise<Reply | undefined> {
    return this.#guard(() => this.#hooks.recipient(address, this.#client, transaction));
  }

  content(transaction: Transaction, peer: Peer): Promise<Sink | Reply> {
    return this.#guard(async () => {
      const draft = await this.#hooks.begin(this.#id, transaction.size);
      return this.#sink(draft, transaction, peer);
    });
  }

  refused(reply: Reply, transaction: Transaction | undefined, recipient: string | undefined, peer: Peer): void {
    const n = Math.min(this.#refusals, recordsPerSession);
    this.#refusals += 1;
    const rejection = {
      key: `${this.#client.session}/${n}`,
      at: this.#clock(),
      clientIp: this.#client.ip,
      ...(peer.helo !== undefined && { helo: peer.helo }),
      ...(transaction !== undefined && { mailFrom: transaction.mailFrom }),
      ...(recipient !== undefined && { recipient }),
      code: reply.code,
      text: wording(reply),
    };
    this.#hooks.rejected(rejection).catch((error: unknown) => this.#hooks.trouble(error));
  }

  #sink(draft: Draft, transaction: Transaction, peer: Peer): Sink {
    const id = this.#id;
    return {
      write: (bytes) =>
        this.#guard(async () => {
          await draft.write(bytes);
          return undefined;
        }),
      commit: async () => {
        const reply = await this.#guard(() => this.#commit(draft, this.#envelope(id, transaction, peer)));
        if (isRefusal(reply)) await this.#abort(draft);
        return reply;
      },
      abort: () => this.#abort(draft),
    };
  }

  async #commit(draft: Draft, envelope: Omit<Envelope, 'raw'>): Promise<Reply> {
    await this.#hooks.commit(draft, envelope);
    return { code: 250, enhanced: '2.0.0', text: `Queued as ${envelope.id}` };
  }

  #abort(draft: Draft): Promise<void> {
    return draft.abort().catch((error: unknown) => this.#hooks.trouble(error));
  }

  #envelope(id: string, transaction: Transaction, peer: Peer): Omit<Envelope, 'raw'> {
    const { ip, tcp } = this.#client;
    return {
      v: 1,
      id,
      collector: 'smtp',
      sourceKey: id,
      receivedAt: this.#clock(),
      mailFrom: transaction.mailFrom,
      body8bit: transaction.body8bit,
      smtputf8: transaction.smtputf8,
      recipients: transaction.recipients.map((address, r) => ({ r, address, evidence: 'RCPT' })),
      client: {
        ip,
        from: 'socket',
        ...(peer.helo !== undefined && { helo: peer.helo }),
        ...(peer.security !== undefined && { tls: peer.security }),
      },
      wire: peer.wire(),
      ...(tcp !== undefined && { tcp }),
    };
  }

  /** A hook that fails never loses mail: the client is told to come back. */
  async #guard<T>(work: () => Promise<T>): Promise<T | Reply> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof StoreFull) return replies.storeFull;
      this.#hooks.trouble(error);
      return replies.localError;
    }
  }
}
