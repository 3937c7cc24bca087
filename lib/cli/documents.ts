/** Documents that people write, read from files: settings, policy, directory. What is wrong is said line by line, with exit status 2. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';

import { formatProblem, type Problem, type Read } from '#core/config/problem.ts';
import { readSettings } from '#core/config/read-settings.ts';
import { Settings } from '#core/config/settings.ts';
import { CommandFailed, type Output } from './command.ts';

/** Paths in the settings are relative to the data directory. */
export function readSettingsFile(file: string, dataDir: string, out: Output): Settings {
  return readOrFail(file, out, (text, name) => readSettings(text, name, (path) => existsSync(resolve(dataDir, path))));
}

/** What holds where nobody has written settings. */
export const defaultSettings = (): Settings => Settings.parse({});

/** `read` gets the text and the name to show in sentences. Throws CommandFailed with one line per problem. */
export function readOrFail<T>(file: string, out: Output, read: (text: string, name: string) => Read<T>): T {
  const result = read(textOf(file), basename(file));
  if ('ok' in result) return result.ok;
  for (const problem of result.errors) out.data({ problem: problem satisfies Problem });
  throw new CommandFailed(result.errors.map(formatProblem).join('\n'), 2);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') throw new CommandFailed(`There is no file ${file}.`, 2);
    throw new CommandFailed(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, 2);
  }
}
