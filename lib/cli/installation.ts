/** Commands on an installation: through its serving process where there is one, else on its data directory itself. */
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { DirectoryInUse } from '#adapters/embedded/lock.ts';
import { askControl } from '#embedded/control.ts';
import { OperationFailed } from '#embedded/operation.ts';
import type { OperationName } from '#embedded/operations/index.ts';
import { CommandFailed, type Flags, UsageError } from './command.ts';

/** The folder that package.json stands in. */
export const root = dirname(dirname(import.meta.dirname));

/** Where ClamAV is unpacked once, for every installation, when the machine has none: `CITRUSMAIL_PROGRAMS`, or beside the code. */
export const programsDir = (): string => resolve(process.env.CITRUSMAIL_PROGRAMS ?? join(root, '.cache', 'clamav'));

export function dataDirOf(flags: Flags): string {
  return resolve(flags.text('data') ?? process.env.CITRUSMAIL_DATA ?? 'data');
}

export function configFileOf(flags: Flags, dataDir: string): string {
  return resolve(flags.text('config') ?? process.env.CITRUSMAIL_CONFIG ?? join(dataDir, 'citrusmail.yaml'));
}

/** Carries an operation out as the account that runs the command. The caller knows the operation's output type. */
export async function operate<T>(flags: Flags, operation: OperationName, input: unknown): Promise<T> {
  const dataDir = dataDirOf(flags);
  if (!existsSync(dataDir)) {
    throw new UsageError(
      `There is no data directory ${dataDir}. Start the filter once with npm start, or name one with --data DIR.`,
    );
  }
  try {
    const served = await askControl(dataDir, operation, input);
    return (served ? served.output : await operateHere(dataDir, configFileOf(flags, dataDir), operation, input)) as T;
  } catch (error) {
    if (error instanceof OperationFailed) throw new CommandFailed(error.message, 1);
    // Locked, and nobody answers there: a filter that is starting or stopping.
    if (error instanceof DirectoryInUse)
      throw new CommandFailed(
        `${dataDir} is in use by a process that does not answer yet, or no more: try again shortly.`,
      );
    throw error;
  }
}

/** Loaded only here: a command that a serving process answers must not wait for a filter to load. */
async function operateHere(
  dataDir: string,
  settings: string,
  operation: OperationName,
  input: unknown,
): Promise<unknown> {
  const { withInstallation } = await import('#embedded/installation.ts');
  const { carryOut } = await import('#embedded/operations/index.ts');
  return withInstallation(dataDir, settings, (installation) => carryOut(installation, operation, input, account()));
}

const account = (): string => `${userInfo().username} (command line)`;
