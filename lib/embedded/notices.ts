/** Text messages about mail that has come to rest: a few at a time, beside the mail and never before it. */
import type { Settings } from '#core/config/settings.ts';
import { noticeTime, notify, type NoticeHouse, type Told } from '#core/notify/notify.ts';
import type { RecipientState } from '#core/record/state.ts';
import type { TextSender } from '#core/ports/text-sender.ts';
import type { Reporter } from './reporter.ts';

export interface Notices {
  /** Copies as they were just written. */
  settled(copies: readonly RecipientState[]): void;
  /** Waits until all is told; what has waited for too long then is not. */
  close(): Promise<void>;
}

const atOnce = 4;
/** Whoever waits behind so many is told nothing: texts that come hours late are no news, and mail must not wait for memory. */
const longestQueue = 1_000;

export const noNotices: Notices = { settled: () => {}, close: async () => {} };

/** Undefined where text messages are off. */
export async function createSender({ sms }: Settings): Promise<TextSender | undefined> {
  if (sms === 'off') return undefined;
  const { createSnsSender } = await import('#clients/sms/sns.ts');
  return createSnsSender(sms.sns);
}

export function createNotices(house: NoticeHouse, report: Reporter): Notices {
  const waiting = new Set<string>();
  const running = new Set<Promise<void>>();

  function pump(): void {
    while (running.size < atOnce) {
      const [id] = waiting;
      if (id === undefined) return;
      waiting.delete(id);
      const run = tell(id).finally(() => {
        running.delete(run);
        pump();
      });
      running.add(run);
    }
  }

  async function tell(id: string): Promise<void> {
    try {
      for (const told of await notify(id, house, AbortSignal.timeout(noticeTime))) reportTrouble(id, told);
    } catch (error) {
      report.warn('nobody could be told of a message', { id, error });
    }
  }

  function reportTrouble(id: string, { outcome, phone, why }: Told): void {
    if (outcome === 'refused' || outcome === 'failed') report.warn('a text was not sent', { id, phone, outcome, why });
  }

  return {
    settled(copies) {
      if (waiting.size >= longestQueue) return;
      for (const { id, state } of copies) if (state === 'delivered' || state === 'held') waiting.add(id);
      pump();
    },
    async close() {
      const late = setTimeout(() => waiting.clear(), noticeTime);
      while (running.size > 0) await Promise.all(running);
      clearTimeout(late);
    },
  };
}
