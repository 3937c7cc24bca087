/** The stages `decide` and the beginning of `deliver`, in the state machine: everything found becomes evidence, and every recipient's copy. */
import type { S3Parcels } from '#adapters/aws/parcels.ts';
import { type ApartAnswer, type Opening, unite } from '#core/analyse/apart.ts';
import type { Evidence } from '#core/analyse/evidence.ts';
import { conclude, type Desk, giveBack, type Outcome, putOff, type Taken } from '#core/journey.ts';
import type { Examination } from '#core/findings/finding.ts';
import { isMoving, type RecipientState } from '#core/record/state.ts';
import { engineUnavailable, examinerFunctions, loadErrors, type Parcel } from '#wiring/filter.ts';
import { plain, type PlainOutcome, type State } from '../support/state.ts';
import { isOfAws } from '../support/trouble.ts';

export interface DecideParts {
  /** The desk of one run. */
  desk(run: string): Desk;
  parcels: S3Parcels;
  /** Never rejects: what is not sent is found by the sweeper. */
  deliverSoon(id: string): Promise<void>;
  /** A copy of it is held. Never rejects: the mail is done. */
  tellOf(id: string): Promise<void>;
}

export type DecideAnswer = { outcome: PlainOutcome } | { evidence: Parcel };

export async function decide(state: State, parts: DecideParts): Promise<DecideAnswer> {
  const desk = parts.desk(state.run);
  const { opened } = state;
  if ('error' in opened) return { outcome: plain(await letGo(state, opened.error, desk)) };
  if (opened.next === 'done') return { outcome: opened.outcome };
  if (!opened.taken) return { evidence: await parts.parcels.wrap(await evidenceOf(state, parts)) };
  const outcome = await finish(state, opened.taken, desk, parts);
  if (outcome.kind === 'decided') await announce(state.id, outcome.copies, parts);
  return { outcome: plain(outcome) };
}

async function announce(id: string, copies: RecipientState[], parts: DecideParts): Promise<void> {
  if (copies.some(({ state }) => isMoving(state))) await parts.deliverSoon(id);
  if (copies.some(({ state }) => state === 'held')) await parts.tellOf(id);
}

/** Our own store's trouble is nothing that the message did: it waits, and the try does not count. */
async function finish(state: State, parcel: Parcel, desk: Desk, parts: DecideParts): Promise<Outcome> {
  try {
    const taken = await parts.parcels.unwrap<Taken>(parcel);
    return await conclude(taken, await evidenceOf(state, parts), desk);
  } catch (error) {
    if (!isOfAws(error)) throw error;
    return letGo(state, engineUnavailable, desk);
  }
}

async function evidenceOf({ opened, examined }: State, { parcels }: DecideParts): Promise<Evidence> {
  if ('error' in opened || opened.next === 'done') throw new Error('nothing was opened');
  if (opened.next === 'decide') return parcels.unwrap<Evidence>(opened.evidence);
  const found = await parcels.unwrap<Omit<Opening, 'scan'>>(opened.opened);
  const answers = await Promise.all(examined.map((answer) => apartAnswer(answer, parcels)));
  return unite({ ...found, scan: opened.scan }, answers);
}

async function apartAnswer(answer: State['examined'][number], parcels: S3Parcels): Promise<ApartAnswer> {
  const examiners = examinerFunctions[answer.examiner];
  if ('error' in answer) return { examiners, ...troubleOf(answer.error) };
  const examinations = await parcels.unwrap<Examination[]>(answer.examinations);
  return { kind: 'examined', examiners, digest: answer.digest, examinations };
}

/** What is told of is the error's name alone. */
function troubleOf(error: string) {
  if (isInnocent(error)) return { kind: 'unavailable' as const };
  const slow = error === 'States.Timeout' || error === 'Sandbox.Timedout';
  return { kind: slow ? ('timed out' as const) : ('failed' as const), text: error };
}

/**
 * An engine, our store, a function that is not whole, or the Lambda service (wiring/filter.ts has those of its errors that are worth another
 * try at once).
 */
function isInnocent(error: string): boolean {
  return innocent.has(error) || (error.startsWith('Lambda.') && error !== 'Lambda.Unknown');
}

const innocent = new Set<string>([engineUnavailable, ...loadErrors]);

/** The message was not opened: free to be tried again, if this run has it in hand. If not, the run has failed, and the queue brings it again. */
async function letGo({ id, run, rescan }: State, error: string, desk: Desk): Promise<Outcome> {
  const state = rescan === undefined ? await desk.states.get(id) : undefined;
  if (!state || state.open >= 0 || state.lease?.owner !== run) throw named(error);
  return isInnocent(error) ? putOff({ state }, desk) : giveBack({ state }, error, desk);
}

function named(error: string): Error {
  return Object.assign(new Error('the message is not in the hands of this run'), { name: error });
}
