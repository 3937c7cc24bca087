import { expect, test } from 'vitest';

import type { Finding } from '../findings/finding.ts';
import { counterfactuals } from './counterfactual.ts';
import { envelopeOf, evidenceOf, finding, rulesOf } from './sample.ts';

function without(...findings: Finding[]): string[] {
  const envelope = envelopeOf(['alice@example.test']);
  const recipient = { r: 0, address: 'alice@example.test', evidence: 'RCPT' };
  const input = { envelope, recipient, evidence: evidenceOf({ findings }), rules: rulesOf([]), at: 0 };
  return counterfactuals(input).map(({ without, fate }) => `${without}: ${fate}`);
}

test('the one that decided is named', () => {
  const note = finding('SPF_FAIL', 'authentication', 'note', 1);
  expect(without(finding('CLAMAV_FOUND', 'antivirus', 'infected'), note)).toEqual(['CLAMAV_FOUND: deliver']);
});

test('two that would each have sufficed: neither alone decided', () => {
  expect(
    without(finding('CLAMAV_FOUND', 'antivirus', 'infected'), finding('YARA_ODD', 'antivirus', 'suspicious')),
  ).toEqual([]);
});

test('each addend is named without which the score stays below', () => {
  const addends = [4, 3.5, 0.6].map((points, i) => finding(`RULE_${i}`, 'spam', 'note', points));
  expect(without(...addends)).toEqual(['RULE_0: deliver', 'RULE_1: deliver', 'RULE_2: deliver']);
});

test('a finding that speaks for the message may be what kept it', () => {
  expect(without(finding('BAD', 'spam', 'note', 9), finding('GOOD', 'spam', 'note', -2))).toEqual(['GOOD: quarantine']);
});

test('nothing found, nothing to take away', () => {
  expect(without()).toEqual([]);
});
