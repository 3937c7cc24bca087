/** Finding the copies that an operator means, and moving them on, for quarantine and queue alike. */
import * as z from 'zod';

import { finish } from '../journey.ts';
import type { RecipientState } from '../record/state.ts';
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

/** Writes each next state; when the last copy has stopped moving, the message is put away. Returns how many were changed. */
export async function moveOn({ stores }: Installation, next: RecipientState[]): Promise<number> {
  let moved = 0;
  for (const copy of next) {
    const open = await stores.copies.transition(copy);
    if (open === undefined) continue;
    moved++;
    if (open === 0) await finish(copy.id, await stores.copies.of(copy.id), stores);
  }
  return moved;
}
