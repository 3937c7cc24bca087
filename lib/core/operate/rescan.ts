/** Messages that were held because an engine stayed away are looked at again when it is back (promise 2). */
import { decide } from '../decide/decide.ts';
import { followDecision, step } from '../deliver/copy.ts';
import type { Rules } from '../policy/rules.ts';
import type { RecipientState } from '../record/state.ts';
import type { Installation } from './operation.ts';
import { moveOn } from './copies.ts';

const batch = 200;

/**
 * Returns how many copies were moved on. Stops early when an engine is away again. A message that cannot be looked at does not keep the
 * others waiting: it throws an AggregateError in the end.
 */
export async function rescanHeld(installation: Installation): Promise<number> {
  const { log } = installation.stores;
  const failures: unknown[] = [];
  let moved = 0;
  let cursor: string | undefined;
  do {
    const page = await log.search({ state: 'held', limit: batch, ...(cursor !== undefined && { cursor }) });
    const missed = page.records.filter(({ reasons }) => reasons.some(({ code }) => code === 'ENGINE_UNAVAILABLE'));
    for (const id of new Set(missed.map((record) => record.id))) {
      const count = await rescan(installation, id).catch((error: unknown) => {
        failures.push(error);
        return 0;
      });
      if (count === undefined) return moved;
      moved += count;
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  if (moved > 0) installation.deliverSoon();
  if (failures.length > 0) throw new AggregateError(failures, 'messages that could not be looked at again');
  return moved;
}

/** Undefined: an engine is still, or again, away. */
async function rescan(installation: Installation, id: string): Promise<number | undefined> {
  const { stores, clock } = installation;
  const envelope = await stores.messages.envelope(id);
  const held = (await stores.copies.of(id)).filter(({ state }) => state === 'held');
  const scan = Math.max(0, ...held.map(({ decision }) => decision.scan)) + 1;
  if (!envelope || held.length === 0) return 0;
  const evidence = await installation.scan(envelope, scan);
  if (evidence.examinations.some(({ outcome }) => outcome === 'unavailable')) return undefined;
  await stores.evidence.keep(evidence);
  const rules: Rules = await installation.rules.current();
  const next = held.flatMap((copy) => {
    const recipient = envelope.recipients.find(({ r }) => r === copy.r);
    return recipient ? [again(copy, decide({ envelope, recipient, evidence, rules, at: clock() }))] : [];
  });
  const moved = await moveOn(installation, next);
  return next.some(({ state }) => state !== 'held') ? moved : 0;
}

function again(copy: RecipientState, decision: RecipientState['decision']): RecipientState {
  if (decision.fate !== 'quarantine') return followDecision(copy, decision, decision.at, 'rescan');
  return step({ ...copy, decision }, 'held', 'rescanned', decision.at, 'rescan', { scan: decision.scan });
}
