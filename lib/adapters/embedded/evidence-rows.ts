/** What scans found, as JSON. Deflated it would have a sixth of the size, and writing a message down would cost a third more. */
import type { Evidence } from '#core/analyse/evidence.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { EvidenceStore } from '#core/ports/state-store.ts';
import type { Database } from './database.ts';

export class EvidenceRows implements EvidenceStore {
  readonly #db: Database;
  readonly #clock: Clock;

  constructor(db: Database, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  async keep(evidence: Evidence): Promise<void> {
    await this.#db.write(() => this.insert(evidence));
  }

  async evidence(id: string, scan?: number): Promise<Evidence | undefined> {
    return this.read(id, scan);
  }

  read(id: string, scan?: number): Evidence | undefined {
    const row = this.#db.get<{ body: string }>(
      'SELECT body FROM evidence WHERE id = ? AND (?2 IS NULL OR scan = ?2) ORDER BY scan DESC LIMIT 1',
      id,
      scan ?? null,
    );
    // Our own writing: checking every finding again would cost as much as reading it.
    return row && (JSON.parse(row.body) as Evidence);
  }

  /** Inside `write` of the database. */
  insert(evidence: Evidence): void {
    this.#db.run(
      'INSERT INTO evidence (id, scan, at, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
      evidence.id,
      evidence.scan,
      this.#clock(),
      JSON.stringify(evidence),
    );
  }
}
