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
  const written = attempts.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  const last = written.some(isAtRest);
  const standing = last ? await standingAfter(written, copies.length, house) : copies;
  // Without anything on its way it is finished too: whoever should have done it died.
  const rests = standing.length > 0 && standing.every(isAtRest);
  if (rests) await finish(id, standing, house);
  return last && rests;
}

/** Others may have moved what we did not: of two who bring the last copies to rest, one at least has to see it. */
async function standingAfter(written: RecipientState[], count: number, { copies }: DeliveryHouse) {
  const [first] = written;
  return first && written.length < count ? copies.of(first.id) : written;
}

const isAtRest = ({ state }: RecipientState): boolean => !isMoving(state);

function isDue({ state, due = 0, lease }: RecipientState, now: number): boolean {
  return isMoving(state) && Math.max(due, lease?.until ?? 0) <= now;
}
