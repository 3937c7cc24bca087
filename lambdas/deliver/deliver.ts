/** The stage `deliver` for one message: all of its copies that are due, each batch one attempt. */
import { attempt, batches, type DeliveryHouse } from '#core/deliver/deliver.ts';
import { finish } from '#core/journey.ts';
import { isMoving, type RecipientState } from '#core/record/state.ts';

/** True when it brought the last copy to rest. */
export async function deliver(id: string, house: DeliveryHouse, signal: AbortSignal): Promise<boolean> {
  const copies = await house.copies.of(id);
  const now = house.clock();
  const due = copies.filter((copy) => isDue(copy, now));
  // All come to their end before the function does, also when the notes of one cannot be written.
  const attempts = await Promise.allSettled(batches(due).map((batch) => attempt(batch, house, signal)));
  const failed = attempts.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  const last = attempts.some((one) => one.status === 'fulfilled' && one.value.includes(id));
  // Without anything on its way it is finished too: whoever should have done it died.
  const rests = copies.length > 0 && !copies.some(({ state }) => isMoving(state));
  if (last || rests) await finish(id, await house.copies.of(id), house);
  return last;
}

function isDue({ state, due = 0, lease }: RecipientState, now: number): boolean {
  return isMoving(state) && Math.max(due, lease?.until ?? 0) <= now;
}
