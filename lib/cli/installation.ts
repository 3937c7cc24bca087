/** Commands on an installation: of a stack in the cloud; or through the serving process where there is one, else on the data directory itself. */
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { DirectoryInUse } from '#adapters/embedded/lock.ts';
import { askControl } from '#embedded/control.ts';
import { OperationFailed } from '#core/operate/operation.ts';
import type { OperationName } from '#core/operate/index.ts';
import { type CloudTarget, cloudTargetOf } from './cloud/target.ts';
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
  const target = cloudTargetOf(flags);
  if (target) return operateInCloud(target, (there) => there(operation, input) as Promise<T>);
  return operateLocally(flags, operation, input);
}

/** On this machine, whatever the environment says of the cloud. */
export async function operateLocally<T>(flags: Flags, operation: OperationName, input: unknown): Promise<T> {
  const dataDir = existingDataDir(flags);
  const served = await askControl(dataDir, operation, input, account()).catch(explained(dataDir));
  if (served) return served.output as T;
  return operateHere(flags, dataDir, (here) => here(operation, input) as Promise<T>);
}

export type Operate = (operation: OperationName, input: unknown) => Promise<unknown>;

/** As `operate`, for a command with many questions: a directory that nobody serves is opened once for all of them. */
export async function operateOften<T>(flags: Flags, use: (operate: Operate) => Promise<T>): Promise<T> {
  const target = cloudTargetOf(flags);
  if (target) return operateInCloud(target, use);
  const dataDir = existingDataDir(flags);
  const served = await askControl(dataDir, 'status', {}).catch(explained(dataDir));
  if (served) return use((operation, input) => operateLocally(flags, operation, input));
  return operateHere(flags, dataDir, use);
}

async function operateInCloud<T>(target: CloudTarget, use: (operate: Operate) => Promise<T>): Promise<T> {
  connected ??= connect(target);
  return use(await connected).catch(refused);
}

/** A command is for one installation. */
let connected: Promise<Operate> | undefined;

/** Loaded only here: no other command has to do with AWS's SDK. */
async function connect(target: CloudTarget): Promise<Operate> {
  const { connectCloud } = await import('./cloud/operate.ts');
  return connectCloud(target, account());
}

function existingDataDir(flags: Flags): string {
  const dataDir = dataDirOf(flags);
  if (existsSync(dataDir)) return dataDir;
  throw new UsageError(
    `There is no data directory ${dataDir}. Start the filter once with npm start, or name one with --data DIR.`,
  );
}

/** Loaded only here: a command that a serving process answers must not wait for a filter to load. */
async function operateHere<T>(flags: Flags, dataDir: string, use: (operate: Operate) => Promise<T>): Promise<T> {
  const { withInstallation } = await import('#embedded/installation.ts');
  const { carryOut } = await import('#core/operate/index.ts');
  const by = account();
  return withInstallation(dataDir, configFileOf(flags, dataDir), (installation) =>
    use((operation, input) => carryOut(installation, operation, input, by)),
  ).catch(explained(dataDir));
}

/** What could not be done, as a sentence. */
function explained(dataDir: string): (error: unknown) => never {
  return (error) => {
    // Locked, and nobody answers there: a filter that is starting or stopping.
    if (error instanceof DirectoryInUse)
      throw new CommandFailed(
        `${dataDir} is in use by a process that does not answer yet, or no more: try again shortly.`,
      );
    return refused(error);
  };
}

function refused(error: unknown): never {
  if (error instanceof OperationFailed) throw new CommandFailed(error.message, 1);
  throw error;
}

export function account(): string {
  return `${userName()} (command line)`;
}

/** A container may run as a user that its passwd file does not know. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.()}`;
  }
}
