/** The control function of a stack, called with the credentials of whoever runs the command. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

import { controlFunction, type ControlAnswer, type ControlRequest } from '#wiring/control.ts';
import { timing } from '#wiring/timing.ts';
import { CommandFailed, UsageError } from '../command.ts';
import type { CloudTarget } from './target.ts';
import { functionPage, noRegion, sentenceOf } from './troubles.ts';

export type Invoke = (request: ControlRequest) => Promise<ControlAnswer>;

const second = 1000;
/** A throttled call was not carried out: it may be repeated, after these waits. Anything else may have been. */
const waits = [1, 2, 4].map((seconds) => seconds * second);

export async function connectControl(target: CloudTarget, pause = sleep): Promise<Invoke> {
  const region = await regionOf(target);
  const name = controlFunction(target.stack);
  const requestHandler = { connectionTimeout: 5 * second, requestTimeout: (timing.control + 15) * second };
  const client = new LambdaClient({ region, maxAttempts: 1, requestHandler });
  return async (request) => {
    const Payload = Buffer.from(JSON.stringify(request));
    for (let tries = 0; ; tries++) {
      try {
        const { Payload: answer, FunctionError } = await client.send(
          new InvokeCommand({ FunctionName: name, Payload }),
        );
        const said = JSON.parse(Buffer.from(answer ?? []).toString() || 'null') as unknown;
        if (FunctionError !== undefined) throw broken(said, name, region);
        return said as ControlAnswer;
      } catch (error) {
        const wait = waits[tries];
        if (wait === undefined || !isThrottled(error)) throw explained(error, name, region);
        await pause(wait);
      }
    }
  };
}

/** Of the target, or as the SDK finds it; the AWS CLI's own variable counts too. */
export async function regionOf({ region }: CloudTarget): Promise<string> {
  if (region !== undefined) return region;
  const fallback = process.env.AWS_DEFAULT_REGION;
  try {
    return await new LambdaClient({}).config.region();
  } catch (error) {
    if (fallback !== undefined && fallback !== '') return fallback;
    throw new UsageError(noRegion, { cause: error });
  }
}

/** Throws one sentence where there are none, before many requests say it each. */
export async function assertCredentials(region: string): Promise<void> {
  try {
    await new LambdaClient({ region }).config.credentials();
  } catch (error) {
    throw explained(error, '', region);
  }
}

const isThrottled = (error: unknown): boolean => error instanceof Error && error.name === 'TooManyRequestsException';

function explained(error: unknown, name: string, region: string): unknown {
  if (error instanceof Error && error.name === 'ResourceNotFoundException')
    return new CommandFailed(
      `There is no function ${name} in ${region} of this AWS account: deploy the stack first, or name another with --cloud NAME@REGION.`,
    );
  const sentence = sentenceOf(error, { what: `function ${name}`, action: 'lambda:InvokeFunction', region });
  return sentence === undefined ? error : new CommandFailed(sentence);
}

function broken(said: unknown, name: string, region: string): CommandFailed {
  const { errorType, errorMessage } = (said ?? {}) as { errorType?: string; errorMessage?: string };
  const what = `${errorType ?? 'Error'}: ${errorMessage ?? 'no message'}`;
  return new CommandFailed(`The control function failed (${what}): ${functionPage(name, region)}`);
}

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
