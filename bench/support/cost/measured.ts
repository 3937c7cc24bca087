/** What the rehearsal counted for a number of messages, as a bill needs it. */
import type { Call } from '../../../test/support/aws/call.ts';

export interface MeasuredFunction {
  name: string;
  memory: number;
  architecture: string;
  invocations: number;
  /** Milliseconds of processor time in all. */
  cpu: number;
  /** Its own calls to AWS, by `service.operation`. */
  calls: Map<string, number>;
  /** Bytes that it logged. */
  logged: number;
}

export interface Measured {
  messages: number;
  /** Bytes of all messages. */
  bytes: number;
  delivered: number;
  functions: MeasuredFunction[];
  /** Calls of everybody, by `service.operation`. */
  calls: Map<string, number>;
  writeUnits: number;
  readUnits: number;
  archived: number;
}

export function countCalls(calls: readonly Call[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { service, operation } of calls) {
    const name = `${service}.${operation}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
