/** What the SMTP server asks, answered by the directory and the message store of either host. */
import type { RulesKeeper } from '#core/policy/rules-keeper.ts';
import type { LogStore } from '#core/ports/log-store.ts';
import type { MessageStore } from '#core/ports/message-store.ts';
import { replies } from '#protocols/smtp/reply.ts';
import type { SmtpHooks } from './hooks.ts';

export interface HookParts {
  stores: { messages: MessageStore; log: Pick<LogStore, 'reject'> };
  rules: RulesKeeper;
  /** A message was committed. */
  arrived: (id: string) => void;
  trouble: (error: unknown) => void;
}

export function smtpHooks({ stores, rules, arrived, trouble }: HookParts): SmtpHooks {
  return {
    async recipient(address) {
      const located = (await rules.current()).locate(address);
      if (located === undefined) return replies.relayDenied;
      return located === 'unknown' ? replies.unknownRecipient : undefined;
    },
    begin: (id, expectedSize) => stores.messages.draft(id, expectedSize),
    async commit(draft, envelope) {
      await draft.commit(envelope);
      arrived(envelope.id);
    },
    rejected: (rejection) => stores.log.reject(rejection),
    trouble,
  };
}
