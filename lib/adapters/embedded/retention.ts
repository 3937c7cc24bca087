/** What is not kept for ever goes here, a little at a time: mail waits for the same writer. */
import type { Database } from './database.ts';

const batch = 200;

const expired = [
  'DELETE FROM evidence WHERE rowid IN (SELECT rowid FROM evidence WHERE at < ? LIMIT ?)',
  `DELETE FROM rejection_hours WHERE (hour, client_ip) IN
     (SELECT hour, client_ip FROM rejection_hours WHERE hour < ? / 3600000 LIMIT ?)`,
  'DELETE FROM claims WHERE key IN (SELECT key FROM claims WHERE expires < ? LIMIT ?)',
];

/** Forgets the evidence of scans made before this time, who was refused how often in the hours before it, and what expired; how many rows. */
export async function forget(db: Database, before: number): Promise<number> {
  let total = 0;
  for (const statement of expired)
    for (let gone = batch; gone === batch; total += gone) gone = await db.write(() => db.run(statement, before, batch));
  return total;
}
