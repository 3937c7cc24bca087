/** Leases of a process that had this directory before. Whoever holds the directory's lock knows that all of them are dead. */
import type { Database } from './database.ts';

/** What they were at work on is free and due at once; the counted tries and attempts stay. */
export async function endFormerLeases(db: Database): Promise<void> {
  await db.write(() => {
    for (const table of ['messages', 'copies']) {
      db.run(
        `UPDATE ${table} SET lease_owner = NULL, lease_until = NULL, due = 0, ready_at = 0 WHERE lease_owner IS NOT NULL`,
      );
    }
  });
}
