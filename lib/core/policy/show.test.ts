import { expect, test } from 'vitest';

import { defaultDirectory } from './default-directory.ts';
import type { Scope } from './document.ts';
import { compileRules } from './rules.ts';
import { showEffective } from './show.ts';

const scopes: Scope[] = [
  {
    kind: 'organisation',
    zone: 'Europe/Berlin',
    attachments: { rules: [{ name: ['*.a', '*.b'], action: { fate: 'redirect', redirectTo: 'bob@example.test' } }] },
  },
  { kind: 'recipient', name: 'alice@example.test', wire: { HELO_OURS: 'discard' }, spam: { atLeast: [] } },
];
const rules = compileRules({ version: 1, at: 0, by: 'test', policy: { v: 1, scopes }, directory: defaultDirectory() });

test('whoever sets nothing sees the shipped thresholds', () => {
  const lines = showEffective(rules, 'bob@example.test');
  expect(lines).toContain('  - points 5, -> deliver + subject [SPAM]');
  expect(lines).toContain('  - points 8, -> quarantine');
});

test('each setting has its value and the scope that set it', () => {
  const lines = showEffective(rules, 'alice@example.test').map((line) => line.replace(/ {2,}/g, ' | '));
  expect(lines).toContain('antivirus.infected | quarantine | (platform defaults)');
  expect(lines).toContain('antivirus.encrypted | deliver + subject [ENCRYPTED] | (platform defaults)');
  expect(lines).toContain('zone | Europe/Berlin | (organisation)');
  expect(lines).toContain('wire.HELO_OURS | discard | (recipient alice@example.test)');
  expect(lines).toContain('spam.atLeast | none | (recipient alice@example.test)');
  expect(lines).toContain('attachments.rules | 1 in order | (organisation)');
  expect(lines).toContain(' | - name *.a *.b, -> redirect to bob@example.test');
});

test('whoever sets nothing sees the shipped thresholds', () => {
  const lines = showEffective(rules, 'bob@example.test');
  expect(lines).toContain('  - points 5, -> deliver + subject [SPAM]');
  expect(lines).toContain('  - points 8, -> quarantine');
});
