/** Every message sent against every state reached: nothing lost, nothing twice. */
import type { LogRecord } from '#core/record/log-record.ts';
import type { Filter } from '../../test/support/filter.ts';
import type { Letter, Taken } from './load.ts';
import type { Sink } from './sink.ts';

export interface Ledger {
  /** Copies by state; each of them terminal or held. */
  counts: Record<string, number>;
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
  const states = await statesOf(filter);
  const counts = new Map<string, number>();
  let refused = 0;
  let lost = 0;
  for (const { recipient } of mail) {
    const reply = sent.get(recipient)?.reply ?? '';
    if (!reply.startsWith('2')) {
      refused++;
      continue;
    }
    const state = states.get(recipient) ?? 'missing';
    counts.set(state, (counts.get(state) ?? 0) + 1);
    if (!settledStates.has(state) || (state === 'delivered' && !sink.arrivals.has(recipient))) lost++;
  }
  const twice = [...sink.arrivals.values()].filter((times) => times.length > 1).length;
  return {
    counts: Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    refused,
    lost,
    twice,
    balanced: lost === 0,
  };
}

/** A message that was sent again because its answer was lost has two ids: the recipient's states must all be settled. */
async function statesOf(filter: Filter): Promise<Map<string, string>> {
  const states = new Map<string, string>();
  let cursor: string | undefined;
  do {
    const page = await filter.ask<{ records: LogRecord[]; cursor?: string }>('log.search', {
      limit: 1000,
      ...(cursor !== undefined && { cursor }),
    });
    for (const { recipient, state } of page.records) {
      if (state === 'rejected') continue;
      const known = states.get(recipient);
      if (known === undefined || settledStates.has(known)) states.set(recipient, state);
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return states;
}
