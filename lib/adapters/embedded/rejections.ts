/** Who was refused during SMTP gets a record like everybody; a flood gets one for all of it. */
import type { Rejection } from '#core/ports/log-store.ts';
import { eventOfRefusal, recordOfRefusal } from '#core/record/refusal.ts';
import type { Database } from './database.ts';
import type { LogRows } from './log-rows.ts';

/** Records of its own for one client and hour; what comes after is counted on one record, so that nobody can fill the disk with 550s. */
export const ownRecordsPerHour = 100;
const hour = 60 * 60_000;

/** Inside `write` of the database. */
export function reject(db: Database, rows: LogRows, rejection: Rejection): void {
  if (count(db, rejection.key, rejection.at)) return;
  const since = Math.floor(rejection.at / hour);
  if (countHour(db, rejection.clientIp, since) <= ownRecordsPerHour) return record(db, rows, rejection);
  const flood = { ...rejection, key: `flood/${rejection.clientIp}/${since}` };
  if (!count(db, flood.key, flood.at)) record(db, rows, flood);
}

/** The same key again, or another of the flood. */
function count(db: Database, key: string, at: number): boolean {
  return (
    db.run(
      `UPDATE log SET v = v + 1, attempts = attempts + 1, updated_at = max(updated_at, ?) WHERE id = ? AND r = 0 AND state = 'rejected'`,
      at,
      key,
    ) > 0
  );
}

function countHour(db: Database, clientIp: string, since: number): number {
  const row = db.get<{ n: number }>(
    `INSERT INTO rejection_hours (client_ip, hour, n) VALUES (?, ?, 1)
     ON CONFLICT (hour, client_ip) DO UPDATE SET n = n + 1 RETURNING n`,
    clientIp,
    since,
  );
  return row?.n ?? 1;
}

function record(db: Database, rows: LogRows, rejection: Rejection): void {
  rows.insert(recordOfRefusal(rejection));
  const { id, r, v, at, kind, by, detail } = eventOfRefusal(rejection);
  db.run(
    'INSERT INTO events (id, r, v, n, at, kind, by, detail) VALUES (?, ?, ?, 0, ?, ?, ?, ?)',
    id,
    r,
    v,
    at,
    kind,
    by,
    JSON.stringify(detail),
  );
}
