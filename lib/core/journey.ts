/**
 * The whole path of a message, from its committed envelope to a decision for every recipient. docs/flow.md tells the same story in prose.
 *
 *   collect ─> [ begin ─> scan (open, analyse) ─> conclude (decide, dispatch) ] ─> deliver ─> record
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
import { isMoving, type Lease, type MessageState, type RecipientState } from './record/state.ts';

export interface Desk {
  clock: Clock;
  /** Names this process in leases. */
  owner: string;
  /** Messages that wait are left alone until they are due: set where each may be announced by several, who would all start it anew. */
  punctual?: boolean;
  /** Milliseconds that messages wait for an engine before they are held. */
  engineWait: number;
  /** Milliseconds after which delivery is given up. */
  patience: number;
  messages: MessageStore;
  states: MessageStates;
  copies: RecipientStates;
  /** The rules now in force, or those of a version that a message was begun under. */
  rules(version?: number): Promise<Rules>;
}

export interface House extends Desk {
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
  /** Nothing to do: unknown or finished; or in another worker's hands, or not yet due, until then. */
  | { kind: 'left'; until?: number };

/** A message in our hands: the lease is taken and the try counted. */
export interface Taken {
  kind: 'taken';
  envelope: Envelope;
  state: MessageState;
}

/** A message that twice took a worker with it is not tried a third time (promise 2). */
export const maxTries = 2;
/** How long a worker may take over one message before another believes it dead. */
export const scanLease = 5 * 60_000;
const firstWait = 2_000;
const longestWait = 60_000;

/** All of it in one process. Where the stages run apart, `begin`, `conclude` and `giveBack` are called around the scan. */
export async function journey(id: string, house: House): Promise<Outcome> {
  const begun = await begin(id, house);
  if (begun.kind !== 'taken') return begun;
  let evidence: Evidence;
  try {
    evidence = poisonOf(begun) ?? (await house.scan(begun.envelope, begun.state.scan));
  } catch (error) {
    return giveBack(begun, error, house);
  }
  return conclude(begun, evidence, house);
}

/** Takes the message in hand, or says what has become of it already. */
export async function begin(id: string, desk: Desk): Promise<Taken | Outcome> {
  const envelope = await desk.messages.envelope(id);
  if (!envelope) return { kind: 'left' };
  const now = desk.clock();
  const lease = { owner: desk.owner, until: now + scanLease };
  const begun = await desk.states.begin(envelope, (await desk.rules()).version, lease);
  if (begun.open >= 0) return dispatch(id, await desk.copies.of(id), desk);
  if (isSame(begun.lease, lease)) return { kind: 'taken', envelope, state: begun };
  const free = Math.max(begun.lease?.until ?? 0, desk.punctual ? (begun.due ?? 0) : 0);
  if (free > now) return { kind: 'left', until: free };
  // The try is counted before it is made.
  const state: MessageState = { ...begun, v: begun.v + 1, tries: begun.tries + 1, lease, due: lease.until };
  return (await desk.states.save(state)) ? { kind: 'taken', envelope, state } : { kind: 'left', until: lease.until };
}

const isSame = (a: Lease | undefined, b: Lease): boolean => a?.owner === b.owner && a.until === b.until;

/** What stands in place of a scan for a message that breaks whoever scans it. */
export function poisonOf({ envelope, state }: Taken): Evidence | undefined {
  return state.tries > maxTries ? poisonEvidence(envelope.id, state.scan) : undefined;
}

/** From what was found to every recipient's copy; or back to waiting while an engine is missing. */
export async function conclude({ envelope, state }: Taken, evidence: Evidence, desk: Desk): Promise<Outcome> {
  const rules = await desk.rules(state.policyVersion);
  const unavailable = missingEngines(evidence, envelope, rules);
  if (unavailable && desk.clock() < (state.waitingSince ?? desk.clock()) + desk.engineWait)
    return putOff({ state }, desk);

  const at = desk.clock();
  const copies = envelope.recipients.map((recipient) =>
    firstCopy(decide({ envelope, recipient, evidence, rules, at }), desk.patience),
  );
  // The held copy is durable before the state says so; should another worker be faster, `dispatch` drops what nobody holds.
  if (copies.some((copy) => copy.state === 'held')) await desk.messages.hold(envelope.id);
  return dispatch(envelope.id, await desk.copies.create(state, evidence, copies), desk);
}

/** The worker broke over it: the message is free to be tried again, and the try stays counted. */
export async function giveBack({ state }: Pick<Taken, 'state'>, error: unknown, desk: Desk): Promise<Outcome> {
  await release(state, { due: desk.clock() }, desk);
  return { kind: 'broke', error };
}

/** What follows from where the copies stand, whoever wrote them. */
async function dispatch(id: string, copies: RecipientState[], desk: Desk): Promise<Outcome> {
  if (!copies.some(({ state }) => isMoving(state))) await finish(id, copies, desk);
  return { kind: 'decided', copies };
}

/** To be called after each write that may have brought the last copy to rest: of two who bring the last two there, one at least sees it. */
export async function finishAtRest(id: string, desk: Pick<Desk, 'messages' | 'states' | 'copies'>): Promise<void> {
  if ((await desk.states.get(id))?.open === 0) await finish(id, await desk.copies.of(id), desk);
}

/** No copy is moving any more: the message leaves `incoming/`, and `quarantine/` too unless somebody's copy is held. */
export async function finish(id: string, copies: RecipientState[], desk: Pick<Desk, 'messages'>): Promise<void> {
  const held = copies.some(({ state }) => state === 'held');
  if (held) await desk.messages.hold(id);
  await desk.messages.finish(id);
  if (!held) await desk.messages.drop(id);
}

/** Whether an engine that at least one recipient's policy asks for was not there. */
function missingEngines(evidence: Evidence, envelope: Envelope, rules: Rules): boolean {
  const missing = evidence.examinations.filter(({ outcome }) => outcome === 'unavailable');
  return missing.some(({ examiner }) =>
    envelope.recipients.some(({ address }) => rules.effective(address).policy.examiners[examiner] !== 'off'),
  );
}

/** Back to waiting. The try does not count: the message is innocent of an engine's trouble, or of our own store's. */
export async function putOff({ state }: Pick<Taken, 'state'>, desk: Desk): Promise<Outcome> {
  const now = desk.clock();
  const waitingSince = state.waitingSince ?? now;
  const due = now + Math.min(longestWait, Math.max(firstWait, (now - waitingSince) / 4));
  await release(state, { tries: 0, waitingSince, due }, desk);
  return { kind: 'waiting', due };
}

async function release(state: MessageState, changes: Partial<MessageState>, desk: Desk): Promise<void> {
  const { lease: _lease, ...rest } = state;
  await desk.states.save({ ...rest, ...changes, v: state.v + 1 });
}
