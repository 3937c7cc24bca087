/** Step Functions, as far as the start function uses it: one Express machine, run at once by whatever stands in for it. A failed run is answered with 200, as AWS does. */
import { randomUUID } from 'node:crypto';

import type { Room } from './call.ts';
import { fields, type Fields, json, jsonRefusal, type Known, operationOf, text, unknownFields } from './wire.ts';

export interface Execution {
  status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT';
  output?: unknown;
  error?: string;
  cause?: string;
}
export type Machine = (input: unknown) => Promise<Execution>;

export interface Filter {
  /** ARN of the machine. */
  filter: string;
  /** What StartSyncExecution runs. */
  machine: Machine | undefined;
}

const known: Known = { StartSyncExecution: ['stateMachineArn', 'input', 'name', 'traceHeader'] };
/** Of input and of every state, in UTF-8. */
export const mostState = 256 * 1024;

export function statesRoom(filter: Filter): Room {
  const room: Room = {
    service: 'states',
    read: (request) => ({
      operation: operationOf(request, 'AWSStepFunctions'),
      target: text(fields(request)['stateMachineArn']),
      write: true,
    }),
    pretends: (request, { operation }) => unknownFields(known, operation, request),
    async answer(request, { target }) {
      const { input = '{}', name = randomUUID() } = fields(request);
      if (target !== filter.filter) return room.refusal(400, 'StateMachineDoesNotExist', `no machine ${target}`);
      if (Buffer.byteLength(text(input)) > mostState)
        return room.refusal(400, 'ValidationException', 'input longer than 262144');
      const parsed = parse(text(input));
      if (!parsed) return room.refusal(400, 'InvalidExecutionInput', 'input is not JSON');
      if (!filter.machine) throw new Error('the test gave no machine to run');
      const startDate = Date.now() / 1000;
      return json({
        ...described(await filter.machine(parsed.value)),
        executionArn: executionArn(target, text(name)),
        input,
        startDate,
        stopDate: Date.now() / 1000,
      });
    },
    refusal: (status, code, message) => jsonRefusal(status, `com.amazonaws.swf.service.v2.model#${code}`, message),
  };
  return room;
}

function parse(input: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(input) };
  } catch {
    return undefined;
  }
}

function described({ status, output, error, cause }: Execution): Fields {
  return status === 'SUCCEEDED' ? { status, output: JSON.stringify(output ?? null) } : { status, error, cause };
}

function executionArn(arn: string, name: string): string {
  return `${arn.replace(':stateMachine:', ':express:')}:${name}:${randomUUID()}`;
}
