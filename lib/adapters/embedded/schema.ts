/** The tables of the embedded host, as numbered migrations: `user_version` says how many of them a database has been through. */
import type { DatabaseSync } from 'node:sqlite';

import { lessonsSchema } from './lessons.ts';

/**
 * `log.k` is the time of arrival in milliseconds times 1,024, counted up within one millisecond: rows lie in order of arrival, and
 * newest first, a span of time and the place where a page ended are all conditions on the primary key, in `log_words` as well.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE messages (
    id TEXT PRIMARY KEY, v INTEGER NOT NULL, policy_version INTEGER NOT NULL, scan INTEGER NOT NULL, tries INTEGER NOT NULL,
    waiting_since INTEGER, due INTEGER, lease_owner TEXT, lease_until INTEGER, open INTEGER NOT NULL, ready_at INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX messages_ready ON messages (ready_at) WHERE open = -1;

  CREATE TABLE copies (
    id TEXT NOT NULL, r INTEGER NOT NULL, v INTEGER NOT NULL, state TEXT NOT NULL, moving INTEGER NOT NULL, scan INTEGER NOT NULL,
    due INTEGER, attempt INTEGER NOT NULL, lease_owner TEXT, lease_until INTEGER, give_up_at INTEGER NOT NULL, ready_at INTEGER,
    last TEXT, decision TEXT NOT NULL,
    PRIMARY KEY (id, r)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX copies_ready ON copies (ready_at) WHERE ready_at IS NOT NULL;

  CREATE TABLE evidence (id TEXT NOT NULL, scan INTEGER NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL, UNIQUE (id, scan)) STRICT;
  CREATE INDEX evidence_at ON evidence (at);

  CREATE TABLE events (
    id TEXT NOT NULL, r INTEGER NOT NULL, v INTEGER NOT NULL, n INTEGER NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL,
    by TEXT NOT NULL, detail TEXT NOT NULL,
    PRIMARY KEY (id, r, v, n)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE log (
    k INTEGER PRIMARY KEY, id TEXT NOT NULL, r INTEGER NOT NULL, v INTEGER NOT NULL, received_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, state TEXT NOT NULL, fate TEXT, collector TEXT NOT NULL, client_ip TEXT, helo TEXT, tls TEXT,
    mail_from TEXT NOT NULL, header_from TEXT, recipient TEXT NOT NULL, subject TEXT, message_id TEXT, size INTEGER NOT NULL,
    score REAL, spf TEXT, dkim TEXT, dmarc TEXT, arc TEXT, route TEXT, remote TEXT, attempts INTEGER NOT NULL, scan INTEGER,
    reasons TEXT NOT NULL, UNIQUE (id, r)
  ) STRICT;
  CREATE INDEX log_message_id ON log (message_id) WHERE message_id IS NOT NULL;
  CREATE INDEX log_client_ip ON log (client_ip) WHERE client_ip IS NOT NULL;
  CREATE INDEX log_state ON log (state) WHERE state NOT IN ('received', 'queued', 'attempting', 'delivered');
  CREATE INDEX log_fate ON log (fate) WHERE fate <> 'deliver';
  CREATE VIRTUAL TABLE log_words USING fts5 (sender, recipient, subject, codes, content = '', contentless_delete = 1,
    tokenize = "unicode61 tokenchars '_'");

  CREATE TABLE rejection_hours (client_ip TEXT NOT NULL, hour INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (hour, client_ip))
    STRICT, WITHOUT ROWID;

  CREATE TABLE rules (
    version INTEGER PRIMARY KEY, at INTEGER NOT NULL, by TEXT NOT NULL, policy TEXT NOT NULL, directory TEXT NOT NULL
  ) STRICT;

  CREATE TABLE mailbox_messages (
    arrival INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, id TEXT NOT NULL, r INTEGER NOT NULL, size INTEGER NOT NULL,
    removed INTEGER NOT NULL DEFAULT 0, UNIQUE (account, id, r)
  ) STRICT;
  CREATE INDEX mailbox_list ON mailbox_messages (account, arrival, id, r, size) WHERE removed = 0;
  `,
  lessonsSchema.join(';'),
  `
  CREATE TABLE claims (key TEXT PRIMARY KEY, n INTEGER NOT NULL, expires INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX claims_expires ON claims (expires);
  `,
];

export const schemaVersion = migrations.length;

/** Brings a database up to date, each step in a transaction of its own; refuses one that a newer program has written. */
export function migrate(db: DatabaseSync): void {
  const found = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
  if (found > schemaVersion)
    throw new Error(
      `this data directory was written by a newer CitrusMail (its schema is ${found}, this program knows ${schemaVersion}): ` +
        'run the newer program, or restore the backup made before it',
    );
  migrations.slice(found).forEach((steps, index) => {
    db.exec(`BEGIN IMMEDIATE; ${steps}; PRAGMA user_version = ${found + index + 1}; COMMIT;`);
  });
}
