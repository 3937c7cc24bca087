/** Which numbers a recipient's policy wants told of what became of a copy, and in which words. */
import type { LogRecord } from '../record/log-record.ts';
import type { NoticeMoment, NotifyRule, Policy } from '../policy/schema.ts';
import { partsIn, renderNotice } from './render.ts';

export interface Notice {
  phone: string;
  text: string;
  /** It comes at a time at which this number is to be left alone. */
  quiet: boolean;
  /** Texts in one hour to this number. */
  perHour: number;
}

/** A flood of mail must not become one of texts, which cost. */
export const defaultPerHour = 20;
/** What was not told in time is not told: deliveries are tried for days, and a queue may bring back what is long done. */
const newsFor = 60 * 60_000;

/** Mail that was moved here from elsewhere has arrived before; our own mail is no arrival. */
const silentCollectors: readonly LogRecord['collector'][] = ['import', 'own'];

/** A number that several rules name is told once, by the first of them. */
export function chooseNotices(record: LogRecord, { notify, zone }: Policy, now: number): Notice[] {
  const moment = momentOf(record, now);
  const rules = notify.filter(({ when = ['delivered'] }) => moment !== undefined && when.includes(moment));
  const chosen = new Map<string, Notice>();
  for (const rule of rules) {
    const text = renderNotice(rule.text, factsOf(record), zone);
    const quiet = isQuiet(rule, zone, now);
    for (const phone of rule.sms)
      if (!chosen.has(phone)) chosen.set(phone, { phone, text, quiet, perHour: rule.perHour ?? defaultPerHour });
  }
  return [...chosen.values()];
}

function momentOf({ state, updatedAt, collector }: LogRecord, now: number): NoticeMoment | undefined {
  if (updatedAt < now - newsFor || silentCollectors.includes(collector)) return undefined;
  return state === 'delivered' || state === 'held' ? state : undefined;
}

function factsOf({ headerFrom, mailFrom, subject = '', recipient, score = 0, receivedAt }: LogRecord) {
  return { from: headerFrom || mailFrom || '<>', subject, recipient, score, at: receivedAt };
}

/** From the first time to before the second, over midnight where the second is the earlier. */
export function isQuiet({ quiet }: Pick<NotifyRule, 'quiet'>, zone: string, now: number): boolean {
  const [from, until] = quiet?.split('-') ?? [];
  if (from === undefined || until === undefined) return false;
  const { hour, minute } = partsIn(zone, now);
  const time = `${hour}:${minute}`;
  return from <= until ? from <= time && time < until : from <= time || time < until;
}
