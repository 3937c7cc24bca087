/** Writes the log inside the state stores' transactions: a record is in it as soon as what it says is true. */
import type { Evidence } from '#core/analyse/evidence.ts';
import type { Envelope } from '#core/message/envelope.ts';
import { foldEvents, nothingYet, partOfDecision, partOfEvidence, recordOfArrival } from '#core/record/fold.ts';
import type { LogRecord } from '#core/record/log-record.ts';
import type { RecipientState } from '#core/record/state.ts';
import type { Database } from './database.ts';

/** How many records one millisecond has room for before the next lends some of its own. */
export const keysPerMillisecond = 1024;

interface Described {
  k: number;
  scan: number | null;
  mail_from: string;
  recipient: string;
}

/** The columns of the full-text index. */
export type Words = Record<'sender' | 'recipient' | 'subject' | 'codes', string>;

export class LogRows {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** A `waiting` record for each recipient. */
  arrive(envelope: Envelope): void {
    for (const recipient of envelope.recipients) this.insert(recordOfArrival(envelope, recipient));
  }

  insert(record: LogRecord): void {
    const k = this.#freeKey(record.receivedAt);
    this.#db.run(
      `INSERT INTO log (k, id, r, v, received_at, updated_at, state, fate, collector, client_ip, helo, tls, mail_from, recipient, size,
         remote, attempts, reasons)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '[]')`,
      k,
      record.id,
      record.r,
      record.v,
      record.receivedAt,
      record.updatedAt,
      record.state,
      record.fate ?? null,
      record.collector,
      record.clientIp ?? null,
      record.helo ?? null,
      record.tls ?? null,
      record.mailFrom,
      record.recipient,
      record.size,
      record.remote ?? null,
      record.attempts,
    );
    this.#index(k, { sender: record.mailFrom, recipient: record.recipient, subject: '', codes: '' });
  }

  /** A copy's events, and what they and its decision make of its record; what was found too, when the decision is of another scan. */
  follow(copy: RecipientState, evidence: () => Evidence | undefined): void {
    copy.unsent.forEach((event, index) => {
      this.#db.run(
        'INSERT INTO events (id, r, v, n, at, kind, by, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
        event.id,
        event.r,
        event.v,
        copy.unsent.slice(0, index).filter(({ v }) => v === event.v).length,
        event.at,
        event.kind,
        event.by,
        JSON.stringify(event.detail),
      );
    });
    const row = this.#db.get<Described>(
      'SELECT k, scan, mail_from, recipient FROM log WHERE id = ? AND r = ?',
      copy.id,
      copy.r,
    );
    if (!row) throw new Error(`message ${copy.id} was decided before it was begun`);
    this.#advance(row.k, copy);
    const found = row.scan === copy.decision.scan ? undefined : evidence();
    if (found) this.#describe(row, found);
  }

  #advance(k: number, copy: RecipientState): void {
    const { fate, score, reasons, route } = partOfDecision(copy.decision);
    const since = foldEvents(nothingYet, copy.unsent);
    this.#db.run(
      `UPDATE log SET v = ?, state = ?, updated_at = max(updated_at, ?), attempts = attempts + ?, remote = coalesce(?, remote), fate = ?,
         score = ?, reasons = ?, route = ?
       WHERE k = ?`,
      copy.v,
      copy.state,
      since.updatedAt,
      since.attempts,
      since.remote ?? null,
      fate ?? null,
      score ?? null,
      JSON.stringify(reasons),
      route ?? null,
      k,
    );
  }

  #describe(row: Described, evidence: Evidence): void {
    const part = partOfEvidence(evidence);
    this.#db.run(
      `UPDATE log SET header_from = ?, subject = ?, message_id = ?, spf = ?, dkim = ?, dmarc = ?, arc = ?, scan = ? WHERE k = ?`,
      part.headerFrom ?? null,
      part.subject ?? null,
      part.messageId ?? null,
      part.spf ?? null,
      part.dkim ?? null,
      part.dmarc ?? null,
      part.arc ?? null,
      evidence.scan,
      row.k,
    );
    this.#index(row.k, {
      sender: `${row.mail_from} ${part.headerFrom ?? ''}`,
      recipient: row.recipient,
      subject: part.subject ?? '',
      codes: [...new Set(part.findings.map(({ code }) => code))].join(' '),
    });
  }

  #index(k: number, { sender, recipient, subject, codes }: Words): void {
    this.#db.run(
      'INSERT OR REPLACE INTO log_words (rowid, sender, recipient, subject, codes) VALUES (?, ?, ?, ?, ?)',
      k,
      sender,
      recipient,
      subject,
      codes,
    );
  }

  #freeKey(receivedAt: number): number {
    for (let at = receivedAt; ; at++) {
      const first = at * keysPerMillisecond;
      const last = this.#db.get<{ k: number | null }>(
        'SELECT max(k) AS k FROM log WHERE k >= ? AND k < ?',
        first,
        first + keysPerMillisecond,
      )?.k;
      if (last === null || last === undefined) return first;
      if (last < first + keysPerMillisecond - 1) return last + 1;
    }
  }
}
