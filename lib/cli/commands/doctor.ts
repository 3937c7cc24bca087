import { existsSync } from 'node:fs';

import type { RulesVersion } from '#core/ports/rules-store.ts';
import { OperationFailed } from '#core/operate/operation.ts';
import type { Status } from '#extranet/api/status.ts';
import { askControl } from '#embedded/control.ts';
import { type CloudTarget, cloudTargetOf } from '../cloud/target.ts';
import {
  type Call,
  type Command,
  CommandFailed,
  type ExitStatus,
  type Flags,
  operatedOptions,
  type Output,
  UsageError,
} from '../command.ts';
import { type Line, runChecks } from '../doctor/check.ts';
import type { LocalContext } from '../doctor/local/context.ts';
import { account, dataDirOf, operateLocally } from '../installation.ts';

export const command: Command = {
  usage: `citrusmail doctor [--data DIR | --cloud NAME[@REGION]] [--json]

Lists what the installation still lacks, each with what to do about it. With --cloud: what the AWS account and the
world around the stack lack (quotas, SES, MX, certificate, text messages, alarms ...); it reads, and changes nothing.
Exit status: 0 nothing is missing, 1 something is, 3 something could not be looked at.`,
  options: operatedOptions,
  async run(call) {
    const target = cloudTargetOf(call.flags);
    return tell(await (target ? examineCloud(target) : examineHere(call)), call.out);
  },
};

/** Loaded only here: no other command has to do with AWS's SDK. */
async function examineCloud(target: CloudTarget): Promise<Line[]> {
  const { cloudContext, whyUnknown } = await import('../doctor/cloud/context.ts');
  const { cloudChecks } = await import('../doctor/cloud/index.ts');
  const context = await cloudContext(target, account());
  return runChecks(cloudChecks, context, whyUnknown(context.region));
}

async function examineHere({ flags }: Call): Promise<Line[]> {
  const dataDir = dataDirOf(flags);
  if (!existsSync(dataDir))
    throw new UsageError(
      `There is no data directory ${dataDir}. Start the filter once with npm start, or name one with --data DIR.`,
    );
  const { localChecks } = await import('../doctor/local/index.ts');
  return runChecks(localChecks, localContext(flags, dataDir), (error) =>
    error instanceof CommandFailed || error instanceof OperationFailed ? error.message : String(error),
  );
}

function localContext(flags: Flags, dataDir: string): LocalContext {
  const served = askControl(dataDir, 'status', {});
  return {
    dataDir,
    status: async () => (await served)?.output as Status | undefined,
    rules: () => operateLocally<RulesVersion>(flags, 'rules.current', {}),
  };
}

function tell(lines: Line[], out: Output): ExitStatus {
  for (const line of lines) out.data(line);
  const width = Math.max(...lines.map(({ name }) => name.length));
  const indent = ' '.repeat('missing '.length + width + 3);
  for (const { state, name, text, todo } of together(lines)) {
    out.say(`${state.padEnd(8)} ${name.padEnd(width)}  ${text}`);
    if (todo !== undefined) out.say(`${indent}-> ${todo}`);
  }
  const lacking = lines.filter(({ state }) => state === 'missing').length;
  const unseen = lines.filter(({ state }) => state === 'unknown').length;
  out.say(`\n${verdict(lacking, unseen)}`);
  return lacking > 0 ? 1 : unseen > 0 ? 3 : 0;
}

interface Told {
  state: Line['state'];
  name: string;
  text: string;
  todo?: string;
}

/** What many checks could not look at for one reason is one line, at the end. */
function together(lines: Line[]): Told[] {
  const reasons = new Map<string, string[]>();
  for (const { state, name, text } of lines)
    if (state === 'unknown') reasons.set(text, [...(reasons.get(text) ?? []), name]);
  return [
    ...lines.filter(({ state }) => state !== 'unknown'),
    ...[...reasons].map(([text, names]): Told => ({ state: 'unknown', name: names.join(', '), text })),
  ];
}

function verdict(lacking: number, unseen: number): string {
  const told = [
    ...(lacking > 0 ? [`${lacking} missing`] : []),
    ...(unseen > 0 ? [`${unseen} could not be looked at`] : []),
  ];
  return told.length === 0 ? 'Nothing is missing.' : `${told.join(', ')}.`;
}
