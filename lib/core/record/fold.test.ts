import { describe, expect, test } from 'vitest';

import type { Finding } from '../findings/finding.ts';
import type { Evidence } from '../analyse/evidence.ts';
import type { Decision } from '../decide/decision.ts';
import type { Envelope } from '../message/envelope.ts';
import { type Event, type EventKind, eventKinds } from './event.ts';
import { foldEvents, partOfDecision, partOfEvidence, recordOfArrival, routeText } from './fold.ts';
import { LogRecord } from './log-record.ts';

const id = '01a3185c-5000-7000-8000-000000000001';
const envelope: Envelope = {
  v: 1,
  id,
  collector: 'smtp',
  sourceKey: id,
  receivedAt: 1000,
  raw: { key: `incoming/${id}`, size: 77, sha256: '0'.repeat(64) },
  mailFrom: '',
  body8bit: false,
  smtputf8: false,
  recipients: [{ r: 4, address: 'alice@example.test', evidence: 'RCPT' }],
};
const arrived = recordOfArrival(envelope, envelope.recipients[0]!);
const event = (v: number, kind: EventKind, detail: Event['detail'] = {}): Event => ({
  id,
  r: 4,
  v,
  at: 1000 + v,
  kind,
  by: 'test',
  detail,
});
const stateAfter = (...kinds: EventKind[]): LogRecord['state'] =>
  foldEvents(
    arrived,
    kinds.map((kind, index) => event(index + 1, kind)),
  ).state;

test('a message that has just come is a valid record that waits', () => {
  expect(LogRecord.parse(arrived)).toMatchObject({
    id,
    r: 4,
    v: 0,
    state: 'waiting',
    receivedAt: 1000,
    updatedAt: 1000,
    mailFrom: '',
    recipient: 'alice@example.test',
    size: 77,
    attempts: 0,
  });
});

describe('events', () => {
  test('none of them changes nothing', () => {
    expect(foldEvents(arrived, [])).toEqual(arrived);
  });

  test('the way of a message that is delivered at the second attempt', () => {
    const record = foldEvents(arrived, [
      event(1, 'decided'),
      event(2, 'queued'),
      event(3, 'attempted'),
      event(4, 'deferred', { remote: 'mx.example', answer: '451 4.3.0 later' }),
      event(5, 'attempted'),
      event(6, 'delivered', { remote: 'mx.example', answer: '250 ok' }),
    ]);
    expect(record).toMatchObject({
      v: 6,
      state: 'delivered',
      updatedAt: 1006,
      attempts: 2,
      remote: 'mx.example: 250 ok',
    });
  });

  test('each says in which state it leaves a copy, or leaves it as it was', () => {
    expect(stateAfter('held')).toBe('held');
    expect(stateAfter('held', 'rescanned', 'notified')).toBe('held');
    expect(stateAfter('held', 'released')).toBe('queued');
    expect(stateAfter('held', 'deleted')).toBe('deleted');
    expect(stateAfter('deferred', 'warned')).toBe('deferred');
    expect(stateAfter('redirected')).toBe('delivered');
    expect(stateAfter('bounced')).toBe('bounced');
    expect(stateAfter('expired')).toBe('expired');
    expect(stateAfter('discarded')).toBe('discarded');
    expect(stateAfter('rejected')).toBe('rejected');
    for (const kind of eventKinds) expect(LogRecord.shape.state.safeParse(stateAfter(kind)).success).toBe(true);
  });

  test('in two portions as in one', () => {
    const events = [
      event(1, 'decided'),
      event(2, 'queued'),
      event(3, 'attempted'),
      event(4, 'bounced', { remote: 'x' }),
    ];
    expect(foldEvents(foldEvents(arrived, events.slice(0, 2)), events.slice(2))).toEqual(foldEvents(arrived, events));
  });
});

describe('evidence', () => {
  const found = (code: string, layer: Finding['layer'] = 'authentication'): Finding => ({
    code,
    layer,
    verdict: 'note',
  });
  const evidence = (findings: Finding[]): Evidence => ({
    v: 1,
    id,
    scan: 1,
    opened: { v: 1, id, decoders: [], parts: [], defects: [found('MIME_ODD', 'attachments')], limits: [] },
    examinations: [
      {
        v: 1,
        id,
        examiner: 'authentication',
        version: '1',
        outcome: 'examined',
        examined: 1,
        findings,
        truncated: false,
        ms: 1,
      },
    ],
    summary: { subject: 'hello' },
  });

  test('the results of authentication are the ends of its codes', () => {
    const part = partOfEvidence(
      evidence([found('SPF_SOFTFAIL'), found('DKIM_PASS'), found('DMARC_FAIL_REJECT'), found('ARC_NONE')]),
    );
    expect(part).toMatchObject({ subject: 'hello', spf: 'softfail', dkim: 'pass', dmarc: 'fail', arc: 'none' });
    expect(part.findings.map(({ code }) => code)).toEqual([
      'MIME_ODD',
      'SPF_SOFTFAIL',
      'DKIM_PASS',
      'DMARC_FAIL_REJECT',
      'ARC_NONE',
    ]);
  });

  test('one good signature of several is a pass, several bad ones are what the first is', () => {
    expect(partOfEvidence(evidence([found('DKIM_FAIL'), found('DKIM_PASS'), found('DKIM_TOO_MANY')])).dkim).toBe(
      'pass',
    );
    expect(partOfEvidence(evidence([found('DKIM_PERMERROR'), found('DKIM_FAIL')])).dkim).toBe('permerror');
  });

  test('nobody else’s code passes for one', () => {
    expect(partOfEvidence(evidence([found('SPF_PASS', 'spam')])).spf).toBeUndefined();
  });
});

describe('a decision', () => {
  const decision: Decision = {
    v: 1,
    id,
    r: 4,
    scan: 1,
    policyVersion: 1,
    fate: 'deliver',
    edits: [],
    route: { smtp: ['one.example:25', 'two.example:25'] },
    to: 'alice@example.test',
    score: 3,
    because: [],
    overruled: [],
    at: 1000,
  };

  test('gives fate, score, reasons and route', () => {
    expect(partOfDecision(decision)).toEqual({
      fate: 'deliver',
      score: 3,
      reasons: [],
      route: 'smtp one.example:25 two.example:25',
    });
    const { route: _none, ...held } = { ...decision, fate: 'quarantine' as const };
    expect(partOfDecision(held)).toMatchObject({ fate: 'quarantine', route: undefined });
  });

  test('routes read as they are written', () => {
    expect(routeText({ mailbox: 'alice@example.test' })).toBe('mailbox alice@example.test');
    expect(routeText({ mx: true })).toBe('mx');
    expect(routeText(undefined)).toBe('');
  });
});
