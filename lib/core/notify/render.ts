/** The text of a notice, from its template. What is put into it a stranger wrote, and it goes to a telephone: one line, nothing hidden. */
import { noticeFields } from '../policy/schema.ts';
import { fit } from './segments.ts';

export interface NoticeFacts {
  from: string;
  subject: string;
  recipient: string;
  score: number;
  /** When the message came. */
  at: number;
}

/** Parts that one notice may cost. */
export const maxSegments = 2;

const field = new RegExp(`\\{(${noticeFields.join('|')})\\}`, 'g');

/** Fields are replaced once: a subject in which `{recipient}` is written says just that. */
export function renderNotice(template: string, facts: NoticeFacts, zone: string): string {
  const values: Record<string, string> = {
    from: facts.from,
    subject: facts.subject || '(no subject)',
    recipient: facts.recipient,
    score: String(facts.score),
    time: timeIn(zone, facts.at),
  };
  return fit(plain(template.replace(field, (_, name: string) => values[name] ?? '')), maxSegments);
}

/** Signs that would have a text of 160 characters sent as one of 70, and the same in the small alphabet. */
const small: Record<string, string> = {
  '‘': "'",
  '’': "'",
  '‚': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '‐': '-',
  '‑': '-',
  '–': '-',
  '—': '-',
  '…': '...',
};
const large = new RegExp(`[${Object.keys(small).join('')}]`, 'g');

/**
 * Line breaks and control characters end a line or a field on the way; what turns the direction of writing or is not seen at all can make
 * a text say something else than it shows. The joiners of emoji and of Persian stay.
 */
const unseen = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

export function plain(text: string): string {
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(unseen, '')
    .replace(large, (sign) => small[sign] ?? sign)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

/** `2026-11-24 13:05`: the same in every language, and in the small alphabet. */
function timeIn(timeZone: string, at: number): string {
  const { year, month, day, hour, minute } = partsIn(timeZone, at);
  return `${year}-${month}-${day} ${hour}:${minute}`;
}

type Part = 'year' | 'month' | 'day' | 'hour' | 'minute';

/** A clock and a calendar on the wall there. */
export function partsIn(timeZone: string, at: number): Record<Part, string> {
  const two = '2-digit';
  const format = new Intl.DateTimeFormat('en-GB-u-ca-gregory-nu-latn', {
    timeZone,
    year: 'numeric',
    month: two,
    day: two,
    hour: two,
    minute: two,
    hourCycle: 'h23',
  });
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value])) as Record<Part, string>;
}
