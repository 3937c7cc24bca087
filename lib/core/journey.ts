/**
 * The whole path of a message, from its committed envelope to a decision for every recipient. docs/flow.md tells the same story in prose.
 *
 *   collect ─> [ begin ─> scan (open, analyse) ─> decide ─> dispatch ] ─> deliver ─> record
 *
 * Every step may run again: after a crash, on a second notice, beside another worker.
 */
import type { Evidence } from './analyse/evidence.ts';
import { decide } from './decide/decide.ts';
import { firstCopy } from './deliver/copy.ts';
import type { Envelope } from './message/envelope.ts';
import type { Rules } from './policy/rules.ts';
import type { Clock } from './ports/clock.ts';
import type { MessageStore } from './ports/message-store.ts';
import type { MessageStates, RecipientStates } from './ports/state-store.ts';
import { poisonEvidence } from './record/poison.ts';
import { isMoving, type MessageState, type RecipientState } from './record/state.ts';

export interface House {
  clock: Clock;
  /** Names this process in leases. */
  owner: string;
  /** Milliseconds that messages wait for an engine before they are held. */
  engineWait: number;
  /** Milliseconds after which delivery is given up. */
  patience: number;
  messages: MessageStore;
  states: MessageStates;
  copies: RecipientStates;
  /** The rules now in force, or those of a version that a message was begun under. */
  rules(version?: number): Promise<Rules>;
  /** Opens and analyses. Rejects only when a worker broke: what an examiner cannot do is in the evidence. */
  scan(envelope: Envelope, scan: number): Promise<Evidence>;
}

export type Outcome =
  /** Its copies stand; those that move are in the delivery queue. */
  | { kind: 'decided'; copies: RecipientState[] }
  /** An engine is not there: again at `due`. */
  | { kind: 'waiting'; due: number }
  /** The worker broke over it; the try is counted, and it may be tried again at once. */
  | { kind: 'broke'; error: unknown }
  /** Nothing to do: unknown, finished, or in another worker's hands. */
  | { kind: 'left' };

/** A message that twice took a worker with it is not tried a third time (promise 2). */
export const maxTries = 2;
/** How long a worker may take over one message before another believes it dead. */
export const scanLease = 5 * 60_000;
const firstWait = 2_000;
const longestWait = 60_000;

export async function journey(id: string, house: House): Promise<Outcome> {
  const envelope = await house.messages.envelope(id);
  if (!envelope) return { kind: 'left' };
  const begun = await house.states.begin(envelope, (await house.rules()).version);
  if (begun.open >= 0) return dispatch(id, await house.copies.of(id), house);

  const mine = await take(begun, house);
  if (!mine) return { kind: 'left' };
  let evidence: Evidence;
  try {
    evidence = await scanOnce(envelope, mine, house);
  } catch (error) {
    await release(mine, { due: house.clock() }, house);
    return { kind: 'broke', error };
  }
  const rules = await house.rules(mine.policyVersion);
  const unavailable = missingEngines(evidence, envelope, rules);
  if (unavailable && house.clock() < (mine.waitingSince ?? house.clock()) + house.engineWait) return wait(mine, house);

  const at = house.clock();
  const copies = envelope.recipients.map((recipient) =>
    firstCopy(decide({ envelope, recipient, evidence, rules, at }), house.patience),
  );
  // The held copy is durable before the state says so; should another worker be faster, `dispatch` drops what nobody holds.
  if (copies.some(({ state }) => state === 'held')) await house.messages.hold(id);
  return dispatch(id, await house.copies.create(mine, evidence, copies), house);
}

/** What follows from where the copies stand, whoever wrote them. */
async function dispatch(id: string, copies: RecipientState[], house: House): Promise<Outcome> {
  if (!copies.some(({ state }) => isMoving(state))) await finish(id, copies, house);
  return { kind: 'decided', copies };
}

/** No copy is moving any more: the message leaves `incoming/`, and `quarantine/` too unless somebody's copy is held. */
export async function finish(id: string, copies: RecipientState[], house: Pick<House, 'messages'>): Promise<void> {
  const held = copies.some(({ state }) => state === 'held');
  if (held) await house.messages.hold(id);
  await house.messages.finish(id);
  if (!held) await house.messages.drop(id);
}

/** The lease for one try, the try counted before it is made. */
async function take(state: MessageState, house: House): Promise<MessageState | undefined> {
  const now = house.clock();
  if (state.lease && state.lease.until > now) return undefined;
  const lease = { owner: house.owner, until: now + scanLease };
  const next: MessageState = { ...state, v: state.v + 1, tries: state.tries + 1, lease, due: lease.until };
  return (await house.states.save(next)) ? next : undefined;
}

async function scanOnce(envelope: Envelope, state: MessageState, house: House): Promise<Evidence> {
  if (state.tries > maxTries) return poisonEvidence(envelope.id, state.scan);
  return house.scan(envelope, state.scan);
}

/** Whether an engine that at least one recipient's policy asks for was not there. */
function missingEngines(evidence: Evidence, envelope: Envelope, rules: Rules): boolean {
  const missing = evidence.examinations.filter(({ outcome }) => outcome === 'unavailable');
  return missing.some(({ examiner }) =>
    envelope.recipients.some(({ address }) => rules.effective(address).policy.examiners[examiner] !== 'off'),
  );
}

/** Back to waiting. The try does not count: the message is innocent of the engine's trouble. */
async function wait(state: MessageState, house: House): Promise<Outcome> {
  const now = house.clock();
  const waitingSince = state.waitingSince ?? now;
  const due = now + Math.min(longestWait, Math.max(firstWait, (now - waitingSince) / 4));
  await release(state, { tries: 0, waitingSince, due }, house);
  return { kind: 'waiting', due };
}

async function release(state: MessageState, changes: Partial<MessageState>, house: House): Promise<void> {
  const { lease: _lease, ...rest } = state;
  await house.states.save({ ...rest, ...changes, v: state.v + 1 });
}
