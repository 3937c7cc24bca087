/** What has to be done from time to time: held copies and evidence age out, signatures are brought. */
import { step } from '#core/deliver/copy.ts';
import { updateDelay } from '#engines/clamav/signatures.ts';
import type { Engines } from './engines.ts';
import type { Installation } from './operation.ts';
import { moveOn } from './operations/copies.ts';
import type { Reporter } from './reporter.ts';

export interface MaintenanceParts {
  installation: Installation;
  engines: Engines;
  /** How long evidence is kept. */
  searchDays: number;
  report: Reporter;
}

const hour = 60 * 60_000;
const day = 24 * hour;
const batch = 500;
/** A new installation knows no virus: it does not wait for hours. */
const firstUpdate = 10_000;

export function startMaintenance({ installation, engines, searchDays, report }: MaintenanceParts): { stop(): void } {
  const expiry = setInterval(() => {
    expire(installation, searchDays).catch((error: unknown) =>
      report.error('old mail could not be put away', { error }),
    );
  }, hour);
  const updates = engines.clamav && scheduleUpdates(engines.clamav, report);
  return {
    stop() {
      clearInterval(expiry);
      updates?.stop();
    },
  };
}

async function expire(installation: Installation, searchDays: number): Promise<void> {
  await expireHeld(installation);
  await installation.stores.forget(installation.clock() - searchDays * day);
}

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

function scheduleUpdates(clamav: NonNullable<Engines['clamav']>, report: Reporter): { stop(): void } {
  let timer: NodeJS.Timeout;
  let failures = 0;
  const run = async (): Promise<void> => {
    const update = await clamav.update();
    failures = update.outcome === 'failed' ? failures + 1 : 0;
    report.info(`ClamAV signatures: ${update.outcome}`, 'reason' in update ? { reason: update.reason } : {});
    plan(updateDelay(failures));
  };
  const plan = (delay: number): void => {
    timer = setTimeout(() => {
      run().catch((error: unknown) => report.error('ClamAV signatures could not be updated', { error }));
    }, delay);
    timer.unref();
  };
  plan(clamav.signatures === 'test only' ? firstUpdate : updateDelay(0));
  return { stop: () => clearTimeout(timer) };
}
