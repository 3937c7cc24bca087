/** What has to be done from time to time: held copies and evidence age out, signatures are brought. */
import { updateDelay } from '#engines/clamav/signatures.ts';
import type { Engines } from './engines.ts';
import { expireHeld } from '#core/operate/expire.ts';
import type { LocalInstallation } from './local-installation.ts';
import type { Reporter } from './reporter.ts';

export interface MaintenanceParts {
  installation: LocalInstallation;
  engines: Engines;
  /** How long evidence is kept. */
  searchDays: number;
  report: Reporter;
}

const hour = 60 * 60_000;
const day = 24 * hour;
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

async function expire(installation: LocalInstallation, searchDays: number): Promise<void> {
  await expireHeld(installation);
  await installation.stores.forget(installation.clock() - searchDays * day);
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
