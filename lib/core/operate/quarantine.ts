/** Held copies: seen, released, reported, deleted. Releasing and teaching are separate acts. */
import * as z from 'zod';

import type { Evidence } from '../analyse/evidence.ts';
import type { Finding } from '../findings/finding.ts';
import { queue, step } from '../deliver/copy.ts';
import type { Decision } from '../decide/decision.ts';
import type { Envelope } from '../message/envelope.ts';
import type { RecipientState } from '../record/state.ts';
import { type Installation, type Operation, OperationFailed } from './operation.ts';
import { Cursor, searched } from './log.ts';
import { copiesIn, moveOn, Which, whichOf } from './copies.ts';

const isHeld = ({ state }: RecipientState): boolean => state === 'held';

export const listQuarantine: Operation = async ({ stores }, input) => {
  const query = z
    .strictObject({
      to: z.string().optional(),
      limit: z.number().int().min(1).max(10_000),
      cursor: Cursor.optional(),
    })
    .parse(input);
  return searched(stores.log, { ...query, state: 'held' });
};

/** The bytes of a held message, base64. */
export const readQuarantine: Operation = async (installation, input) => {
  const which = await whichOf(installation, input);
  await copiesIn(installation, which, isHeld, 'held');
  return { bytes: Buffer.from(await installation.stores.messages.bytes(which.id)).toString('base64') };
};

/**
 * Looks at the message again today, then sends the copies on. The release overrides the reasons that were shown; only an
 * anti-virus finding that is new holds a copy again.
 */
export const releaseQuarantine: Operation = async (installation, input, by) => {
  const { to, ...given } = Which.extend({ to: z.string().optional() }).parse(input);
  const which = await whichOf(installation, given);
  const copies = await copiesIn(installation, which, isHeld, 'held');
  const { stores } = installation;
  const envelope = await stores.messages.envelope(which.id);
  if (!envelope) throw new OperationFailed(`Message '${which.id}' is not in the store any more.`);
  const scan = Math.max(...copies.map(({ decision }) => decision.scan)) + 1;
  const evidence = await installation.scan(envelope, scan);
  const away = evidence.examinations.filter(({ outcome }) => outcome === 'unavailable').map(({ examiner }) => examiner);
  if (away.length > 0)
    throw new OperationFailed(`Message '${which.id}' stays held: ${away.join(' and ')} cannot look at it just now.`);
  await stores.evidence.keep(evidence);
  const before = await stores.evidence.evidence(which.id, scan - 1);
  const fresh = newInfections(evidence, before);
  if (fresh.length > 0) return { released: 0, heldAgain: await holdAgain(installation, copies, { scan, fresh, by }) };
  const next = await Promise.all(copies.map((copy) => released(copy, { installation, envelope, scan, to, by })));
  const moved = await moveOn(installation, next);
  installation.deliverSoon();
  return { released: moved, heldAgain: [] };
};

export const deleteQuarantine: Operation = async (installation, input, by) => {
  const copies = await copiesIn(installation, await whichOf(installation, input), isHeld, 'held');
  const at = installation.clock();
  return {
    deleted: await moveOn(
      installation,
      copies.map((copy) => step(copy, 'deleted', 'deleted', at, by, {})),
    ),
  };
};

interface Release {
  installation: Installation;
  envelope: Envelope;
  scan: number;
  to: string | undefined;
  by: string;
}

async function released(
  copy: RecipientState,
  { installation, envelope, scan, to, by }: Release,
): Promise<RecipientState> {
  const address = to ?? envelope.recipients.find(({ r }) => r === copy.r)?.address ?? copy.decision.to;
  const located = (await installation.rules.current()).locate(address);
  const route = typeof located === 'object' ? located.route : { mx: true as const };
  const decision: Decision = {
    ...copy.decision,
    scan,
    fate: 'deliver',
    edits: [],
    route,
    to: address,
    at: installation.clock(),
  };
  return queue({ ...copy, decision }, decision.at, by, 'released');
}

/** With the new scan's number: the next release overrides what this one has shown. */
async function holdAgain(
  installation: Installation,
  copies: RecipientState[],
  { scan, fresh, by }: { scan: number; fresh: Finding[]; by: string },
): Promise<string[]> {
  const found = fresh.map(({ code, evidence }) => [code, evidence].join(' ').trim());
  const detail = { found: found.join(', ') };
  await moveOn(
    installation,
    copies.map((copy) => {
      const decision = { ...copy.decision, scan };
      return step({ ...copy, decision }, 'held', 'rescanned', installation.clock(), by, detail);
    }),
  );
  return found;
}

function newInfections(now: Evidence, before: Evidence | undefined): Finding[] {
  const infections = (evidence: Evidence | undefined): Finding[] =>
    evidence?.examinations.flatMap(({ findings }) => findings.filter(({ verdict }) => verdict === 'infected')) ?? [];
  const known = new Set(infections(before).map(({ code, evidence }) => `${code} ${evidence}`));
  return infections(now).filter(({ code, evidence }) => !known.has(`${code} ${evidence}`));
}
