/** What the contract suites store: made up, small, and with everything in it that a store could lose. */
import type { Evidence } from '#core/analyse/evidence.ts';
import type { Finding } from '#core/findings/finding.ts';
import type { Decision } from '#core/decide/decision.ts';
import type { Envelope } from '#core/message/envelope.ts';
import type { MessageStore } from '#core/ports/message-store.ts';
import type { Event, EventKind } from '#core/record/event.ts';
import type { CopyState, RecipientState } from '#core/record/state.ts';

export const encoder = new TextEncoder();

/** A UUIDv7 of this time; `n` tells apart what came in the same millisecond. */
export function messageId(at: number, n = 0): string {
  const time = at.toString(16).padStart(12, '0');
  const rest = n.toString(16).padStart(15, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(3)}`;
}

export function envelopeOf(id: string, more: Partial<Omit<Envelope, 'raw'>> = {}): Omit<Envelope, 'raw'> {
  return {
    v: 1,
    id,
    collector: 'smtp',
    sourceKey: id,
    receivedAt: 1_800_000_000_000,
    mailFrom: 'sender@sender.example',
    body8bit: true,
    smtputf8: true,
    recipients: [
      { r: 0, address: 'alice@example.test', evidence: 'RCPT' },
      { r: 1, address: 'grüße@example.test', evidence: 'RCPT' },
    ],
    client: { ip: '192.0.2.7', from: 'socket', helo: 'mail.sender.example', tls: { protocol: 'TLSv1.3', cipher: 'X' } },
    ...more,
  };
}

/** Stores a message whole; the committed envelope. */
export async function store(store: MessageStore, id: string, bytes: Uint8Array): Promise<boolean> {
  const draft = await store.draft(id, bytes.length);
  await draft.write(bytes);
  return draft.commit(envelopeOf(id));
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** An envelope as the message store returns it. */
export function committed(id: string, more: Partial<Envelope> = {}): Envelope {
  return { ...envelopeOf(id), raw: { key: `incoming/${id}`, size: 1234, sha256: 'a'.repeat(64) }, ...more };
}

const finding = (code: string, layer: Finding['layer']): Finding => ({ code, layer, verdict: 'note' });

export function evidenceOf(id: string, summary: Evidence['summary'] = {}, codes: string[] = ['SPF_PASS']): Evidence {
  return {
    v: 1,
    id,
    scan: 1,
    opened: {
      v: 1,
      id,
      decoders: [{ name: 'walker', version: '1', ok: true }],
      parts: [],
      defects: [finding('MIME_ODD', 'attachments')],
      limits: [],
    },
    examinations: [
      {
        v: 1,
        id,
        examiner: 'authentication',
        version: '1',
        outcome: 'examined',
        examined: 1,
        findings: codes.map((code) => finding(code, 'authentication')),
        truncated: false,
        ms: 1,
      },
    ],
    summary: {
      subject: 'Your order has been shipped',
      headerFrom: 'shop@author.example',
      messageId: '<1@author.example>',
      ...summary,
    },
  };
}

export function decisionOf(id: string, r: number, more: Partial<Decision> = {}): Decision {
  return {
    v: 1,
    id,
    r,
    scan: 1,
    policyVersion: 1,
    fate: 'deliver',
    edits: [],
    route: { smtp: ['mail.inside.example:25'] },
    to: 'alice@example.test',
    score: 1.5,
    because: [{ layer: 'spam', code: 'SCORE', scope: 'platform', rule: 'spam.atLeast[0]', fate: 'deliver' }],
    overruled: [],
    at: 1_800_000_000_500,
    ...more,
  };
}

/** A copy as decided: version 1. */
export function copyOf(
  id: string,
  r: number,
  state: CopyState = 'received',
  more: Partial<Decision> = {},
): RecipientState {
  const decision = decisionOf(id, r, more);
  return {
    id,
    r,
    v: 1,
    state,
    decision,
    due: decision.at,
    attempt: 0,
    giveUpAt: decision.at + 432_000_000,
    unsent: [{ id, r, v: 1, at: decision.at, kind: 'decided', by: 'decide', detail: { fate: decision.fate } }],
  };
}

/** The next version of a copy, with the event that says so. */
export function stepOf(
  copy: RecipientState,
  state: CopyState,
  kind: EventKind,
  more: Partial<RecipientState> = {},
  detail: Event['detail'] = {},
): RecipientState {
  const v = copy.v + 1;
  const at = copy.decision.at + v;
  return { ...copy, v, state, ...more, unsent: [{ id: copy.id, r: copy.r, v, at, kind, by: 'deliver', detail }] };
}
