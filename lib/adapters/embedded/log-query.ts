/**
 * A search of the log as SQL. Words are looked up in the full-text index, which gives the rows newest first; every condition is then
 * checked on the row itself, so that the index may find too much but never decides alone.
 */
import type { LogQuery } from '#core/ports/log-store.ts';
import { keysPerMillisecond, type Words } from './log-rows.ts';

export interface Sql {
  text: string;
  values: (string | number)[];
}

type Condition = [text: string, ...values: (string | number)[]];

/** These are the conditions of two partial indexes: SQLite uses an index only where the query repeats its condition. */
const rareStates = `log.state NOT IN ('received', 'queued', 'attempting', 'delivered')`;
const rareFates = `log.fate <> 'deliver'`;
const commonStates: readonly string[] = ['received', 'queued', 'attempting', 'delivered'];

export function searchSql(query: LogQuery): Sql {
  const words = match(query);
  const k = words ? 'log_words.rowid' : 'log.k';
  const conditions = [...(words ? [words] : []), ...onKey(query, k), ...onColumns(query)];
  const from = words ? 'log_words CROSS JOIN log ON log.k = log_words.rowid' : 'log';
  const where = conditions.map(([text]) => `(${text})`).join(' AND ') || 'true';
  return {
    text: `SELECT log.* FROM ${from} WHERE ${where} ORDER BY ${k} DESC LIMIT ?`,
    values: [...conditions.flatMap(([, ...values]) => values), query.limit + 1],
  };
}

/** Time and place are spans of the key. */
function onKey(query: LogQuery, k: string): Condition[] {
  const conditions: Condition[] = [];
  if (query.since !== undefined) conditions.push([`${k} >= ?`, query.since * keysPerMillisecond]);
  if (query.until !== undefined) conditions.push([`${k} < ?`, query.until * keysPerMillisecond]);
  if (query.cursor !== undefined) conditions.push([`${k} < ?`, keyOfCursor(query.cursor)]);
  return conditions;
}

function keyOfCursor(cursor: string): number {
  const k = Number.parseInt(cursor, 36);
  if (!Number.isSafeInteger(k)) throw new RangeError('this cursor is not from a search');
  return k;
}

export function cursorOf(k: number): string {
  return k.toString(36);
}

function onColumns(query: LogQuery): Condition[] {
  const conditions: Condition[] = [];
  if (query.id !== undefined) conditions.push(['log.id >= ? AND log.id < ?', query.id, `${query.id}\u{10ffff}`]);
  if (query.messageId !== undefined) conditions.push(['log.message_id = ?', query.messageId]);
  if (query.clientIp !== undefined) conditions.push(['log.client_ip = ?', query.clientIp]);
  if (query.state !== undefined) conditions.push(['log.state = ?', query.state]);
  if (query.state !== undefined && !commonStates.includes(query.state)) conditions.push([rareStates]);
  if (query.fate !== undefined) conditions.push(['log.fate = ?', query.fate]);
  if (query.fate !== undefined && query.fate !== 'deliver') conditions.push([rareFates]);
  if (query.to !== undefined) conditions.push(address('log.recipient', query.to));
  if (query.from !== undefined) {
    const [sender, ...a] = address('log.mail_from', query.from);
    const [author, ...b] = address("coalesce(log.header_from, '')", query.from);
    conditions.push([`${sender} OR ${author}`, ...a, ...b]);
  }
  return conditions;
}

/** The beginning of the address or of its domain; `@example.test` is the domain alone. */
function address(column: string, part: string): Condition {
  const pattern = `${part.toLowerCase().replace(/[\\%_]/g, String.raw`\$&`)}%`;
  const escape = String.raw`ESCAPE '\'`;
  if (part.startsWith('@')) return [`${column} LIKE ? ${escape}`, `%${pattern}`];
  return [`${column} LIKE ? ${escape} OR ${column} LIKE ? ${escape}`, pattern, `%@${pattern}`];
}

/** What the full-text index is asked, or undefined where the query has no words. */
function match(query: LogQuery): Condition | undefined {
  const terms = [
    ...phrase('sender', query.from).map((beginning) => `${beginning} *`),
    ...phrase('recipient', query.to).map((beginning) => `${beginning} *`),
    ...(query.subject ?? '').split(/\s/, maxWords).flatMap((word) => phrase('subject', word)),
    ...phrase('codes', query.finding),
  ];
  return terms.length > 0 ? ['log_words MATCH ?', terms.join(' AND ')] : undefined;
}

/** A string of FTS5's query language, which ends at a quotation mark or NUL and nowhere else; nothing where there is no word in it. */
function phrase(column: keyof Words, text = ''): string[] {
  return /[\p{L}\p{N}_]/u.test(text) ? [`${column} : "${text.replace(/["\0]/g, ' ')}"`] : [];
}

const maxWords = 50;
