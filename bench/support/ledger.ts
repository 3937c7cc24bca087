/** Every message sent against every state reached: nothing lost, nothing twice. */
import type { LogRecord } from '#core/record/log-record.ts';
import type { Filter } from '../../test/support/filter.ts';
import type { Letter, Taken } from './load.ts';
import type { Sink } from './sink.ts';

export interface Ledger {
  /** Copies by state; each of them terminal or held. */
  counts: Record<string, number>;
  /** Why copies are held: the codes that decided. */
  heldFor: Record<string, number>;
  refused: number;
  /** Acknowledged, and in no final or held state; or delivered by the log, and not at the sink. */
  lost: number;
  /** At the sink more than once. After a kill an answer may have been lost (RFC 1047); without one there is none. */
  twice: number;
  balanced: boolean;
}

const settledStates = new Set(['delivered', 'held', 'bounced', 'expired', 'discarded', 'deleted']);

export async function makeLedger(
  filter: Filter,
  mail: Letter[],
  sent: Map<string, Taken>,
  sink: Sink,
): Promise<Ledger> {
  const records = await recordsOf(filter);
  const counts = new Map<string, number>();
  const heldFor = new Map<string, number>();
  let refused = 0;
  let lost = 0;
  for (const { recipient } of mail) {
    const reply = sent.get(recipient)?.reply ?? '';
    if (!reply.startsWith('2')) {
      refused++;
      continue;
    }
    const record = records.get(recipient);
    const state = record?.state ?? 'missing';
    count(counts, state);
    if (state === 'held') for (const { code } of record?.reasons ?? []) count(heldFor, code);
    if (!settledStates.has(state) || (state === 'delivered' && !sink.arrivals.has(recipient))) lost++;
  }
  const twice = [...sink.arrivals.values()].filter((times) => times.length > 1).length;
  return {
    counts: sorted(counts),
    heldFor: sorted(heldFor),
    refused,
    lost,
    twice,
    balanced: lost === 0,
  };
}

const count = (counts: Map<string, number>, name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);

const sorted = (counts: Map<string, number>): Record<string, number> =>
  Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** A message that was sent again because its answer was lost has two ids: the recipient's states must all be settled. */
async function recordsOf(filter: Filter): Promise<Map<string, LogRecord>> {
  const records = new Map<string, LogRecord>();
  let cursor: string | undefined;
  do {
    const page = await filter.ask<{ records: LogRecord[]; cursor?: string }>('log.search', {
      limit: 1000,
      ...(cursor !== undefined && { cursor }),
    });
    for (const record of page.records) {
      if (record.state === 'rejected') continue;
      const known = records.get(record.recipient);
      if (known === undefined || settledStates.has(known.state)) records.set(record.recipient, record);
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return records;
}
