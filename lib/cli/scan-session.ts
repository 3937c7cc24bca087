/** What `citrusmail scan` needs beside the files: rules to decide by, and the engines, which it starts and stops by itself. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readPolicy } from '#core/config/read-policy.ts';
import type { Settings } from '#core/config/settings.ts';
import type { DirectoryDocument } from '#core/policy/directory.ts';
import { compileRules, type Rules } from '#core/policy/rules.ts';
import type { RulesVersion } from '#core/ports/rules-store.ts';
import type { ScanTools } from '#core/scan.ts';
import { startEngines } from '#embedded/engines.ts';
import { createReporter } from '#embedded/reporter.ts';
import { createToolkit, toolkitSettings } from '#embedded/toolkit.ts';
import { type Flags, type Output, UsageError } from './command.ts';
import { defaultSettings, readOrFail, readSettingsFile } from './documents.ts';
import { configFileOf, dataDirOf, operate, programsDir } from './installation.ts';

export interface ScanSession {
  tools: ScanTools;
  close(): Promise<void>;
}

/** How long clamd may load signatures; 8.7 million of them take half a minute. */
const engineStart = 120_000;

/** The installation's rules, or a policy file's, or the shipped ones; the recipient is known to them in any case. */
export async function rulesFor(flags: Flags, recipient: string, out: Output): Promise<Rules> {
  const installed =
    flags.text('data') === undefined ? undefined : await operate<RulesVersion>(flags, 'rules.current', {});
  const directory = installed?.directory ?? directoryOf(recipient);
  const file = flags.text('policy');
  const policy = file === undefined ? installed?.policy : readOrFail(file, out, (text, name) => readPolicy(text, name));
  const version = {
    version: installed?.version ?? 1,
    at: 0,
    by: 'scan',
    policy: policy ?? { v: 1 as const, scopes: [] },
    directory,
  };
  return compileRules(version);
}

/** A directory that knows this one recipient. */
function directoryOf(recipient: string): DirectoryDocument {
  const at = recipient.lastIndexOf('@');
  if (at < 1 || at === recipient.length - 1)
    throw new UsageError(`--for takes an address such as alice@example.test, not '${recipient}'`);
  return {
    v: 1,
    domains: [{ name: recipient.slice(at + 1), route: 'mx', unknown: 'accept', recipients: [recipient.slice(0, at)] }],
  };
}

/** Loads the tools and starts ClamAV for the time of the scan. */
export async function openScanSession(flags: Flags, out: Output): Promise<ScanSession> {
  const dataDir = dataDirOf(flags);
  const settings = settingsOf(flags, dataDir, out);
  const scratch = await mkdtemp(join(tmpdir(), 'citrusmail-scan-'));
  const engines = await startEngines({
    settings,
    dataDir: scratch,
    programs: programsDir(),
    report: createReporter(process.stderr, out.json),
    turnOff: () => {},
  });
  for (const warning of engines.warnings()) out.complain(warning);
  await engines.clamav?.settled(engineStart);
  const lessons = join(dataDir, 'citrusmail.db');
  const learned = flags.text('data') !== undefined && existsSync(lessons) ? lessons : undefined;
  return {
    tools: await createToolkit(toolkitSettings(settings, engines.clamav?.address, learned)),
    async close() {
      await engines.stop();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

function settingsOf(flags: Flags, dataDir: string, out: Output): Settings {
  const named = flags.text('config') !== undefined || flags.text('data') !== undefined;
  const file = configFileOf(flags, dataDir);
  return named && existsSync(file) ? readSettingsFile(file, dataDir, out) : defaultSettings();
}
