/** What is sent through both hosts, and what became of it in the form in which both must be equal. */
import type { Decision } from '#core/decide/decision.ts';
import type { Envelope } from '#core/message/envelope.ts';
import { uuidv7 } from '#core/message/id.ts';
import type { DirectoryDocument } from '#core/policy/directory.ts';
import type { PolicyDocument } from '#core/policy/document.ts';
import type { Event } from '#core/record/event.ts';
import type { RecipientState } from '#core/record/state.ts';

export interface Case {
  name: string;
  raw: Buffer;
  recipients?: string[];
  mailFrom?: string;
  /** Fate of each recipient, written down by hand; absent: only that both hosts agree. */
  expected?: Decision['fate'][];
}

/** A recipient's copy at rest. */
export interface Result {
  recipient: string;
  state: string;
  decision: Omit<Decision, 'at'>;
  events: Omit<Event, 'at' | 'id'>[];
}

export const sender = 'anna.berger@partner.example';
export const firstRecipient = 'tom@example.test';
const time = Date.UTC(2026, 10, 24, 10);

/** The same for both hosts: the id too. */
export function envelopeFor(
  { recipients = [firstRecipient], mailFrom = sender }: Case,
  n: number,
): Omit<Envelope, 'raw'> {
  const random = Buffer.alloc(10);
  random.writeUInt32BE(n);
  return {
    v: 1,
    id: uuidv7(time + n, random),
    collector: 'smtp',
    sourceKey: String(n),
    receivedAt: time + n,
    mailFrom,
    body8bit: true,
    smtputf8: false,
    recipients: recipients.map((address, r) => ({ r, address, evidence: 'RCPT' })),
    client: { ip: '192.0.2.10', from: 'socket', helo: 'mail.partner.example' },
  };
}

export function resultOf(copy: RecipientState, recipient: string, events: readonly Event[]): Result {
  const { at: _at, ...decision } = copy.decision;
  return { recipient, state: copy.state, decision, events: events.map(withoutTime) };
}

/** What differs from run to run: times. */
function withoutTime({ at: _at, id: _id, detail, ...event }: Event): Result['events'][number] {
  const { until: _until, ...rest } = detail;
  return { ...event, detail: rest };
}

/** Three people, three policies; and what else the cases need. */
export const policy: PolicyDocument = {
  v: 1,
  scopes: [
    {
      kind: 'recipient',
      name: 'bob@example.test',
      attachments: { rules: [{ class: 'executable', action: { fate: 'deliver', edits: [{ subject: '[PROGRAM]' }] } }] },
      spam: { atLeast: [{ points: -100, action: { fate: 'deliver', edits: [{ subject: '[SEEN]' }] } }] },
    },
    {
      kind: 'recipient',
      name: 'carol@example.test',
      spam: { atLeast: [{ points: -100, action: 'quarantine' }] },
    },
    {
      kind: 'recipient',
      name: 'dora@example.test',
      antivirus: { infected: 'discard' },
      attachments: { rules: [{ class: 'executable', action: { fate: 'redirect', redirectTo: 'desk@example.test' } }] },
    },
  ],
};

export const directory = (smtp: string): DirectoryDocument => ({
  v: 1,
  domains: [
    { name: 'example.test', route: { smtp }, unknown: 'accept', recipients: ['tom', 'bob', 'carol', 'dora', 'desk'] },
  ],
});
