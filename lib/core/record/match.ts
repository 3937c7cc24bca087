/** Whether a record is what a search of the log asks for: for stores that have no query language of their own. */
import type { LogQuery } from '../ports/log-store.ts';
import type { LogRecord } from './log-record.ts';

/** What of a record a search looks at. */
export type Searchable = Pick<
  LogRecord,
  | 'id'
  | 'receivedAt'
  | 'state'
  | 'fate'
  | 'clientIp'
  | 'mailFrom'
  | 'headerFrom'
  | 'recipient'
  | 'subject'
  | 'messageId'
> & { findings: readonly { code: string }[] };

/** Of a longer question the rest does not count. */
const maxWords = 50;

/** All given conditions hold; how many are wanted, and from where on, is for the caller. */
export function matches(record: Searchable, query: LogQuery): boolean {
  return sameValues(record, query) && inTime(record, query) && sameWords(record, query);
}

function sameValues(record: Searchable, query: LogQuery): boolean {
  const exact = ['messageId', 'clientIp', 'state', 'fate'] as const;
  return exact.every((key) => query[key] === undefined || record[key] === query[key]);
}

function inTime({ receivedAt }: Searchable, { since = -Infinity, until = Infinity }: LogQuery): boolean {
  return receivedAt >= since && receivedAt < until;
}

function sameWords(record: Searchable, { id, from, to, subject, finding }: LogQuery): boolean {
  return (
    (id === undefined || record.id.startsWith(id)) &&
    (from === undefined || isAddress(record.mailFrom, from) || isAddress(record.headerFrom ?? '', from)) &&
    (to === undefined || isAddress(record.recipient, to)) &&
    (subject === undefined || hasWords(record.subject ?? '', subject)) &&
    (finding === undefined || record.findings.some(({ code }) => code === finding.toUpperCase()))
  );
}

/** The beginning of the address or of its domain; `@example.test` is the domain alone. */
function isAddress(address: string, part: string): boolean {
  const [whole, beginning] = [address.toLowerCase(), part.toLowerCase()];
  if (beginning.startsWith('@')) return whole.includes(beginning);
  return whole.startsWith(beginning) || whole.includes(`@${beginning}`);
}

/** Each word somewhere in the text; one with a hyphen or an apostrophe in it is several, which stand side by side. */
function hasWords(text: string, question: string): boolean {
  const spread = ` ${wordsOf(text).join(' ')} `;
  return question
    .split(/\s/, maxWords)
    .map(wordsOf)
    .every((words) => words.length === 0 || spread.includes(` ${words.join(' ')} `));
}

/** In lower case and without accents. */
function wordsOf(text: string): string[] {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.match(/[\p{L}\p{N}_]+/gu) ?? [];
}
