/** The stage `open` of the state machine: takes the message in hand and opens it, or says that there is nothing to do. */
import type { S3Parcels } from '#adapters/aws/parcels.ts';
import { digestOf } from '#core/analyse/apart.ts';
import { begin, type Desk, type Outcome, poisonOf, type Taken } from '#core/journey.ts';
import { openMessage } from '#core/message/open/open.ts';
import type { OpenTools } from '#core/message/open/tools.ts';
import { summaryOf } from '#core/message/summary.ts';
import { type Input, type OpenAnswer, plain } from '../support/state.ts';
import { innocently } from '../support/trouble.ts';

export interface OpenParts {
  /** The desk of one run. */
  desk(run: string): Desk;
  parcels: S3Parcels;
  tools(): Promise<OpenTools>;
  /** Called when the message is in hand for the first time. */
  first(): void;
}

export function open(input: Input, parts: OpenParts): Promise<OpenAnswer> {
  return innocently(() => answer(input, parts));
}

async function answer({ id, run, rescan }: Input, parts: OpenParts): Promise<OpenAnswer> {
  const desk = parts.desk(run);
  if (rescan !== undefined) return opened(id, rescan, desk, parts);
  const begun = await take(id, desk);
  if (begun.kind !== 'taken') return { next: 'done', outcome: plain(begun) };
  // Whoever begins it has it in hand.
  if (begun.state.v === 1) parts.first();
  const taken = await parts.parcels.wrap(begun);
  const evidence = poisonOf(begun);
  if (evidence) return { next: 'decide', taken, evidence: await parts.parcels.wrap(evidence) };
  return { ...(await opened(id, begun.state.scan, desk, parts)), taken };
}

/** Asked twice in one run, because the first answer got lost, the second goes on with what the first took. */
async function take(id: string, desk: Desk): Promise<Taken | Outcome> {
  const begun = await begin(id, desk);
  if (begun.kind !== 'left' || begun.until === undefined) return begun;
  const [envelope, state] = await Promise.all([desk.messages.envelope(id), desk.states.get(id)]);
  const mine = envelope && state?.lease?.owner === desk.owner && state.lease.until > desk.clock();
  return mine ? { kind: 'taken', envelope, state } : begun;
}

async function opened(id: string, scan: number, { messages }: Desk, parts: OpenParts) {
  const raw = await messages.bytes(id);
  const message = await openMessage(id, raw, await parts.tools());
  const found = { opened: message.opened, summary: summaryOf(message.header) };
  return {
    next: 'examine' as const,
    scan,
    opened: await parts.parcels.wrap(found),
    digest: digestOf(message.opened),
  };
}
