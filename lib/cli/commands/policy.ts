import { writeFileSync } from 'node:fs';

import { readPolicy } from '#core/config/read-policy.ts';
import { compileRules } from '#core/policy/rules.ts';
import { exportDocument } from '#core/config/export.ts';
import { showEffective } from '#core/policy/show.ts';
import type { RulesVersion } from '#core/ports/rules-store.ts';
import { type Call, type Command, type ExitStatus, operatedOptions, UsageError } from '../command.ts';
import { readOrFail } from '../documents.ts';
import { operate } from '../installation.ts';
import { policySchema, schemaText, type JsonSchema } from '../json-schemas.ts';
import { lineDiff } from '../line-diff.ts';

export const command: Command = {
  usage: `citrusmail policy apply FILE            checks the whole document, then puts it in force
citrusmail policy diff FILE             what applying it would change
citrusmail policy export [FILE]         the document in force, as YAML
citrusmail policy show --for ADDRESS    every setting that applies to one recipient, and which scope set it
citrusmail policy schema                the JSON Schema of the document, for editors

A wrong document changes nothing: each error names its line and what to write instead (exit status 2).
All take --json, --data DIR or --cloud NAME[@REGION].`,
  options: { ...operatedOptions, for: { type: 'string' } },
  async run(call) {
    const [verb, file] = call.positionals;
    switch (verb) {
      case 'apply':
        return apply(call, named(file));
      case 'diff':
        return diff(call, named(file));
      case 'export':
        return exportTo(call, file);
      case 'show':
        return show(call);
      case 'schema':
        return printSchema(call, policySchema());
      default:
        throw new UsageError('policy wants one of apply, diff, export, show, schema');
    }
  },
};

async function apply({ flags, out }: Call, file: string): Promise<ExitStatus> {
  const { directory } = await operate<RulesVersion>(flags, 'rules.current', {});
  const policy = readOrFail(file, out, (text, name) => readPolicy(text, name, directory));
  const { version } = await operate<{ version: number }>(flags, 'policy.apply', { policy });
  out.data({ version });
  out.say(`In force as version ${version}.`);
  return 0;
}

async function diff({ flags, out }: Call, file: string): Promise<ExitStatus> {
  const current = await operate<RulesVersion>(flags, 'rules.current', {});
  const next = readOrFail(file, out, (text, name) => readPolicy(text, name, current.directory));
  const lines = lineDiff(exportDocument(current.policy), exportDocument(next));
  out.data({ changed: lines.length > 0, lines });
  out.say(lines.length === 0 ? 'The same as the policy in force.' : lines.join('\n'));
  return lines.length === 0 ? 0 : 1;
}

async function exportTo({ flags, out }: Call, file: string | undefined): Promise<ExitStatus> {
  const { policy, version } = await operate<RulesVersion>(flags, 'rules.current', {});
  const text = exportDocument(policy);
  if (file !== undefined) writeFileSync(file, text);
  out.data(file === undefined ? { version, policy } : { version, file });
  out.say(file === undefined ? text.trimEnd() : `Version ${version} written to ${file}.`);
  return 0;
}

async function show({ flags, out }: Call): Promise<ExitStatus> {
  const address = flags.text('for');
  if (address === undefined) throw new UsageError('policy show wants --for ADDRESS');
  const rules = compileRules(await operate<RulesVersion>(flags, 'rules.current', {}));
  const located = rules.locate(address);
  const effective = rules.effective(address);
  out.data({
    address,
    located,
    policy: effective.policy,
    origins: Object.fromEntries(effective.origins),
    version: rules.version,
  });
  const who = typeof located === 'object' ? '' : ' (not in the directory: mail for it is refused)';
  out.say(`${address}${who}, rules version ${rules.version}`);
  for (const line of showEffective(rules, address)) out.say(line);
  return 0;
}

/** With `--json` on one line, as everything is. */
export function printSchema({ out }: Call, schema: JsonSchema): ExitStatus {
  out.data(schema);
  out.say(schemaText(schema));
  return 0;
}

export function named(file: string | undefined): string {
  if (file === undefined) throw new UsageError('name the file');
  return file;
}
