import { describe, expect, it } from 'vitest';

import type { LogRecord } from '#core/record/log-record.ts';
import { committed, evidenceOf, messageId } from '../../test/contract/samples.ts';
import { recordOfArrival } from '#core/record/fold.ts';
import { describeMessage } from './message-page.ts';

const at = Date.UTC(2026, 10, 24, 12);
const id = messageId(at);
const arrived = (r: number): LogRecord => {
  const envelope = committed(id, { receivedAt: at });
  const recipient = { r, address: `r${r}@example.test`, evidence: 'RCPT' as const };
  return { ...recordOfArrival(envelope, recipient), subject: 'Lunch\u001b[2J' };
};
const event = { id, r: 0, v: 2, at, kind: 'deferred', by: 'deliver' } as const;

describe('the page of a message', () => {
  const record: LogRecord = {
    ...arrived(0),
    state: 'deferred',
    score: 6,
    findings: [
      { code: 'PLAIN', layer: 'spam', verdict: 'note', points: -1 },
      { code: 'VIRUS', layer: 'antivirus', verdict: 'infected', part: 2, evidence: 'Eicar' },
      { code: 'LINK', layer: 'spam', verdict: 'note', points: 7 },
    ],
    reasons: [{ layer: 'spam', code: 'SCORE', scope: 'platform', rule: 'spam.atLeast[0]', fate: 'deliver' }],
  };
  const detail = { remote: 'h', answer: '451 later', until: at + 60_000, empty: '' };
  const page = describeMessage({
    copies: [
      { record, events: [{ ...event, detail }] },
      { record: arrived(1), events: [] },
    ],
    evidence: evidenceOf(id),
  });

  it('tells how it came', () => {
    expect(page).toContain(
      `Message   ${id}\nReceived  2026-11-24 12:00:00 UTC by smtp from 192.0.2.7, HELO mail.sender`,
    );
  });

  it('has the weightiest finding first', () => {
    expect(page).toContain('    7.00  LINK\n   -1.00  PLAIN\n          VIRUS  infected part 2  Eicar');
  });

  it('tells a story for each recipient', () => {
    expect(page).toContain(
      'For r0@example.test: deferred, score 6\n  because SCORE by spam.atLeast[0] (platform): deliver. The points of all findings together reached a threshold of spam',
    );
    expect(page).toContain('deferred   remote=h answer=451 later until=2026-11-24 12:01:00');
    expect(page).not.toContain('empty');
    expect(page).toContain('For r1@example.test: waiting, score ?');
  });

  it('lets no stranger steer the terminal', () => {
    expect(page).not.toContain('\u001b');
  });
});

it('tells of a refusal what there is to tell', () => {
  const record: LogRecord = {
    ...arrived(0),
    id: 'aBcDeFgH/0',
    state: 'rejected',
    helo: undefined,
    tls: undefined,
    remote: '550 5.1.1 No such recipient here',
    attempts: 3,
    updatedAt: at + 1_000,
  };
  expect(describeMessage({ copies: [{ record, events: [] }] })).toBe(
    [
      'Refused   aBcDeFgH/0, 3 times, last at 2026-11-24 12:00:01 UTC',
      'At        2026-11-24 12:00:00 UTC by smtp from 192.0.2.7',
      'Envelope  sender@sender.example',
      'For       r0@example.test',
      'Answer    550 5.1.1 No such recipient here',
    ].join('\n'),
  );
});
