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
  const daysOf = (recipient: string): number => current.effective(recipient).policy.quarantine.days;
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
    const old = page.records.filter(({ recipient, receivedAt }) => receivedAt + daysOf(recipient) * day <= now);
    for (const [id, records] of Map.groupBy(old, (record) => record.id)) {
      const held = (await stores.copies.of(id)).filter(({ state }) => state === 'held');
      const next = held.flatMap((copy) => {
        const record = records.find(({ r }) => r === copy.r);
        return record ? [step(copy, 'deleted', 'deleted', now, 'retention', { days: daysOf(record.recipient) })] : [];
      });
      expired += await moveOn(installation, next);
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return expired;
}
