/** The log in DynamoDB: its records are the copies' items, in the order of an index; which of them are meant is decided here, on each. */
import type { Clock } from '#core/ports/clock.ts';
import { type LogQuery, type LogStore, type Rejection, SearchTooWide } from '#core/ports/log-store.ts';
import type { Finding } from '#core/findings/finding.ts';
import type { Event } from '#core/record/event.ts';
import { partOfEvidence } from '#core/record/fold.ts';
import type { LogRecord } from '#core/record/log-record.ts';
import { matches } from '#core/record/match.ts';
import { recordOf } from './copy-record.ts';
import type { DynamoEvidence } from './dynamo-evidence.ts';
import type { Domains } from './dynamo-domains.ts';
import { domainsOf, heldPlaces, indexPlaces, type Place, type Span, spanOfId } from './dynamo-log-places.ts';
import type { Partition } from './dynamo-partition.ts';
import { type DynamoRejections, isRefusal, refusalKey, refusalOf } from './dynamo-rejections.ts';
import type { DynamoTable, Item } from './dynamo-table.ts';
import { type CopyItem, eventsOf, isDecided, type StoredCopy } from './items.ts';
import { cursorOf, logAt, logAtOf } from './log-keys.ts';
import { isId } from './s3-keys.ts';
import { portions } from './streams.ts';

export interface LogParts {
  table: DynamoTable;
  partition: Partition;
  evidence: DynamoEvidence;
  domains: Domains;
  rejections: DynamoRejections;
  clock: Clock;
  searchDays: number;
  /** Records that are not what is looked for; beyond this many the archive is faster and cheaper. */
  mostRead: number;
}

interface Row {
  at: string;
  record: LogRecord;
  codes: string[];
  /** The scan that it speaks of. */
  scan?: number;
}

const day = 24 * 60 * 60_000;
/** Edge and functions may disagree about the time. */
const ahead = 5 * 60_000;

export class DynamoLog implements LogStore {
  readonly #parts: LogParts;

  constructor(parts: LogParts) {
    this.#parts = parts;
  }

  async search(query: LogQuery): Promise<{ records: LogRecord[]; cursor?: string }> {
    const before = query.cursor === undefined ? undefined : logAtOf(query.cursor);
    const found = await this.#find(query, before);
    const page = found.slice(0, query.limit);
    const last = page.at(-1);
    const records = await this.#withFindings(page);
    return found.length > page.length && last ? { records, cursor: cursorOf(last.at) } : { records };
  }

  async events(id: string, r: number): Promise<Event[]> {
    const copy = await this.#parts.partition.one(id, r);
    if (copy && isDecided(copy)) return eventsOf(copy);
    // Perhaps it is decided, and its item not yet written.
    if (copy) return (await this.#copies(id)).filter((one) => one.r === r).flatMap(eventsOf);
    const refusal = r === 0 ? await this.#parts.table.get(refusalKey(id)) : undefined;
    return refusal ? refusalOf(refusal).events : [];
  }

  reject(rejection: Rejection): Promise<void> {
    return this.#parts.rejections.reject(rejection);
  }

  /** One more than asked for, if there is one. */
  async #find(query: LogQuery, before?: string): Promise<Row[]> {
    const { id, since = -Infinity, until = Infinity } = query;
    if (id !== undefined) {
      const exact = await this.#exactly(id);
      if (exact.length > 0 || isId(id)) return pick(exact, query, before);
      const near = spanOfId(id);
      const span = near && { since: Math.max(since, near.since), until: Math.min(until, near.until), before };
      const rows = span ? await this.#among(query, await this.#places(query, span), before) : [];
      if (rows.length > 0) return rows;
    }
    const { clock, searchDays } = this.#parts;
    const oldest = query.state === 'held' ? 0 : clock() - searchDays * day;
    const span = { since: Math.max(since, oldest), until: Math.min(until, clock() + ahead), before };
    return this.#among(query, await this.#places(query, span), before);
  }

  async #places(query: LogQuery, span: Span): Promise<AsyncGenerator<Place>> {
    const { table, domains } = this.#parts;
    if (query.state === 'held') return heldPlaces(table, span);
    return indexPlaces(table, await domainsOf(query, domains), span);
  }

  async #among(query: LogQuery, places: AsyncGenerator<Place>, before?: string): Promise<Row[]> {
    const { mostRead } = this.#parts;
    const found: Row[] = [];
    let read = 0;
    for await (const some of portions(places, Math.min(500, Math.max(query.limit + 1, 100)))) {
      read += some.length;
      found.push(...pick(await this.#rows(some), query, before));
      if (found.length > query.limit) break;
      if (read - found.length > mostRead)
        throw new SearchTooWide(
          `More than ${mostRead} records would have to be looked at: say more of what you look for, or ask the archive.`,
        );
    }
    return found;
  }

  async #rows(places: Place[]): Promise<Row[]> {
    const items = await this.#parts.table.getAll(places, false);
    const rows = await Promise.all(items.map((item) => this.#row(item)));
    return rows.toSorted((a, b) => (a.at < b.at ? 1 : -1));
  }

  async #row(item: Item): Promise<Row> {
    if (!isRefusal(item)) return rowOf(await this.#parts.partition.copy(item as unknown as CopyItem));
    const { record } = refusalOf(item);
    return { at: logAt(record), record, codes: [] };
  }

  /** What has this very id, by its partition. */
  async #exactly(id: string): Promise<Row[]> {
    const rows = (await this.#copies(id)).map(rowOf).toReversed();
    if (rows.length > 0 || isId(id)) return rows;
    const refusal = await this.#parts.table.get(refusalKey(id));
    return refusal ? [await this.#row(refusal)] : [];
  }

  async #copies(id: string): Promise<StoredCopy[]> {
    return (await this.#parts.partition.standing(id)).copies;
  }

  /** They are in the evidence and not stored twice, as long as that is kept. */
  async #withFindings(rows: Row[]): Promise<LogRecord[]> {
    const scanned = rows.flatMap(({ record: { id }, scan }) => (scan === undefined ? [] : [{ id, scan }]));
    const scans = [...new Map(scanned.map((one) => [`${one.id} ${one.scan}`, one])).values()];
    const evidence = await this.#parts.evidence.many(scans);
    const findings = new Map<string, Finding[]>();
    for (const one of evidence) if (one) findings.set(`${one.id} ${one.scan}`, partOfEvidence(one).findings);
    return rows.map(({ record, scan }) => ({ ...record, findings: findings.get(`${record.id} ${scan}`) ?? [] }));
  }
}

function rowOf(copy: StoredCopy): Row {
  const record = recordOf(copy);
  const at = logAt(record);
  return copy.body
    ? { at, record, codes: copy.body.found.codes, scan: copy.body.found.scan }
    : { at, record, codes: [] };
}

function pick(rows: Row[], query: LogQuery, before?: string): Row[] {
  return rows.filter(({ at, record, codes }) => {
    const findings = codes.map((code) => ({ code }));
    return (before === undefined || at < before) && matches({ ...record, findings }, query);
  });
}
