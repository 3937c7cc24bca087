/** What scans found, deflated: a sixth of the space, and less work for the disk than it costs. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';

import { Evidence } from '#core/analyse/evidence.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { EvidenceStore } from '#core/ports/state-store.ts';
import type { Database } from './database.ts';

/** Small windows: the usual evidence has a few KB, and most of the time would go into clearing larger ones. */
const packing = { level: 1, memLevel: 7, windowBits: 13 };

export class EvidenceRows implements EvidenceStore {
  readonly #db: Database;
  readonly #clock: Clock;

  constructor(db: Database, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  async keep(evidence: Evidence): Promise<void> {
    const body = this.pack(evidence);
    await this.#db.write(() => this.insert(evidence, body));
  }

  async evidence(id: string, scan?: number): Promise<Evidence | undefined> {
    return this.read(id, scan);
  }

  read(id: string, scan?: number): Evidence | undefined {
    const row = this.#db.get<{ body: Uint8Array }>(
      'SELECT body FROM evidence WHERE id = ? AND (?2 IS NULL OR scan = ?2) ORDER BY scan DESC LIMIT 1',
      id,
      scan ?? null,
    );
    return row && Evidence.parse(JSON.parse(inflateRawSync(row.body).toString('utf8')));
  }

  /** Outside the transaction, which everybody waits for. */
  pack(evidence: Evidence): Uint8Array {
    return deflateRawSync(JSON.stringify(evidence), packing);
  }

  /** Inside `write` of the database. */
  insert({ id, scan }: Evidence, body: Uint8Array): void {
    this.#db.run(
      'INSERT INTO evidence (id, scan, at, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
      id,
      scan,
      this.#clock(),
      body,
    );
  }

  /** Forgets evidence older than `before`; how many scans. */
  prune(before: number): Promise<number> {
    return this.#db.write(() => this.#db.run('DELETE FROM evidence WHERE at < ?', before));
  }
}
