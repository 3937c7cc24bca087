/** What the SMTP server asks, answered by directory and spool. */
import type { Stores } from '#adapters/embedded/open-stores.ts';
import { replies } from '#protocols/smtp/reply.ts';
import type { SmtpHooks } from '#servers/smtp/hooks.ts';
import type { Reporter } from './reporter.ts';
import type { RulesKeeper } from './rules-keeper.ts';

export interface HookParts {
  stores: Pick<Stores, 'messages' | 'log'>;
  rules: RulesKeeper;
  /** A message was committed. */
  arrived: (id: string) => void;
  report: Reporter;
}

export function smtpHooks({ stores, rules, arrived, report }: HookParts): SmtpHooks {
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
    trouble: (error) => report.error('SMTP', { error }),
  };
}
