import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { DirectoryInUse } from '#adapters/embedded/lock.ts';
import { createReporter } from '#embedded/reporter.ts';
import { serve, type Serving } from '#embedded/serve.ts';
import { ensureSettings, turnClamavOff } from '#embedded/settings-file.ts';
import {
  type Call,
  type Command,
  CommandFailed,
  type ExitStatus,
  installationOptions,
  type Output,
} from '../command.ts';
import { configFileOf, dataDirOf, programsDir, root } from '../installation.ts';
import { readSettingsFile } from '../documents.ts';

export const command: Command = {
  usage: `citrusmail serve [--config FILE] [--data DIR] [--json]

Also by CITRUSMAIL_CONFIG and CITRUSMAIL_DATA; the default is ./data and the settings in it, which the first start writes.
With --json: when ready, one line {"event":"ready","smtp":"host:port","pop3":"host:port","extranet":"host:port"}.
Ends on SIGTERM or SIGINT when what is under way has been finished. Exit status 2: the settings are wrong.`,
  options: installationOptions,
  run,
};

async function run({ flags, out }: Call): Promise<ExitStatus> {
  const dataDir = dataDirOf(flags);
  const file = configFileOf(flags, dataDir);
  ensureSettings(file);
  const settings = readSettingsFile(file, dataDir, out);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const report = createReporter(process.stderr, out.json);
  const options = { settings, dataDir, programs: programsDir(), version, report };
  // Listened for from now on: told to stop in the middle of its start, the filter ends in order as soon as it has started.
  const asked = stopSignal();
  const serving = await serve({ ...options, turnClamavOff: (reason) => turnClamavOff(file, reason) }).catch(
    (error: unknown) => {
      throw explained(error);
    },
  );
  welcome(serving, file, dataDir, out);
  await asked;
  report.info('stopping: finishing what is under way');
  await serving.stop();
  return 0;
}

/** The troubles of a start that a person can mend, as sentences. */
function explained(error: unknown): unknown {
  if (error instanceof DirectoryInUse) return new CommandFailed(`${error.message}.`, 2);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const where = error instanceof Error && 'port' in error ? `port ${String(error.port)}` : 'a port of the settings';
  if (code === 'EADDRINUSE')
    return new CommandFailed(
      `Another program listens on ${where}: give the server another 'listen' in the settings.`,
      2,
    );
  if (code === 'EACCES')
    return new CommandFailed(
      `No permission to listen on ${where}: ports below 1024 need root or CAP_NET_BIND_SERVICE.`,
      2,
    );
  return error;
}

function welcome(
  { smtp, pop3, extranet, newMailboxes, recovered, warnings }: Serving,
  file: string,
  dataDir: string,
  out: Output,
): void {
  out.data({ event: 'ready', smtp, pop3, extranet, recovered, warnings });
  for (const warning of warnings) out.say(`\n!! ${warning}`);
  out.say(`
CitrusMail is running.

  SMTP      ${smtp}
  POP3      ${pop3}
  Extranet  http://${extranet}  (status)
  Settings  ${file}
  Data      ${dataDir}`);
  if (recovered > 0) out.say(`\nTaken up again: ${recovered} unfinished messages.`);
  if (newMailboxes.length > 0) out.say('\nMailboxes made (the passwords are in the secrets folder of the data):');
  for (const { address, password } of newMailboxes) out.say(`  ${address}  password ${password}`);
  const [first] = newMailboxes;
  out.say(`
A first message: send one with any mail program to SMTP ${smtp}, for ${first?.address ?? 'a recipient of your directory'}; or, in another terminal,

  npx citrusmail try          sends ten sample messages and shows what became of each
  npx citrusmail log          lists what came

Ctrl-C ends the filter.`);
}

/** Milliseconds in which a second signal is an echo: the terminal's Ctrl-C reaches us and the front door, which passes it on. */
const echo = 1_000;

/** Whoever asks again, later, does not want to wait. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let asked: number | undefined;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        asked ??= performance.now();
        if (performance.now() - asked > echo) process.exit(1);
        resolve();
      });
    }
  });
}
