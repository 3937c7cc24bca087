/** Finding the copies that an operator means, and moving them on, for quarantine and queue alike. */
import * as z from 'zod';

import { finishAtRest } from '../journey.ts';
import { isMoving, type RecipientState } from '../record/state.ts';
import { type Installation, OperationFailed } from './operation.ts';
import { wholeId } from './ids.ts';

/** One message, and one of its recipients if not all are meant. */
export const Which = z.strictObject({ id: z.string(), recipient: z.string().optional() });
export type Which = z.infer<typeof Which>;

/** As given, with the whole id. */
export async function whichOf(installation: Installation, input: unknown): Promise<Which> {
  const { id, ...rest } = Which.parse(input);
  return { id: await wholeId(installation, id), ...rest };
}

/** The copies in one of these states. Throws OperationFailed where there is none. */
export async function copiesIn(
  { stores }: Installation,
  { id, recipient }: Which,
  wanted: (copy: RecipientState) => boolean,
  kind: string,
): Promise<RecipientState[]> {
  const envelope = await stores.messages.envelope(id);
  const addresses = new Map(envelope?.recipients.map(({ r, address }) => [r, address.toLowerCase()]));
  const copies = (await stores.copies.of(id)).filter(
    (copy) => wanted(copy) && (recipient === undefined || addresses.get(copy.r) === recipient.toLowerCase()),
  );
  if (copies.length === 0) {
    const whose = recipient === undefined ? '' : ` for ${recipient}`;
    throw new OperationFailed(`Message '${id}' has no ${kind} copy${whose}.`);
  }
  return copies;
}

/** Writes the next states of copies of one message; when the last has stopped moving, it is put away. Returns how many were changed. */
export async function moveOn({ stores }: Installation, next: RecipientState[]): Promise<number> {
  const won = await stores.copies.transitions(next);
  const moved = next.filter((_, index) => won[index]);
  const resting = moved.find(({ state }) => !isMoving(state));
  if (resting) await finishAtRest(resting.id, stores);
  return moved.length;
}
