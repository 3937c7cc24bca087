/** One attempt to deliver copies of a message that share route and edits. */
import { parseHeader } from '../message/header.ts';
import type { Circuits } from '../ports/circuits.ts';
import type { Clock } from '../ports/clock.ts';
import type { Mailboxes } from '../ports/mailboxes.ts';
import type { MessageStore } from '../ports/message-store.ts';
import type { EvidenceStore, RecipientStates } from '../ports/state-store.ts';
import type { ShipmentResult, Transport } from '../ports/transport.ts';
import type { Envelope } from '../message/envelope.ts';
import { routeText } from '../record/fold.ts';
import type { RecipientState } from '../record/state.ts';
import { park, settle, take } from './copy.ts';
import { reasonField } from './reason-field.ts';
import { render } from './render.ts';
import { attemptLease } from './schedule.ts';

export interface DeliveryHouse {
  clock: Clock;
  random: () => number;
  /** Names this process in leases. */
  owner: string;
  hostname: string;
  messages: MessageStore;
  copies: RecipientStates;
  evidence: EvidenceStore;
  mailboxes: Mailboxes;
  transport: Transport;
  circuits: Circuits;
}

/** Copies that can share one transaction: the same message, route, and all that decides their rendering, so that nobody reads of another's policy. */
export function batches(copies: readonly RecipientState[]): RecipientState[][] {
  const groups = new Map<string, RecipientState[]>();
  for (const copy of copies) {
    const { route, fate, edits, scan, score, spam } = copy.decision;
    const alone = route && 'mailbox' in route ? copy.r : '';
    const key = JSON.stringify([copy.id, route, fate, edits, scan, score, spam, reasonField(copy.decision), alone]);
    groups.set(key, [...(groups.get(key) ?? []), copy]);
  }
  return [...groups.values()];
}

/**
 * Takes the lease of each copy, tries once, and writes down what became of each. Copies that another took meanwhile are left to it. A route
 * that is known to be away is not tried. Returns the copies as they were written down: has one come to rest, the message may be finished.
 */
export async function attempt(
  batch: RecipientState[],
  house: DeliveryHouse,
  signal: AbortSignal,
): Promise<RecipientState[]> {
  const circuit = circuitOf(batch[0]);
  const state = circuit === undefined ? 'closed' : await house.circuits.state(circuit, house.clock());
  if (typeof state === 'object') return parkAll(batch, state.openUntil, house);
  const now = house.clock();
  const taken = await write(
    batch.map((copy) => take(copy, house.owner, now, attemptLease)),
    house,
  );
  const first = taken[0];
  if (!first) return [];
  const results = await send(taken, house, signal);
  if (circuit !== undefined) await tell(circuit, results, house);
  // One for all, so that what was deferred together is due together and shares a transaction again.
  const [at, random] = [house.clock(), house.random()];
  const settled = taken.map((copy, index) =>
    settle(copy, results[index] ?? trouble(copy.decision.to, 'no result for this recipient'), at, random),
  );
  return write(settled, house);
}

async function parkAll(batch: RecipientState[], until: number, house: DeliveryHouse): Promise<RecipientState[]> {
  const [at, random] = [house.clock(), house.random()];
  return write(
    batch.map((copy) => park(copy, until, at, random)),
    house,
  );
}

/** Those that won, their events in the log. */
async function write(next: RecipientState[], { copies }: DeliveryHouse): Promise<RecipientState[]> {
  const won = await copies.transitions(next);
  return next.filter((_, index) => won[index]).map((copy) => ({ ...copy, unsent: [] }));
}

/** Mailboxes have none. Each domain's MX hosts are a route of their own. */
function circuitOf(copy: RecipientState | undefined): string | undefined {
  const route = copy?.decision.route;
  if (!route || 'mailbox' in route) return undefined;
  return 'mx' in route ? `mx ${domainOf(copy.decision.to)}` : routeText(route);
}

/** A circuit that is not told costs somebody a time-out, and no more. */
async function tell(circuit: string, results: ShipmentResult[], { circuits, clock }: DeliveryHouse): Promise<void> {
  const reached = results[0]?.reached;
  if (reached === undefined) return;
  await (reached ? circuits.succeeded(circuit) : circuits.failed(circuit, clock())).catch(() => {});
}

/** Our own trouble (a file that cannot be read, a full disk) is a deferral: the copy stays and is tried again. */
async function send(copies: RecipientState[], house: DeliveryHouse, signal: AbortSignal): Promise<ShipmentResult[]> {
  try {
    const first = copies[0];
    const envelope = first && (await house.messages.envelope(first.id));
    if (!first || !envelope) throw new Error('the message is not in the store');
    return await sendAs(first, copies, envelope, house, signal);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return copies.map((copy) => trouble(copy.decision.to, text));
  }
}

async function sendAs(
  first: RecipientState,
  copies: RecipientState[],
  envelope: Envelope,
  house: DeliveryHouse,
  signal: AbortSignal,
): Promise<ShipmentResult[]> {
  const { route, to } = first.decision;
  if (!route) throw new Error('the decision names no route');
  const final = 'mailbox' in route;
  const raw = await house.messages.bytes(first.id);
  const bytes = render({
    raw,
    header: parseHeader(raw),
    envelope,
    evidence: await house.evidence.evidence(first.id, first.decision.scan),
    decision: first.decision,
    hostname: house.hostname,
    recipient: copies.length === 1 ? to : undefined,
    final,
  });
  if (final) {
    await house.mailboxes.deliver(route.mailbox, { id: first.id, r: first.r }, bytes);
    return [{ recipient: to, outcome: 'accepted', remote: { host: 'mailbox', text: `stored for ${route.mailbox}` } }];
  }
  const { mailFrom, body8bit, smtputf8 } = envelope;
  const hosts = 'smtp' in route ? route.smtp : [];
  const recipients = copies.map((copy) => copy.decision.to);
  return house.transport.ship({ hosts, domain: domainOf(to), mailFrom, recipients, body8bit, smtputf8, bytes }, signal);
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

function trouble(recipient: string, text: string): ShipmentResult {
  return { recipient, outcome: 'deferred', remote: { host: 'here', enhanced: '4.3.0', text } };
}
