import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

import type { LogQuery } from '../ports/log-store.ts';
import { matches, type Searchable } from './match.ts';

const record: Searchable = {
  id: '01a3185c-5000-7000-8000-000000000001',
  receivedAt: 1000,
  state: 'held',
  fate: 'quarantine',
  clientIp: '192.0.2.7',
  mailFrom: 'bob_smith@shop.example',
  headerFrom: 'Carol@Author.example',
  recipient: 'alice@example.test',
  subject: 'Übergabe: your order no. 17, e-mail "quoted"',
  messageId: '<a@x>',
  findings: [{ code: 'SPF_PASS' }, { code: 'DKIM_FAIL' }],
};
const finds = (query: Partial<LogQuery>): boolean => matches(record, { limit: 1, ...query });

describe('a record is found', () => {
  it.each<[string, Partial<LogQuery>]>([
    ['by nothing at all', {}],
    ['by its id', { id: record.id }],
    ['by the beginning of its id', { id: '01a3' }],
    ['by the beginning of its sender', { from: 'bob_s' }],
    ['by the author in other case', { from: 'carol@author' }],
    ['by the sender’s domain', { from: 'shop.example' }],
    ['by the domain alone', { to: '@exam' }],
    ['by the recipient in other case', { to: 'ALICE@example.test' }],
    ['by words in any order', { subject: 'ORDER your' }],
    ['by a word with and without its accent', { subject: 'übergabe ubergabe' }],
    ['by words side by side', { subject: 'e-mail' }],
    ['by what is no word beside one that is', { subject: 'order " - %' }],
    ['by a finding', { finding: 'DKIM_FAIL' }],
    ['from its millisecond on', { since: 1000, until: 1001 }],
    ['by all else', { messageId: '<a@x>', clientIp: '192.0.2.7', state: 'held', fate: 'quarantine' }],
  ])('%s', (_name, query) => {
    expect(finds(query)).toBe(true);
  });
});

describe('a record is not found', () => {
  it.each<[string, Partial<LogQuery>]>([
    ['by the middle of an id', { id: '1a3' }],
    ['by the middle of an address', { from: 'smith' }],
    ['by a wildcard', { from: 'bob%' }],
    ['by a domain that is a local part', { to: '@alice' }],
    ['by a part of a word', { subject: 'orde' }],
    ['by one word of two', { subject: 'order absent' }],
    ['by words that do not stand side by side', { subject: 'your-no' }],
    ['by the beginning of a finding', { finding: 'SPF' }],
    ['before its time', { until: 1000 }],
    ['after its time', { since: 1001 }],
    ['by another state', { state: 'queued' }],
    ['by another fate', { fate: 'deliver' }],
    ['when one of two conditions fails', { from: 'bob', to: 'bob' }],
  ])('%s', (_name, query) => {
    expect(finds(query)).toBe(false);
  });
});

test('what is absent is not found by a value', () => {
  const { headerFrom: _from, subject: _subject, messageId: _id, ...waiting } = record;
  for (const query of [{ subject: 'order' }, { messageId: '' }, { from: 'carol' }])
    expect(matches(waiting, { limit: 1, ...query })).toBe(false);
});

test('whatever somebody types is a question and no fault', () => {
  const keys = ['id', 'from', 'to', 'subject', 'messageId', 'clientIp', 'finding'] as const;
  const property = fc.property(fc.constantFrom(...keys), fc.string({ unit: 'binary' }), (key, text) => {
    expect(typeof finds({ [key]: text })).toBe('boolean');
  });
  fc.assert(property);
});
