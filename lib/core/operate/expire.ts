/** Held copies age out of the quarantine. */
import { step } from '../deliver/copy.ts';
import type { Installation } from './operation.ts';
import { moveOn } from './copies.ts';

const day = 24 * 60 * 60_000;
const batch = 500;

/** Held copies older than their recipient's policy keeps them end as `deleted`. */
export async function expireHeld(installation: Installation): Promise<number> {
  const { stores, rules, clock } = installation;
  const current = await rules.current();
  const now = clock();
  let expired = 0;
  let cursor: string | undefined;
  do {
    const page = await stores.log.search({
      state: 'held',
      until: now - day,
      limit: batch,
      ...(cursor !== undefined && { cursor }),
    });
    for (const { id, r, recipient, receivedAt } of page.records) {
      const { days } = current.effective(recipient).policy.quarantine;
      if (receivedAt + days * day > now) continue;
      const copy = (await stores.copies.of(id)).find((one) => one.r === r && one.state === 'held');
      if (copy) expired += await moveOn(installation, [step(copy, 'deleted', 'deleted', now, 'retention', { days })]);
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return expired;
}
