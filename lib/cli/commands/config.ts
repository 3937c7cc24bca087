import { existsSync } from 'node:fs';

import { type Command, CommandFailed, installationOptions, UsageError } from '../command.ts';
import { readSettingsFile } from '../documents.ts';
import { configFileOf, dataDirOf } from '../installation.ts';
import { settingsSchema } from '../json-schemas.ts';
import { printSchema } from './policy.ts';

export const command: Command = {
  usage: `citrusmail config check [FILE] [--config FILE] [--data DIR] [--json]
citrusmail config schema                 the JSON Schema of the settings file, for editors

Exit status 0: the filter would start with it. 2: one sentence per error, with its line and what to write instead.`,
  options: installationOptions,
  async run(call) {
    const { flags, positionals, out } = call;
    const [verb, file] = positionals;
    if (verb === 'schema') return printSchema(call, settingsSchema());
    if (verb !== 'check') throw new UsageError('config wants one of check, schema');
    const dataDir = dataDirOf(flags);
    const path = file ?? configFileOf(flags, dataDir);
    if (!existsSync(path)) throw new CommandFailed(`There is no settings file ${path}; npm start writes one.`, 2);
    const settings = readSettingsFile(path, dataDir, out);
    out.data({ file: path, ok: true, settings });
    out.say(`${path} is in order.`);
    return 0;
  },
};
