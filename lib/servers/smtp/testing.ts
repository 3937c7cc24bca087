/** For tests: hooks that keep everything in memory. */
import type { Envelope } from '#core/message/envelope.ts';
import type { Rejection } from '#core/ports/log-store.ts';
import { StoreFull, type Draft } from '#core/ports/message-store.ts';
import { replies, type Reply } from '#protocols/smtp/reply.ts';

import type { SmtpHooks } from './hooks.ts';

type Unstored = Omit<Envelope, 'raw'>;

/** Takes mail for anybody at example.test, but for `nobody`. */
export class MemoryHouse implements SmtpHooks {
  readonly messages: { envelope: Unstored; bytes: Buffer }[] = [];
  readonly rejections: Rejection[] = [];
  readonly troubles: unknown[] = [];
  aborted = 0;
  full = false;
  /** Awaited by each write. */
  beforeWrite: () => Promise<void> = async () => undefined;
  /** Awaited by each commit before the message counts as stored. */
  beforeCommit: () => Promise<void> = async () => undefined;

  async recipient(address: string): Promise<Reply | undefined> {
    if (!address.endsWith('@example.test')) return replies.relayDenied;
    return address.startsWith('nobody@') ? replies.unknownRecipient : undefined;
  }

  async begin(): Promise<Draft> {
    if (this.full) throw new StoreFull('no space');
    return new MemoryDraft(this);
  }

  async commit(draft: Draft, envelope: Unstored): Promise<void> {
    await this.beforeCommit();
    await draft.commit(envelope);
  }

  async rejected(rejection: Rejection): Promise<void> {
    this.rejections.push(rejection);
  }

  trouble(error: unknown): void {
    this.troubles.push(error);
  }
}

class MemoryDraft implements Draft {
  readonly #house: MemoryHouse;
  #pieces: Uint8Array[] = [];

  constructor(house: MemoryHouse) {
    this.#house = house;
  }

  async write(chunk: Uint8Array): Promise<void> {
    await this.#house.beforeWrite();
    this.#pieces.push(chunk);
  }

  async commit(envelope: Unstored): Promise<boolean> {
    this.#house.messages.push({ envelope, bytes: Buffer.concat(this.#pieces) });
    return true;
  }

  async abort(): Promise<void> {
    this.#house.aborted += 1;
    this.#pieces = [];
  }
}
