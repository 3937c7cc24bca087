/** Which stack in the cloud a command is for, if any: `--cloud NAME[@REGION]`, or CITRUSMAIL_CLOUD where no data directory is named. */
import { type Flags, UsageError } from '../command.ts';

export interface CloudTarget {
  /** Begins the name of everything of the stack. */
  stack: string;
  /** Absent: what the SDK finds in the environment and in the shared configuration. */
  region?: string;
}

const form = /^(?<stack>[a-z][a-z0-9-]{0,18}[a-z0-9])(?:@(?<region>[a-z]{2,}(?:-[a-z]+)+-\d{1,2}))?$/;

export function cloudTargetOf(flags: Flags, environment: NodeJS.ProcessEnv = process.env): CloudTarget | undefined {
  const local = flags.text('data') !== undefined || flags.text('config') !== undefined;
  const flag = flags.text('cloud');
  if (flag !== undefined && local) throw new UsageError('--cloud and --data name two installations: write one of them');
  if (flag !== undefined) return parsed(flag, '--cloud');
  const named = environment.CITRUSMAIL_CLOUD;
  if (local || named === undefined || named === '') return undefined;
  if (environment.CITRUSMAIL_DATA !== undefined)
    throw new UsageError(
      'CITRUSMAIL_CLOUD and CITRUSMAIL_DATA are both set: say which is meant with --cloud or --data',
    );
  return parsed(named, 'CITRUSMAIL_CLOUD');
}

function parsed(given: string, name: string): CloudTarget {
  const { stack, region } = form.exec(given)?.groups ?? {};
  if (stack === undefined)
    throw new UsageError(
      `${name} takes the name of a stack, such as citrusmail or citrusmail@eu-central-1, not '${given}'`,
    );
  return region === undefined ? { stack } : { stack, region };
}
