/** Where messages stand, in SQLite. */
import type { Envelope } from '#core/message/envelope.ts';
import type { MessageStates } from '#core/ports/state-store.ts';
import { firstState, type Lease, type MessageState } from '#core/record/state.ts';
import type { Database } from './database.ts';
import type { LogRows } from './log-rows.ts';

interface Row {
  id: string;
  v: number;
  policy_version: number;
  scan: number;
  tries: number;
  waiting_since: number | null;
  due: number | null;
  lease_owner: string | null;
  lease_until: number | null;
  open: number;
}

export class SqliteMessageStates implements MessageStates {
  readonly #db: Database;
  readonly #log: LogRows;

  constructor(db: Database, log: LogRows) {
    this.#db = db;
    this.#log = log;
  }

  begin(envelope: Envelope, policyVersion: number, lease?: Lease): Promise<MessageState> {
    const { id } = envelope;
    const first = firstState(id, policyVersion, lease);
    return this.#db.write(() => {
      if (!this.#insert(first)) return this.#read(id) ?? first;
      this.#log.arrive(envelope);
      return first;
    });
  }

  async get(id: string): Promise<MessageState | undefined> {
    return this.#read(id);
  }

  async save(next: MessageState): Promise<boolean> {
    const { lease } = next;
    // All but `open`, which belongs to the copies.
    return this.#db.write(
      () =>
        this.#db.run(
          `UPDATE messages SET v = ?, policy_version = ?, scan = ?, tries = ?, waiting_since = ?, due = ?, lease_owner = ?,
             lease_until = ?, ready_at = ?
           WHERE id = ? AND v = ?`,
          next.v,
          next.policyVersion,
          next.scan,
          next.tries,
          next.waitingSince ?? null,
          next.due ?? null,
          lease?.owner ?? null,
          lease?.until ?? null,
          readyAt(next),
          next.id,
          next.v - 1,
        ) === 1,
    );
  }

  async due(now: number, limit: number): Promise<MessageState[]> {
    const rows = this.#db.all<Row>(
      'SELECT * FROM messages WHERE open = -1 AND ready_at <= ? ORDER BY ready_at LIMIT ?',
      now,
      limit,
    );
    return rows.map(stateOf);
  }

  /** False when it is there already. */
  #insert({ id, v, policyVersion, scan, tries, due, lease, open }: MessageState): boolean {
    const made = this.#db.run(
      `INSERT INTO messages (id, v, policy_version, scan, tries, due, lease_owner, lease_until, open, ready_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO NOTHING`,
      id,
      v,
      policyVersion,
      scan,
      tries,
      due ?? null,
      lease?.owner ?? null,
      lease?.until ?? null,
      open,
      readyAt({ due, lease }),
    );
    return made === 1;
  }

  #read(id: string): MessageState | undefined {
    const row = this.#db.get<Row>('SELECT * FROM messages WHERE id = ?', id);
    return row && stateOf(row);
  }
}

/** When somebody may take it: it is due, and nobody's lease runs. What has neither is due at once, so that nothing is forgotten. */
export function readyAt({ due, lease }: Pick<MessageState, 'due' | 'lease'>): number {
  return Math.max(due ?? 0, lease?.until ?? 0);
}

export function leaseOf(row: Pick<Row, 'lease_owner' | 'lease_until'>): Pick<MessageState, 'lease'> {
  if (row.lease_owner === null || row.lease_until === null) return {};
  return { lease: { owner: row.lease_owner, until: row.lease_until } };
}

function stateOf(row: Row): MessageState {
  return {
    id: row.id,
    v: row.v,
    policyVersion: row.policy_version,
    scan: row.scan,
    tries: row.tries,
    ...(row.waiting_since !== null && { waitingSince: row.waiting_since }),
    ...(row.due !== null && { due: row.due }),
    ...leaseOf(row),
    open: row.open,
  };
}
