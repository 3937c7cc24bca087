/** Commands on an installation: through its serving process where there is one, else on its data directory itself. */
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { askControl } from '#embedded/control.ts';
import { withInstallation } from '#embedded/installation.ts';
import { OperationFailed } from '#embedded/operation.ts';
import type { OperationName } from '#embedded/operations/index.ts';
import { operations } from '#embedded/operations/index.ts';
import { CommandFailed, type Flags, UsageError } from './command.ts';

/** The folder that package.json stands in. */
export const root = dirname(dirname(import.meta.dirname));

/** Programs that are unpacked once and serve every installation: ClamAV where the machine has none. */
export const programsDir = (): string => join(root, '.cache', 'clamav');

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
    const output = served
      ? served.output
      : await withInstallation(dataDir, configFileOf(flags, dataDir), (here) =>
          operations[operation](here, input, account()),
        );
    return output as T;
  } catch (error) {
    if (error instanceof OperationFailed) throw new CommandFailed(error.message, 1);
    throw error;
  }
}

export const account = (): string => `${userInfo().username} (command line)`;
