/** What can go wrong between us and AWS, as hooks for `aws.fault`. Each counts for itself: make a new one for each test. */
import type { Call, Fault, FaultHook, Service } from './call.ts';

/** The nth call that changes something, or the first one of which the function says so. */
export type Which = number | ((call: Call) => boolean);

/** What each service says when it is asked too often. */
const throttling: Record<Service, Fault> = {
  s3: { kind: 'error', status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' },
  dynamodb: { kind: 'error', status: 400, code: 'ProvisionedThroughputExceededException' },
  sqs: { kind: 'error', status: 403, code: 'RequestThrottled' },
  states: { kind: 'error', status: 400, code: 'ThrottlingException' },
  firehose: { kind: 'error', status: 503, code: 'ServiceUnavailableException', message: 'Slow down.' },
  sns: { kind: 'error', status: 429, code: 'Throttled', message: 'Rate exceeded' },
  secretsmanager: { kind: 'error', status: 400, code: 'ThrottlingException', message: 'Rate exceeded' },
  lambda: { kind: 'error', status: 429, code: 'TooManyRequestsException', message: 'Rate Exceeded.' },
  other: { kind: 'error', status: 400, code: 'ThrottlingException' },
};

/** The first n calls of a service (or of one of its operations) are one too many. */
export function throttle(service: Service, n: number, operation?: string): FaultHook {
  let left = n;
  return (call, phase) => {
    const hit = phase === 'before' && call.service === service && (!operation || call.operation === operation);
    return hit && left-- > 0 ? throttling[service] : undefined;
  };
}

/** It is done, and nobody is told. */
export function loseAnswer(which: Which): FaultHook {
  const hits = once(which);
  return (call, phase) => (hits(call) && phase === 'after' ? { kind: 'drop' } : undefined);
}

/** It is not done, with an error of one's choice. */
export function failBefore(which: Which, fault: Fault): FaultHook {
  const hits = once(which);
  return (call, phase) => (hits(call) && phase === 'before' ? fault : undefined);
}

/** S3: somebody else was writing the same key at that moment. An upload in parts that hears it has to begin anew. */
export const conflict: Fault = { kind: 'error', status: 409, code: 'ConditionalRequestConflict' };

/** It is done, and the answer says otherwise. */
export function failAfter(
  which: Which,
  fault: Fault = { kind: 'error', status: 500, code: 'InternalServerError' },
): FaultHook {
  const hits = once(which);
  return (call, phase) => (hits(call) && phase === 'after' ? fault : undefined);
}

export interface Death extends FaultHook {
  /** The call that it died of. */
  diedOf?: Call;
}

/**
 * Who makes the call dies of it, before or after it is done. `kill` ends the worker or process, which is then started anew by somebody;
 * without it all later calls are refused for good, as if nobody made them, until `aws.fault` is set to something else.
 */
export const dieBefore = (which: Which, kill?: () => unknown): Death => die(which, 'before', kill);
export const dieAfter = (which: Which, kill?: () => unknown): Death => die(which, 'after', kill);

function die(which: Which, when: 'before' | 'after', kill?: () => unknown): Death {
  const hits = once(which);
  const death: Death = async (call, phase): Promise<Fault | undefined> => {
    if (death.diedOf && death.diedOf !== call)
      return kill || phase === 'after' ? undefined : { kind: 'error', status: 403, code: 'Dead' };
    if (!hits(call) || phase !== when) return undefined;
    death.diedOf = call;
    await kill?.();
    return { kind: 'drop' };
  };
  return death;
}

/** The first of them that has something to say. */
export function all(...hooks: FaultHook[]): FaultHook {
  return async (call, phase) => {
    for (const hook of hooks) {
      const fault = await hook(call, phase);
      if (fault) return fault;
    }
    return undefined;
  };
}

/** Whether this is the one call, asked in both of its phases. */
function once(which: Which): (call: Call) => boolean {
  const seen = new Set<Call>();
  let found: Call | undefined;
  return (call) => {
    if (found || seen.has(call)) return call === found;
    if (call.write) seen.add(call);
    if (typeof which === 'number' ? call.write && seen.size === which : which(call)) found = call;
    return call === found;
  };
}
