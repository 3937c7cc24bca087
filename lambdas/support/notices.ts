/** Text messages about mail that has come to rest. Whatever happens here, the mail is done. */
import { noticeTime, notify, type NoticeHouse, type Told } from '#core/notify/notify.ts';
import type { TextSender } from '#core/ports/text-sender.ts';
import { variables } from '#wiring/variables.ts';
import { clock } from './bucket.ts';
import { rules, stores } from './desk.ts';
import { number, once, optional } from './environment.ts';
import { logger } from './thin.ts';
import { told } from './trouble.ts';

/** Loaded where texts are sent, and nowhere else. */
const sender = once(async (): Promise<TextSender> => {
  const { createSnsSender } = await import('#clients/sms/sns.ts');
  return createSnsSender({
    maxPrice: number(variables.noticeMaxPrice, 0.1),
    senderId: optional(variables.noticeSenderId),
  });
});

/** Tells whoever wants to be told of these messages. Never rejects, and takes no longer than `noticeTime`. */
export async function tellOf(ids: readonly string[]): Promise<void> {
  if (optional(variables.notices) !== 'on' || ids.length === 0) return;
  const signal = AbortSignal.timeout(noticeTime);
  const over = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  await Promise.race([over, Promise.all(ids.map((id) => tell(id, signal)))]);
}

async function tell(id: string, signal: AbortSignal): Promise<void> {
  try {
    for (const one of await notify(id, await house(), signal)) logTrouble(id, one);
  } catch (error) {
    logger.warn('nobody was told', { id, ...told(error) });
  }
}

async function house(): Promise<NoticeHouse> {
  const { copies, log, claims } = stores();
  return { clock, rules: () => rules().current(), log, copies, claims, sender: await sender() };
}

function logTrouble(id: string, { outcome, phone, why }: Told): void {
  if (outcome === 'refused' || outcome === 'failed') logger.warn('a text was not sent', { id, phone, outcome, why });
}
