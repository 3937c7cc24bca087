/** An installation that nobody serves, opened for one command. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';

import { openStores } from '#adapters/embedded/open-stores.ts';
import { formatProblem } from '#core/config/problem.ts';
import { readSettings } from '#core/config/read-settings.ts';
import { scanMessage } from '#core/scan.ts';
import { openTools } from '#engines/examiners.ts';
import { ensureRules } from './first-start.ts';
import { OperationFailed } from '#core/operate/operation.ts';
import { createRulesKeeper } from '#core/policy/rules-keeper.ts';
import type { LocalInstallation } from './local-installation.ts';
import { createTaught } from './taught.ts';
import { createToolkit, toolkitSettings } from './toolkit.ts';

const clock = Date.now;

/** Takes the directory's lock for as long as `use` lasts. What it queues is delivered by the next process that serves. */
export async function withInstallation<T>(
  dataDir: string,
  settingsFile: string,
  use: (installation: LocalInstallation) => Promise<T>,
): Promise<T> {
  const stores = await openStores(dataDir, clock);
  const taught = createTaught(dataDir);
  try {
    await ensureRules(stores, dataDir, clock);
    return await use({
      stores,
      rules: createRulesKeeper(stores.rules, clock),
      clock,
      teacher: () => taught.lessons(),
      openTools: () => openTools(clock),
      async scan(envelope, scan) {
        const toolkit = await createToolkit(scanSettings(dataDir, settingsFile));
        return scanMessage(envelope, await stores.messages.bytes(envelope.id), scan, toolkit);
      },
      deliverSoon: () => {},
    });
  } finally {
    taught.close();
    await stores.close();
  }
}

/** Without a serving process no clamd of ours runs; one that the settings name does. Nothing is released without the engines that are on. */
function scanSettings(dataDir: string, file: string): ReturnType<typeof toolkitSettings> {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const read = readSettings(text, basename(file), (path) => existsSync(resolve(dataDir, path)));
  if ('errors' in read) throw new OperationFailed(read.errors.map(formatProblem).join('\n'));
  const { clamav } = read.ok;
  const off = clamav === 'off' || (typeof clamav === 'object' && 'off' in clamav);
  const clamd = typeof clamav === 'object' && ('socket' in clamav || 'host' in clamav) ? clamav : undefined;
  if (!off && !clamd)
    throw new OperationFailed(
      'The message has to be looked at by ClamAV, which runs only while the filter serves: start it first.',
    );
  return toolkitSettings(read.ok, clamd, undefined);
}
