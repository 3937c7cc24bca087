/** Function `sweep`: every minute; every five minutes it lists `incoming/`, every hour it goes through the quarantine. */
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod';

import { s3, sfn, sqs } from '#adapters/aws/clients.ts';
import type { Evidence } from '#core/analyse/evidence.ts';
import type { Installation } from '#core/operate/operation.ts';
import { type Variable, variables } from '#wiring/variables.ts';
import { createRescan } from '../control/rescan.ts';
import { clock, messages, parcels } from '../support/bucket.ts';
import { count } from '../support/count.ts';
import { rules, stores } from '../support/desk.ts';
import { variable } from '../support/environment.ts';
import { logger, thin } from '../support/thin.ts';
import { told } from '../support/trouble.ts';
import { lying } from './lost.ts';
import { announce, archive, findLost, type SweepParts, tidyQuarantine, TimeIsUp, untilTimeIsUp } from './sweep.ts';

/** The schedule's event; without it the clock says what minute it is. */
const Event = z.object({ time: z.iso.datetime() });
/** Before the function's time is over. */
const grace = 15_000;
const listEvery = 5;
const minutesAnHour = 60;
/** SQS takes no more in one request. */
const batch = 10;

/** The quarantine was not gone through to its end: the next minute goes on. */
let leftOver = false;

export const handler = thin(async (event: unknown, context) => {
  const end = clock() + context.getRemainingTimeInMillis() - grace;
  const inTime = (): void => {
    if (clock() > end) throw new TimeIsUp('the rest is for the next minute');
  };
  const at = minuteOf(event);
  const parts = partsOf(inTime, at);
  const done = [await step('announce', () => announce(parts)), await step('archive', () => archive(parts))];
  if (at % listEvery === 0) done.push(await step('find lost', () => findLost(parts)));
  if (at % minutesAnHour === 0 || leftOver) {
    const tidied = await step('tidy', () => tidyQuarantine(untilTimeIsUp(installation(parts), inTime)));
    leftOver = tidied === 'time is up';
    done.push(tidied);
  }
  // Lambda counts it among the function's errors, and the schedule comes round again.
  if (done.includes('failed')) throw Object.assign(new Error('something was not done'), { name: 'SweepFailed' });
});

/** Since the epoch. */
function minuteOf(event: unknown): number {
  const read = Event.safeParse(event);
  return Math.floor((read.success ? Date.parse(read.data.time) : clock()) / 60_000);
}

/** One that fails leaves the others to be done. */
async function step(name: string, work: () => Promise<void>): Promise<'done' | 'time is up' | 'failed'> {
  try {
    await work();
    return 'done';
  } catch (error) {
    if (isTimeUp(error)) return 'time is up';
    logger.error('not done', { step: name, ...told(error) });
    return 'failed';
  }
}

function isTimeUp(error: unknown): boolean {
  return error instanceof TimeIsUp || (error instanceof AggregateError && error.errors.some(isTimeUp));
}

function partsOf(inTime: () => void, at: number): SweepParts {
  return {
    clock,
    inTime,
    count,
    stores: { ...stores(), messages: messages() },
    sendUnsent: (now, limit) => stores().sendUnsent(now, limit),
    lying: () => lying(s3(), variable(variables.bucket), Math.floor(at / listEvery)),
    start: (ids) => send(variables.startQueue, ids),
    deliver: (ids) => send(variables.deliveryQueue, ids),
  };
}

function installation(parts: SweepParts): Installation {
  const unwrap = (id: string, parcel: Parameters<ReturnType<typeof parcels>['unwrap']>[0]): Promise<Evidence> =>
    parcels(id).unwrap(parcel);
  return {
    stores: parts.stores,
    rules: rules(),
    clock,
    teacher: () => undefined,
    openTools: () => Promise.reject(new Error('the sweep opens nothing itself')),
    scan: (envelope, scan) =>
      createRescan({ client: sfn(), filter: variable(variables.filter), unwrap })(envelope, scan),
    // The next minute finds them.
    deliverSoon: () => {},
  };
}

/** What a queue does not take is found again in a minute. */
async function send(queue: Variable, ids: string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += batch) {
    const some = ids.slice(from, from + batch);
    const Entries = some.map((id, n) => ({ Id: String(n), MessageBody: JSON.stringify({ id }) }));
    await sqs().send(new SendMessageBatchCommand({ QueueUrl: variable(queue), Entries }));
  }
}
