/** The start queue: each message of SQS names messages of mail, and each of these is run through the state machine once. */
import * as z from 'zod';

import { type PlainOutcome, PlainOutcome as Outcome } from '../support/state.ts';

/** A run as the service tells of it: one that failed is answered with 200 as well. */
export interface Run {
  status?: string | undefined;
  output?: string | undefined;
  error?: string | undefined;
}

const Own = z.object({ id: z.string() });
const Test = z.object({ Event: z.literal('s3:TestEvent') });
const Notice = z.object({
  Records: z.array(z.object({ s3: z.object({ object: z.object({ key: z.string() }) }) })).min(1),
});
const Body = z.union([Own, Test, Notice]);

/** Throws for what is none of the three: it ends in the dead-letter queue, where somebody looks. */
export function idsIn(body: string, idOfKey: (key: string) => string | undefined): string[] {
  const read = Body.parse(JSON.parse(body));
  if ('id' in read) return [read.id];
  if ('Event' in read) return [];
  return read.Records.map(({ s3 }) => {
    // Keys in notices are encoded as forms are.
    const id = idOfKey(decodeURIComponent(s3.object.key.replaceAll('+', ' ')));
    if (id === undefined) throw new Error('the notice is not about a message');
    return id;
  });
}

/** Throws for a run that did not come to its end. */
export function outcomeOf({ status, output, error }: Run): PlainOutcome {
  if (status !== 'SUCCEEDED') throw Object.assign(new Error('the run failed'), { name: error ?? status ?? 'Unknown' });
  return z.object({ outcome: Outcome }).parse(JSON.parse(output ?? 'null')).outcome;
}

/** An engine that was away needs its time; SQS delays by 900 s at most. */
const [shortestWait, longestWait] = [45, 900];
const afterBreaking = 5;

/**
 * Seconds after which the message is to be started again; undefined: by nobody. What another run has in hand, or what is not due yet, has been
 * announced by somebody else too, and the sweeper knows of it: announced again here, it would never come to an end.
 */
export function againIn(outcome: PlainOutcome, now: number): number | undefined {
  switch (outcome.kind) {
    case 'decided':
    case 'left':
      return undefined;
    case 'broke':
      return afterBreaking;
    case 'waiting':
      // Not a moment before it is due: it would be left alone.
      return Math.min(longestWait, Math.max(shortestWait, Math.ceil((outcome.due - now) / 1000) + 1));
  }
}
