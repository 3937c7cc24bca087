/** Where recipients' copies stand, in SQLite: state, evidence, events and log change in one transaction, or not at all. */
import type { Evidence } from '#core/analyse/evidence.ts';
import type { RecipientStates } from '#core/ports/state-store.ts';
import { isMoving, type MessageState, type RecipientState } from '#core/record/state.ts';
import type { Database } from './database.ts';
import type { EvidenceRows } from './evidence-rows.ts';
import type { LogRows } from './log-rows.ts';
import { leaseOf, readyAt } from './message-states.ts';

interface Row {
  id: string;
  r: number;
  v: number;
  state: RecipientState['state'];
  due: number | null;
  attempt: number;
  lease_owner: string | null;
  lease_until: number | null;
  give_up_at: number;
  last: string | null;
  decision: string;
}

export class SqliteRecipientStates implements RecipientStates {
  readonly #db: Database;
  readonly #log: LogRows;
  readonly #evidence: EvidenceRows;

  constructor(db: Database, log: LogRows, evidence: EvidenceRows) {
    this.#db = db;
    this.#log = log;
    this.#evidence = evidence;
  }

  create(message: MessageState, evidence: Evidence, copies: RecipientState[]): Promise<RecipientState[]> {
    return this.#db.write(() => {
      const won = copies.filter((copy) => this.#insert(copy));
      if (won.length > 0) {
        this.#evidence.insert(evidence);
        for (const copy of won) this.#log.follow(copy, () => evidence);
        this.#settleMessage(message);
      }
      return won.length === copies.length ? copies.map(withoutEvents) : this.#read(message.id);
    });
  }

  async transitions(next: readonly RecipientState[]): Promise<boolean[]> {
    const [first] = next;
    if (!first) return [];
    return this.#db.write(() => {
      const won = next.map((copy) => this.#transition(copy));
      this.#countOpen(first.id);
      return won;
    });
  }

  async of(id: string): Promise<RecipientState[]> {
    return this.#read(id);
  }

  async due(now: number, limit: number): Promise<RecipientState[]> {
    const rows = this.#db.all<Row>(
      'SELECT * FROM copies WHERE ready_at IS NOT NULL AND ready_at <= ? ORDER BY ready_at LIMIT ?',
      now,
      limit,
    );
    return rows.map(stateOf);
  }

  #transition(next: RecipientState): boolean {
    if (!this.#update(next)) return false;
    this.#log.follow(next, () => this.#evidence.read(next.id, next.decision.scan));
    return true;
  }

  #read(id: string): RecipientState[] {
    return this.#db.all<Row>('SELECT * FROM copies WHERE id = ? ORDER BY r', id).map(stateOf);
  }

  #insert(copy: RecipientState): boolean {
    return (
      this.#db.run(
        `INSERT INTO copies (id, r, v, state, moving, scan, due, attempt, lease_owner, lease_until, give_up_at, ready_at, last, decision)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id, r) DO NOTHING`,
        copy.id,
        copy.r,
        ...columnsOf(copy),
      ) === 1
    );
  }

  #update(copy: RecipientState): boolean {
    return (
      this.#db.run(
        `UPDATE copies SET v = ?, state = ?, moving = ?, scan = ?, due = ?, attempt = ?, lease_owner = ?, lease_until = ?,
           give_up_at = ?, ready_at = ?, last = ?, decision = ?
         WHERE id = ? AND r = ? AND v = ?`,
        ...columnsOf(copy),
        copy.id,
        copy.r,
        copy.v - 1,
      ) === 1
    );
  }

  /** Decided: what was to be done with the message as a whole is done, and a late `save` of its lease's owner fails. */
  #settleMessage({ id }: MessageState): void {
    this.#db.run(
      `UPDATE messages SET v = v + 1, waiting_since = NULL, due = NULL, lease_owner = NULL, lease_until = NULL, ready_at = NULL,
         open = (SELECT count(*) FROM copies WHERE copies.id = messages.id AND moving = 1)
       WHERE id = ?`,
      id,
    );
  }

  #countOpen(id: string): void {
    const moving = this.#db.get<{ open: number }>(
      'SELECT count(*) AS open FROM copies WHERE id = ? AND moving = 1',
      id,
    );
    this.#db.run('UPDATE messages SET open = ?1 WHERE id = ?2 AND open NOT IN (-1, ?1)', moving?.open ?? 0, id);
  }
}

function columnsOf(copy: RecipientState): (string | number | null)[] {
  const moving = isMoving(copy.state);
  return [
    copy.v,
    copy.state,
    moving ? 1 : 0,
    copy.decision.scan,
    copy.due ?? null,
    copy.attempt,
    copy.lease?.owner ?? null,
    copy.lease?.until ?? null,
    copy.giveUpAt,
    moving ? readyAt(copy) : null,
    copy.last ? JSON.stringify(copy.last) : null,
    JSON.stringify(copy.decision),
  ];
}

/** Its events are in the log now. */
function withoutEvents(copy: RecipientState): RecipientState {
  return { ...copy, unsent: [] };
}

function stateOf(row: Row): RecipientState {
  return {
    id: row.id,
    r: row.r,
    v: row.v,
    state: row.state,
    decision: JSON.parse(row.decision),
    ...(row.due !== null && { due: row.due }),
    attempt: row.attempt,
    ...leaseOf(row),
    giveUpAt: row.give_up_at,
    ...(row.last !== null && { last: JSON.parse(row.last) }),
    unsent: [],
  };
}
