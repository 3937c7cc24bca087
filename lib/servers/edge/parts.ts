/** What the edge is put together from. */
import type { Server, Socket } from 'node:net';

import type { Tcp } from '#core/message/envelope.ts';
import type { RulesKeeper } from '#core/policy/rules-keeper.ts';
import type { Accounts } from '#core/ports/accounts.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { LogStore } from '#core/ports/log-store.ts';
import type { Mailboxes } from '#core/ports/mailboxes.ts';
import type { MaildropLocks } from '#core/ports/maildrop-locks.ts';
import type { MessageStore } from '#core/ports/message-store.ts';

import type { Diary } from './diary.ts';
import type { EdgeSettings } from './settings.ts';

export interface EdgeParts {
  settings: Pick<EdgeSettings, 'hostname' | 'host' | 'ports' | 'messageSize' | 'drain'>;
  clock: Clock;
  diary: Diary;
  messages: MessageStore;
  rules: RulesKeeper;
  log: Pick<LogStore, 'reject'>;
  accounts: Accounts;
  mailboxes: Mailboxes;
  locks: MaildropLocks;
  /** The text of the certificate's secret; undefined when there is none. */
  certificate: () => Promise<string | undefined>;
  /** Rejects when the store does not answer. */
  probe: () => Promise<void>;
  saveSyn: (server: Server) => boolean;
  readSyn: (socket: Socket) => Tcp | undefined;
}
