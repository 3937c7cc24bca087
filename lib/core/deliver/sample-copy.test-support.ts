/** A letter, its envelope and decisions over it, for the tests of this room. */
import type { Evidence } from '../analyse/evidence.ts';
import type { Decision } from '../decide/decision.ts';
import type { Finding } from '../findings/finding.ts';
import type { Envelope } from '../message/envelope.ts';

export const letter = Buffer.from(
  [
    'Received: from a.example by b.example; Tue, 24 Nov 2026 12:00:00 +0000',
    'From: Carol <carol@sender.example>',
    'To: alice@example.test',
    'Subject: Hello',
    'X-Spam-Flag: NO',
    'Authentication-Results: mx.example.test; spf=pass smtp.mailfrom=bank.example',
    'Authentication-Results: elsewhere.example; spf=pass',
    '',
    'Body with a . dot\t',
    '',
  ].join('\r\n'),
);

export const envelope: Envelope = {
  v: 1,
  id: '019ab000-0000-7000-8000-000000000001',
  collector: 'smtp',
  sourceKey: 'smtp',
  receivedAt: Date.UTC(2026, 10, 24, 12, 0, 1),
  raw: { key: 'k', size: letter.length, sha256: '0'.repeat(64) },
  mailFrom: 'carol@sender.example',
  body8bit: false,
  smtputf8: false,
  recipients: [
    { r: 0, address: 'alice@example.test', evidence: 'RCPT' },
    { r: 1, address: 'bob@example.test', evidence: 'RCPT' },
  ],
  client: { ip: '192.0.2.7', from: 'socket', helo: 'mail.sender.example', rdns: 'mail.sender.example' },
  wire: {
    earlyTalk: false,
    unauthorisedPipelining: false,
    greeting: 'EHLO',
    heloChanges: 0,
    unknownCommands: 0,
    syntaxErrors: 0,
    rejectedRecipients: 0,
    earlierMessages: 0,
    starttls: 'declined',
  },
};

export function decision(r: number, changes: Partial<Decision> = {}): Decision {
  return {
    v: 1,
    id: envelope.id,
    r,
    scan: 1,
    policyVersion: 1,
    fate: 'deliver',
    edits: [],
    route: { smtp: ['127.0.0.1:25'] },
    to: envelope.recipients[r]?.address ?? '',
    score: 0,
    because: [],
    overruled: [],
    at: 1_000,
    ...changes,
  };
}

export const decisionOf = (changes: Partial<Decision>): Decision => decision(0, changes);

/** Stated by the examiner whose name is the layer's. */
export function evidenceWith(findings: readonly Finding[]): Evidence {
  const { id } = envelope;
  const examiners = ['authentication', 'spam', 'wire'] as const;
  const examinations = examiners.map((examiner) => ({
    v: 1 as const,
    id,
    examiner,
    version: '1',
    outcome: 'examined' as const,
    examined: 1,
    findings: findings.filter(({ layer }) => layer === examiner),
    truncated: false,
    ms: 1,
  }));
  const opened = { v: 1 as const, id, decoders: [], parts: [], defects: [], limits: [] };
  return { v: 1, id, scan: 1, opened, examinations, summary: {} };
}
