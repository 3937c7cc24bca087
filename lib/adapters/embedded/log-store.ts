/** The log on one machine: search, the events of a copy, and what was refused before there was a copy. */
import type { Finding } from '#core/findings/finding.ts';
import type { LogQuery, LogStore, Rejection } from '#core/ports/log-store.ts';
import type { Event } from '#core/record/event.ts';
import { partOfEvidence } from '#core/record/fold.ts';
import type { LogRecord } from '#core/record/log-record.ts';
import type { Database } from './database.ts';
import type { EvidenceRows } from './evidence-rows.ts';
import { cursorOf, searchSql } from './log-query.ts';
import type { LogRows } from './log-rows.ts';
import { reject } from './rejections.ts';

interface Row {
  k: number;
  id: string;
  r: number;
  v: number;
  received_at: number;
  updated_at: number;
  state: LogRecord['state'];
  fate: LogRecord['fate'] | null;
  collector: LogRecord['collector'];
  client_ip: string | null;
  helo: string | null;
  tls: string | null;
  mail_from: string;
  header_from: string | null;
  recipient: string;
  subject: string | null;
  message_id: string | null;
  size: number;
  score: number | null;
  spf: string | null;
  dkim: string | null;
  dmarc: string | null;
  arc: string | null;
  route: string | null;
  remote: string | null;
  attempts: number;
  scan: number | null;
  reasons: string;
}

type EventRow = Omit<Event, 'detail'> & { detail: string };

export class SqliteLogStore implements LogStore {
  readonly #db: Database;
  readonly #rows: LogRows;
  readonly #evidence: EvidenceRows;

  constructor(db: Database, rows: LogRows, evidence: EvidenceRows) {
    this.#db = db;
    this.#rows = rows;
    this.#evidence = evidence;
  }

  async search(query: LogQuery): Promise<{ records: LogRecord[]; cursor?: string }> {
    const { text, values } = searchSql(query);
    const found = this.#db.all<Row>(text, ...values);
    const page = found.slice(0, query.limit);
    const last = page.at(-1);
    const records = page.map((row) => this.#recordOf(row));
    return found.length > page.length && last ? { records, cursor: cursorOf(last.k) } : { records };
  }

  async events(id: string, r: number): Promise<Event[]> {
    const rows = this.#db.all<EventRow>(
      'SELECT id, r, v, at, kind, by, detail FROM events WHERE id = ? AND r = ? ORDER BY v, n',
      id,
      r,
    );
    return rows.map((row) => ({ ...row, detail: JSON.parse(row.detail) }));
  }

  reject(rejection: Rejection): Promise<void> {
    return this.#db.write(() => reject(this.#db, this.#rows, rejection));
  }

  #recordOf(row: Row): LogRecord {
    return {
      id: row.id,
      r: row.r,
      v: row.v,
      receivedAt: row.received_at,
      updatedAt: row.updated_at,
      state: row.state,
      fate: row.fate ?? undefined,
      collector: row.collector,
      clientIp: row.client_ip ?? undefined,
      helo: row.helo ?? undefined,
      tls: row.tls ?? undefined,
      mailFrom: row.mail_from,
      headerFrom: row.header_from ?? undefined,
      recipient: row.recipient,
      subject: row.subject ?? undefined,
      messageId: row.message_id ?? undefined,
      size: row.size,
      score: row.score ?? undefined,
      spf: row.spf ?? undefined,
      dkim: row.dkim ?? undefined,
      dmarc: row.dmarc ?? undefined,
      arc: row.arc ?? undefined,
      findings: this.#findings(row),
      reasons: JSON.parse(row.reasons),
      route: row.route ?? undefined,
      remote: row.remote ?? undefined,
      attempts: row.attempts,
    };
  }

  /** Not stored twice: they are in the evidence, as long as that is kept. */
  #findings({ id, scan }: Row): Finding[] {
    const evidence = scan === null ? undefined : this.#evidence.read(id, scan);
    return evidence ? partOfEvidence(evidence).findings : [];
  }
}
