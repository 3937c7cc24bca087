/** A recipient's copy from its decision on: which state it starts in and which state each outcome leads to. All values, no effects. */
import type { Decision } from '../decide/decision.ts';
import type { ShipmentResult } from '../ports/transport.ts';
import type { Event, EventKind } from '../record/event.ts';
import { routeText } from '../record/fold.ts';
import type { CopyState, RecipientState } from '../record/state.ts';
import { nextAttempt, nextLook } from './schedule.ts';

type Detail = Event['detail'];

/**
 * The copy as `decide` leaves it: event `decided`, then on to `queued`, `held` or `discarded`, in one write. Delivery is given up
 * `patience` milliseconds after it was queued.
 */
export function firstCopy(decision: Decision, patience: number): RecipientState {
  const decided: RecipientState = {
    id: decision.id,
    r: decision.r,
    v: 1,
    state: 'received',
    decision,
    attempt: 0,
    giveUpAt: decision.at + patience,
    unsent: [],
  };
  decided.unsent.push(eventOf(decided, 'decided', decision.at, 'decide', decidedDetail(decision)));
  return { ...followDecision(decided, decision, decision.at, 'decide'), attempt: 0 };
}

/** Where a decision sends a copy that is `received` or `held`. */
export function followDecision(copy: RecipientState, decision: Decision, at: number, by: string): RecipientState {
  switch (decision.fate) {
    case 'discard':
      return step({ ...copy, decision }, 'discarded', 'discarded', at, by, {});
    case 'quarantine':
      return step({ ...copy, decision }, 'held', 'held', at, by, {});
    case 'redirect':
    case 'deliver':
      return queue({ ...copy, decision }, at, by);
  }
}

/** Into the delivery queue, due at once, with as much patience as it had at first. */
export function queue(
  copy: RecipientState,
  at: number,
  by: string,
  kind: 'queued' | 'released' = 'queued',
): RecipientState {
  const queued = step(copy, 'queued', kind, at, by, {
    route: routeText(copy.decision.route),
    to: copy.decision.to,
  });
  return { ...queued, due: at, attempt: 0, giveUpAt: at + (copy.giveUpAt - copy.decision.at) };
}

/** Taken by `owner` for one attempt. */
export function take(copy: RecipientState, owner: string, at: number, lease: number): RecipientState {
  const taken = step(copy, 'attempting', 'attempted', at, 'deliver', { attempt: copy.attempt + 1 });
  return { ...taken, attempt: copy.attempt + 1, lease: { owner, until: at + lease }, due: at + lease };
}

/** What a recipient's result makes of its copy. */
export function settle(copy: RecipientState, result: ShipmentResult, at: number, random: number): RecipientState {
  const { due: _due, lease: _lease, ...rest } = copy;
  const free = { ...rest, last: result.remote };
  const said: Detail = { remote: result.remote.host, answer: answerText(result) };
  switch (result.outcome) {
    case 'accepted': {
      const kind = copy.decision.fate === 'redirect' ? 'redirected' : 'delivered';
      return step(free, 'delivered', kind, at, 'deliver', { ...said, to: copy.decision.to });
    }
    case 'refused':
      return step(free, 'bounced', 'bounced', at, 'deliver', said);
    case 'deferred': {
      if (at >= copy.giveUpAt) return step(free, 'expired', 'expired', at, 'deliver', said);
      const due = Math.min(nextAttempt(copy.attempt, at, random), copy.giveUpAt);
      return { ...step(free, 'deferred', 'deferred', at, 'deliver', { ...said, until: due }), due };
    }
  }
}

/** Not tried, because its route is known to be away until then: that is no attempt, but delivery is given up in time all the same. */
export function park(copy: RecipientState, until: number, at: number, random: number): RecipientState {
  const { due: _due, lease: _lease, ...rest } = copy;
  const said = { remote: routeText(copy.decision.route), answer: 'not tried: no connection comes about there' };
  const free = { ...rest, last: copy.last ?? { host: said.remote, text: said.answer } };
  if (at >= copy.giveUpAt) return step(free, 'expired', 'expired', at, 'deliver', said);
  const due = Math.min(Math.max(until, nextLook(copy.decision.at, at, random)), copy.giveUpAt);
  return { ...step(free, 'deferred', 'deferred', at, 'deliver', { ...said, until: due }), due };
}

/** One transition: the next version, its state, and the event that says so behind those not yet sent. */
export function step(
  copy: RecipientState,
  state: CopyState,
  kind: EventKind,
  at: number,
  by: string,
  detail: Detail,
): RecipientState {
  const next = { ...copy, v: copy.v + 1, state };
  return { ...next, unsent: [...copy.unsent, eventOf(next, kind, at, by, detail)] };
}

function eventOf(copy: RecipientState, kind: EventKind, at: number, by: string, detail: Detail): Event {
  return { id: copy.id, r: copy.r, v: copy.v, at, kind, by, detail };
}

function decidedDetail(decision: Decision): Detail {
  return { fate: decision.fate, score: decision.score, policyVersion: decision.policyVersion, scan: decision.scan };
}

function answerText({ remote }: ShipmentResult): string {
  return [remote.code, remote.enhanced, remote.text].filter((word) => word !== undefined).join(' ');
}
