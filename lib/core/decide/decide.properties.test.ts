import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { layers, verdicts, type Finding } from '../findings/finding.ts';
import type { Scope } from '../policy/document.ts';
import { fates, type Action } from '../policy/schema.ts';
import { decideOn, partOf } from './sample.ts';

const codes = ['CLAMAV_FOUND', 'YARA_ODD', 'SPF_FAIL', 'DMARC_FAIL_REJECT', 'A_RULE', 'HELO_BAD'] as const;

const finding: fc.Arbitrary<Finding> = fc.record(
  {
    code: fc.constantFrom(...codes),
    layer: fc.constantFrom(...layers.filter((layer) => layer !== 'lists')),
    verdict: fc.constantFrom(...verdicts),
    points: fc.integer({ min: 0, max: 400 }).map((n) => n / 100),
    part: fc.nat(3),
  },
  { requiredKeys: ['code', 'layer', 'verdict'] },
);

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.constantFrom('discard', 'quarantine', 'deliver'),
  fc.constantFrom('[A]', '[B]').map((subject): Action => ({ fate: 'deliver', edits: [{ subject }] })),
  fc
    .constantFrom('bob@example.test', 'carol@inside.example')
    .map((redirectTo): Action => ({ fate: 'redirect', redirectTo })),
);

const outcomes = fc.dictionary(fc.constantFrom('suspicious', 'infected', 'failed', ...codes), action, { maxKeys: 4 });

const scopes: fc.Arbitrary<Scope[]> = fc
  .record({
    antivirus: outcomes,
    wire: outcomes,
    attachments: fc.record({
      rules: fc.array(
        action.map((action) => ({ name: '*', action })),
        { maxLength: 2 },
      ),
    }),
    spam: fc.record({
      atLeast: fc.array(fc.record({ points: fc.integer({ min: -5, max: 10 }), action }), { maxLength: 3 }),
    }),
  })
  .map((set): Scope[] => [{ kind: 'organisation', ...set }]);

const parts = [1, 2, 3].map((n) => partOf(n, { names: [`${n}.bin`] }));
const runs = { numRuns: 150 };

describe('for any policy and any findings', () => {
  test('the same input gives the same decision', () => {
    fc.assert(
      fc.property(scopes, fc.array(finding, { maxLength: 8 }), (scopes, findings) => {
        expect(decideOn({ scopes, findings, parts })).toEqual(decideOn({ scopes, findings, parts }));
      }),
      runs,
    );
  });

  test('the order of findings does not matter', () => {
    const shuffled = fc
      .array(finding, { maxLength: 8 })
      .chain((findings) =>
        fc.tuple(fc.constant(findings), fc.shuffledSubarray(findings, { minLength: findings.length })),
      );
    fc.assert(
      fc.property(scopes, shuffled, (scopes, [findings, other]) => {
        expect(decideOn({ scopes, findings: other, parts })).toEqual(decideOn({ scopes, findings, parts }));
      }),
      runs,
    );
  });

  test('one more finding without negative points never makes the fate more lenient', () => {
    const strictness = (fate: (typeof fates)[number]): number => -fates.indexOf(fate);
    fc.assert(
      fc.property(scopes, fc.array(finding, { maxLength: 8 }), finding, (scopes, findings, more) => {
        const before = decideOn({ scopes, findings, parts });
        const after = decideOn({ scopes, findings: [...findings, more], parts });
        expect(strictness(after.fate)).toBeGreaterThanOrEqual(strictness(before.fate));
        expect(after.score).toBeGreaterThanOrEqual(before.score);
      }),
      runs,
    );
  });

  test('every fate but deliver has a reason that asked for it', () => {
    fc.assert(
      fc.property(scopes, fc.array(finding, { maxLength: 8 }), (scopes, findings) => {
        const { fate, because, edits, route } = decideOn({ scopes, findings, parts });
        if (fate !== 'deliver') expect(because.map((reason) => reason.fate)).toContain(fate);
        expect(route === undefined).toBe(fate === 'discard' || fate === 'quarantine');
        if (route === undefined) expect(edits).toEqual([]);
      }),
      runs,
    );
  });
});
