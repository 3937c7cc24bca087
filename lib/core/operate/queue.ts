/** Copies on their way: listed, tried now, held back, dropped. */
import * as z from 'zod';

import { queue, step } from '../deliver/copy.ts';
import { routeText } from '../record/fold.ts';
import { isMoving, type RecipientState } from '../record/state.ts';
import type { Installation, Operation } from './operation.ts';
import { copiesIn, moveOn, whichOf } from './copies.ts';

const moving = ({ state }: RecipientState): boolean => isMoving(state);
/** Not in the hands of an attempt just now. */
const idle = ({ state }: RecipientState): boolean => isMoving(state) && state !== 'attempting';
/** Further ahead than any copy is due. */
const farAhead = 30 * 24 * 60 * 60_000;

/** What moves and what waits, the most overdue first. */
export const listQueue: Operation = async ({ stores, clock }, input) => {
  const { limit } = z.strictObject({ limit: z.number().int().min(1).max(10_000) }).parse(input);
  const copies = await stores.copies.due(clock() + farAhead, limit);
  const waiting = await stores.states.due(clock() + farAhead, limit);
  return {
    waiting: waiting.map(({ id, due, tries, waitingSince }) => ({ id, due, tries, waitingSince })),
    copies: copies.filter(moving).map((copy) => ({
      id: copy.id,
      r: copy.r,
      state: copy.state,
      to: copy.decision.to,
      route: routeText(copy.decision.route),
      attempt: copy.attempt,
      due: copy.due,
      giveUpAt: copy.giveUpAt,
      last: copy.last,
    })),
  };
};

export const retryQueue: Operation = async (installation, input, by) => {
  const changed = await change(installation, input, (copy) => queue(copy, installation.clock(), by));
  installation.deliverSoon();
  return { retried: changed };
};

export const holdQueue: Operation = async (installation, input, by) => {
  const held = await change(installation, input, (copy) =>
    step(still(copy), 'held', 'held', installation.clock(), by, {}),
  );
  return { held };
};

export const dropQueue: Operation = async (installation, input, by) => {
  const dropped = await change(installation, input, (copy) =>
    step(still(copy), 'deleted', 'deleted', installation.clock(), by, {}),
  );
  return { dropped };
};

async function change(
  installation: Installation,
  input: unknown,
  next: (copy: RecipientState) => RecipientState,
): Promise<number> {
  const which = await whichOf(installation, input);
  const copies = await copiesIn(installation, which, idle, 'queued');
  const changed = copies.map(next);
  if (changed.some(({ state }) => state === 'held')) await installation.stores.messages.hold(which.id);
  return moveOn(installation, changed);
}

function still(copy: RecipientState): RecipientState {
  const { due: _due, ...rest } = copy;
  return rest;
}
