/** The stores that share one database. */
import type { Claims } from '#core/ports/claims.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { LogStore } from '#core/ports/log-store.ts';
import type { RulesStore } from '#core/ports/rules-store.ts';
import type { EvidenceStore, MessageStates, RecipientStates } from '#core/ports/state-store.ts';
import { SqliteClaims } from './claims.ts';
import type { Database } from './database.ts';
import { EvidenceRows } from './evidence-rows.ts';
import { forget } from './retention.ts';
import { LogRows } from './log-rows.ts';
import { SqliteLogStore } from './log-store.ts';
import { SqliteMessageStates } from './message-states.ts';
import { SqliteRecipientStates } from './recipient-states.ts';
import { SqliteRulesStore } from './rules-store.ts';

export interface SqliteStores {
  states: MessageStates;
  copies: RecipientStates;
  evidence: EvidenceStore;
  log: LogStore;
  rules: RulesStore;
  claims: Claims;
  /** Forgets evidence older than this time; how many rows went. To be called every hour or so. */
  forget(before: number): Promise<number>;
}

export function sqliteStores(db: Database, clock: Clock): SqliteStores {
  const rows = new LogRows(db);
  const evidence = new EvidenceRows(db, clock);
  return {
    states: new SqliteMessageStates(db, rows),
    copies: new SqliteRecipientStates(db, rows, evidence),
    evidence,
    log: new SqliteLogStore(db, rows, evidence),
    rules: new SqliteRulesStore(db),
    claims: new SqliteClaims(db, clock),
    forget: (before) => forget(db, before),
  };
}
