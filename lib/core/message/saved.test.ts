import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';

import { Envelope } from './envelope.ts';
import { parseHeader } from './header.ts';
import { savedEnvelope } from './saved.ts';

const now = Date.UTC(2026, 10, 24, 12);
const raw = { key: 'lunch.eml', size: 10, sha256: 'a'.repeat(64) };
const saved = (...lines: string[]): Envelope =>
  savedEnvelope({
    id: '01890000-0000-7000-8000-000000000000',
    raw,
    header: parseHeader(Buffer.from([...lines, '', ''].join('\r\n'))),
    recipient: 'alice@example.test',
    now,
  });

it('is an envelope with its one recipient, and knows no client', () => {
  const envelope = saved('Subject: Lunch');
  expect(Envelope.parse(envelope)).toEqual(envelope);
  expect(envelope).toMatchObject({ collector: 'import', sourceKey: 'lunch.eml', receivedAt: now, raw });
  expect(envelope.recipients).toEqual([{ r: 0, address: 'alice@example.test', evidence: 'saved' }]);
  expect(envelope).not.toHaveProperty('client');
});

describe('the sender', () => {
  it.each([
    ['Return-Path: <carol@sender.example>', 'carol@sender.example'],
    ['Return-Path: carol@sender.example', 'carol@sender.example'],
    ['Return-Path: <>', ''],
    ['Return-Path:', ''],
    ['From: carol@sender.example', ''],
  ])('of %s is %j', (line, mailFrom) => {
    expect(saved(line).mailFrom).toBe(mailFrom);
  });

  it('is the topmost, which the last server wrote', () => {
    expect(saved('Return-Path: <last@a.example>', 'Return-Path: <forged@b.example>').mailFrom).toBe('last@a.example');
  });
});

describe('the arrival', () => {
  const by = 'Received: from a by b with ESMTP id 1';
  it.each([
    [`${by}; Tue, 24 Nov 2026 12:30:00 +0100`, Date.UTC(2026, 10, 24, 11, 30)],
    [`${by} (a; b);\r\n\tMon, 23 Nov 2026 08:00:00 +0000`, Date.UTC(2026, 10, 23, 8)],
    [`${by}; Tue, 24 Nov 2026 12:00:00 +0000`, now],
    [`${by}; Tue, 24 Nov 2026 12:00:01 +0000`, undefined],
    [`${by}; some day`, undefined],
    [by, undefined],
    ['Date: Tue, 24 Nov 2026 11:00:00 +0000', undefined],
  ])('by %j is %j', (line, originalDate) => {
    expect(saved(line).originalDate).toBe(originalDate);
  });

  it('is what the topmost hop says', () => {
    const hops = [`${by}; Tue, 24 Nov 2026 10:00:00 +0000`, `${by}; Tue, 24 Nov 2026 09:00:00 +0000`];
    expect(saved(...hops).originalDate).toBe(Date.UTC(2026, 10, 24, 10));
  });
});
