import { writeFileSync } from 'node:fs';

import { exportDocument } from '#core/config/export.ts';
import { readDirectory } from '#core/config/read-directory.ts';
import type { RulesVersion } from '#core/ports/rules-store.ts';
import { type Call, type Command, type ExitStatus, operatedOptions, UsageError } from '../command.ts';
import { readOrFail } from '../documents.ts';
import { operate } from '../installation.ts';
import { directorySchema } from '../json-schemas.ts';
import { named, printSchema } from './policy.ts';

export const command: Command = {
  usage: `citrusmail directory apply FILE         checks the whole document, then puts it in force
citrusmail directory export [FILE]      the document in force, as YAML
citrusmail directory schema             the JSON Schema of the document, for editors

A wrong document changes nothing: each error names its line and what to write instead (exit status 2).
All take --json, --data DIR or --cloud NAME[@REGION].`,
  options: operatedOptions,
  async run(call) {
    const [verb, file] = call.positionals;
    if (verb === 'apply') return apply(call, named(file));
    if (verb === 'export') return exportTo(call, file);
    if (verb === 'schema') return printSchema(call, directorySchema());
    throw new UsageError('directory wants one of apply, export, schema');
  },
};

async function apply({ flags, out }: Call, file: string): Promise<ExitStatus> {
  const directory = readOrFail(file, out, readDirectory);
  const { version } = await operate<{ version: number }>(flags, 'directory.apply', { directory });
  out.data({ version });
  out.say(`In force as version ${version}.`);
  return 0;
}

async function exportTo({ flags, out }: Call, file: string | undefined): Promise<ExitStatus> {
  const { directory, version } = await operate<RulesVersion>(flags, 'rules.current', {});
  const text = exportDocument(directory);
  if (file !== undefined) writeFileSync(file, text);
  out.data(file === undefined ? { version, directory } : { version, file });
  out.say(file === undefined ? text.trimEnd() : `Version ${version} written to ${file}.`);
  return 0;
}
