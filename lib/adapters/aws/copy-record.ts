/** What a copy's item makes of its events, and what the log makes of the item. */
import type { Evidence } from '#core/analyse/evidence.ts';
import type { Finding } from '#core/findings/finding.ts';
import { foldEvents, nothingYet, partOfDecision, partOfEvidence } from '#core/record/fold.ts';
import type { LogRecord } from '#core/record/log-record.ts';
import type { RecipientState } from '#core/record/state.ts';
import type { Body, Found, StoredCopy } from './items.ts';

/** The log's record; its findings are in the evidence. */
export function recordOf({ id, r, v, state, arrival, body }: StoredCopy, findings: Finding[] = []): LogRecord {
  const came: LogRecord = {
    ...arrival,
    id,
    r,
    v,
    updatedAt: arrival.receivedAt,
    state,
    findings,
    reasons: [],
    attempts: 0,
  };
  if (!body) return came;
  const { scan: _scan, codes: _codes, ...found } = body.found;
  return { ...came, ...found, ...partOfDecision({ ...body.decision, id, r }), ...body.record };
}

export function foundIn(evidence: Evidence): Found {
  const { findings, ...part } = partOfEvidence(evidence);
  return { ...part, scan: evidence.scan, codes: [...new Set(findings.map(({ code }) => code))] };
}

/** Attempts of five days are some seventy events; an item has to end somewhere. */
const eventsKept = 100;

/** The body of the next version of a copy: its events behind those there are, the record carried on by them. */
export function bodyOf(next: RecipientState, found: Found, before?: Body): Body {
  const { id: _id, r: _r, ...decision } = next.decision;
  const { updatedAt, attempts, remote } = foldEvents({ ...nothingYet, ...before?.record }, next.unsent);
  const fresh = next.unsent.map(({ id: _same, r: _too, ...event }) => event);
  return {
    decision,
    attempt: next.attempt,
    giveUpAt: next.giveUpAt,
    ...(next.last && { last: next.last }),
    found,
    events: [...(before?.events ?? []), ...fresh].slice(-eventsKept),
    record: { updatedAt, attempts, ...(remote !== undefined && { remote }) },
  };
}
