import { describe, expect, test } from 'vitest';

import type { Part } from '../message/open/opened.ts';
import type { Scope } from '../policy/document.ts';
import { decideOn, examinationOf, finding, partOf } from './sample.ts';

const codes = (reasons: readonly { code: string }[]): string[] => reasons.map(({ code }) => code);

describe('under the shipped defaults', () => {
  test('a message without findings goes where the directory says', () => {
    const decision = decideOn({});
    expect(decision).toMatchObject({
      fate: 'deliver',
      edits: [],
      score: 0,
      because: [],
      overruled: [],
      policyVersion: 7,
    });
    expect(decision).toMatchObject({ route: { mailbox: 'alice@example.test' }, to: 'alice@example.test' });
  });

  test.each(['infected', 'suspicious', 'unscannable', 'failed'] as const)(
    'what antivirus calls %s is held',
    (verdict) => {
      const decision = decideOn({ findings: [finding('CLAMAV_FOUND', 'antivirus', verdict)] });
      expect(decision.fate).toBe('quarantine');
      expect(decision.route).toBeUndefined();
      const rule = `antivirus.${verdict}`;
      expect(decision.because).toEqual([
        { layer: 'antivirus', code: 'CLAMAV_FOUND', scope: 'platform defaults', rule, fate: 'quarantine' },
      ]);
    },
  );

  test.each(['antivirus', 'attachments', 'wire', 'authentication', 'spam'] as const)(
    'what %s could not examine is held',
    (layer) => {
      for (const verdict of ['failed', 'unscannable'] as const) {
        expect(decideOn({ findings: [finding('X_LIMIT', layer, verdict)] }).fate).toBe('quarantine');
      }
    },
  );

  test('encrypted content is delivered with a tag', () => {
    const decision = decideOn({ defects: [finding('ARCHIVE_ENCRYPTED', 'attachments', 'encrypted')] });
    expect(decision).toMatchObject({ fate: 'deliver', edits: [{ subject: '[ENCRYPTED]' }] });
    expect(codes(decision.because)).toEqual(['ARCHIVE_ENCRYPTED']);
  });

  test('a note alone changes nothing', () => {
    expect(decideOn({ findings: [finding('SPF_FAIL', 'authentication', 'note')] })).toMatchObject({
      fate: 'deliver',
      because: [],
    });
  });

  test('DMARC p=reject that failed is held by its code', () => {
    const decision = decideOn({ findings: [finding('DMARC_FAIL_REJECT', 'authentication', 'note', 4)] });
    expect(decision.fate).toBe('quarantine');
    expect(decision.because[0]?.rule).toBe('authentication.DMARC_FAIL_REJECT');
  });

  test('5 points are tagged', () => {
    const decision = decideOn({ findings: [finding('A_RULE', 'spam', 'note', 5.25)] });
    expect(decision.fate).toBe('deliver');
    expect(decision.edits).toEqual([{ subject: '[SPAM]' }]);
    expect(decision.spam).toEqual({ flag: true, required: 5 });
    expect(codes(decision.because)).toEqual(['SCORE']);
  });

  test('8 points are held, and the tag is overruled', () => {
    const decision = decideOn({
      findings: [finding('A_RULE', 'spam', 'note', 7), finding('SPF_FAIL', 'authentication', 'note', 1)],
    });
    expect(decision).toMatchObject({ fate: 'quarantine', edits: [], score: 8 });
    expect(decision.because.map(({ rule }) => rule)).toEqual(['spam.atLeast 8']);
    expect(decision.overruled.map(({ rule }) => rule)).toEqual(['spam.atLeast 5']);
  });

  test('GTUBE and its 1,000 points are held, not discarded', () => {
    expect(decideOn({ findings: [finding('GTUBE', 'spam', 'note', 1000)] }).fate).toBe('quarantine');
  });

  test.each<[string, Partial<Part>, string]>([
    [
      'a program',
      { types: [{ by: 'magic', type: 'application/x-msdownload', class: 'executable' }] },
      'class executable',
    ],
    [
      'a shortcut',
      { types: [{ by: 'magic', type: 'application/x-ms-shortcut', class: 'shortcut' }] },
      'class shortcut',
    ],
    [
      'a disk image',
      { types: [{ by: 'name', type: 'application/x-iso9660-image', class: 'disk-image' }] },
      'class disk-image',
    ],
    ['a script by its name', { names: ['Invoice.PDF.JS'] }, 'name *.js'],
    ['a script in a folder of an archive', { names: ['a/b\\run.vbs'], origin: 'archive' }, 'name *.vbs'],
    ['a name that Windows trims', { names: ['run.hta. . '] }, 'name *.hta'],
  ])('%s is held', (_what, part, why) => {
    const decision = decideOn({ parts: [partOf(1, part)] });
    expect(decision.fate).toBe('quarantine');
    expect(decision.because[0]).toMatchObject({ code: 'ATTACHMENT_RULE', part: 1, scope: 'platform defaults' });
    expect(decision.because[0]?.rule).toMatch(
      new RegExp(`^attachments\\.rules\\[\\d\\] ${why.replace(/[*.]/g, '\\$&')}$`),
    );
  });

  test('honest attachments pass', () => {
    const names = [['report.pdf'], ['photo.jpg'], ['patch.sh'], ['contract.docx'], ['page.html'], ['example.com']];
    expect(decideOn({ parts: names.map((names, i) => partOf(i + 1, { names })) }).fate).toBe('deliver');
  });
});

describe('how claims meet', () => {
  test("a code's own entry beats that of its verdict", () => {
    const scopes: Scope[] = [{ kind: 'organisation', antivirus: { YARA_ODD: 'deliver' as const } }];
    const decision = decideOn({ scopes, findings: [finding('YARA_ODD', 'antivirus', 'suspicious')] });
    expect(decision.fate).toBe('deliver');
    expect(decision.because).toEqual([
      { layer: 'antivirus', code: 'YARA_ODD', scope: 'organisation', rule: 'antivirus.YARA_ODD', fate: 'deliver' },
    ]);
  });

  test('a code of a prototype is no entry', () => {
    expect(decideOn({ findings: [{ ...finding('X', 'wire', 'note'), code: 'constructor' }] }).fate).toBe('deliver');
  });

  test('discard is stricter than quarantine, redirect than deliver', () => {
    const scopes: Scope[] = [
      {
        kind: 'organisation',
        antivirus: {
          YARA_A: 'discard' as const,
          YARA_B: { fate: 'redirect' as const, redirectTo: 'carol@inside.example' },
        },
      },
    ];
    const a = finding('YARA_A', 'antivirus', 'note');
    const b = finding('YARA_B', 'antivirus', 'note');
    const held = finding('CLAMAV_FOUND', 'antivirus', 'infected');
    expect(decideOn({ scopes, findings: [a, b, held] }).fate).toBe('discard');
    expect(decideOn({ scopes, findings: [b, held] }).fate).toBe('quarantine');
    expect(decideOn({ scopes, findings: [b] }).fate).toBe('redirect');
  });

  test('among redirects the first rule has the target, and edits of all layers come along', () => {
    const scopes: Scope[] = [
      {
        kind: 'organisation',
        attachments: {
          rules: [
            { name: '*.zip', action: { fate: 'redirect' as const, redirectTo: 'carol+zip@inside.example' } },
            { name: 'invoice*', action: { fate: 'redirect' as const, redirectTo: 'bob@example.test' } },
          ],
        },
      },
    ];
    const parts = [partOf(1, { names: ['invoice.zip'] })];
    const decision = decideOn({ scopes, parts, findings: [finding('A_RULE', 'spam', 'note', 6)] });
    expect(decision).toMatchObject({ fate: 'redirect', to: 'carol+zip@inside.example' });
    expect(decision.route).toEqual({ smtp: ['mail.inside.example:25'] });
    expect(decision.edits).toContainEqual({ subject: '[SPAM]' });
    expect(codes(decision.because)).toEqual(['ATTACHMENT_RULE', 'SCORE']);
    expect(decision.overruled.map(({ rule }) => rule)).toEqual(['attachments.rules[1] name invoice*']);
  });

  test('a redirect out of the house goes by MX', () => {
    const scopes: Scope[] = [
      {
        kind: 'organisation',
        wire: { HELO_BAD: { fate: 'redirect' as const, redirectTo: 'desk@elsewhere.example' } },
      },
    ];
    const decision = decideOn({ scopes, findings: [finding('HELO_BAD', 'wire', 'note')] });
    expect(decision).toMatchObject({ fate: 'redirect', to: 'desk@elsewhere.example', route: { mx: true } });
  });

  test('equal edits are made once, different ones add up', () => {
    const tagged = (subject: string) => ({ fate: 'deliver' as const, edits: [{ subject }] });
    const wire = { HELO_BAD: tagged('[A]'), RDNS_NONE: tagged('[A]'), EARLY_TALK: tagged('[B]') };
    const findings = Object.keys(wire).map((code) => finding(code, 'wire', 'note'));
    expect(decideOn({ scopes: [{ kind: 'platform', wire }], findings }).edits).toEqual([
      { subject: '[B]' },
      { subject: '[A]' },
    ]);
  });

  test('one rule over many parts is one reason, about the first', () => {
    const parts = [3, 1, 2].map((n) => partOf(n, { names: [`${n}.hta`] })).sort((a, b) => a.n - b.n);
    const decision = decideOn({ parts });
    expect(decision.because).toHaveLength(1);
    expect(decision.because[0]?.part).toBe(1);
  });

  test('the sum of points is exact', () => {
    const findings = Array.from({ length: 80 }, (_, i) => finding(`RULE_${i}`, 'spam', 'note', 0.1));
    expect(decideOn({ findings })).toMatchObject({ score: 8, fate: 'quarantine' });
  });

  test('points that are no number cannot lower a score', () => {
    const findings = [finding('A_RULE', 'spam', 'note', 8), finding('BROKEN', 'spam', 'note', Number.NaN)];
    expect(decideOn({ findings })).toMatchObject({ score: 8, fate: 'quarantine' });
  });
});

describe('examiners', () => {
  const scopes: Scope[] = [
    { kind: 'recipient', name: 'alice@example.test', examiners: { 'antivirus/yara': 'off' as const } },
  ];

  test('one that is off is not heard, and the log says so', () => {
    const decision = decideOn({ scopes, findings: [finding('YARA_ODD', 'antivirus', 'suspicious', 9)] });
    expect(decision).toMatchObject({ fate: 'deliver', score: 0, because: [] });
    expect(decision.overruled).toEqual([
      {
        layer: 'antivirus',
        code: 'YARA_ODD',
        scope: 'recipient alice@example.test',
        rule: 'examiners.antivirus/yara off',
        fate: 'deliver',
      },
    ]);
  });

  test('others still are', () => {
    expect(
      decideOn({ scopes, to: 'bob@example.test', findings: [finding('YARA_ODD', 'antivirus', 'suspicious')] }).fate,
    ).toBe('quarantine');
  });

  test('an engine that stayed away holds the message', () => {
    const examinations = [examinationOf('antivirus/clamav', [], { outcome: 'unavailable' })];
    const decision = decideOn({ examinations });
    expect(decision.fate).toBe('quarantine');
    expect(decision.because[0]).toMatchObject({ code: 'ENGINE_UNAVAILABLE', rule: 'antivirus.failed' });
  });

  test('an examination that failed without a word holds the message', () => {
    const examinations = [examinationOf('antivirus/documents', [], { outcome: 'failed' })];
    expect(codes(decideOn({ examinations }).because)).toEqual(['ANTIVIRUS_DOCUMENTS_FAILED']);
  });

  test('findings that were left out hold the message: 200 notes cannot hide a virus', () => {
    const examinations = [
      examinationOf('antivirus/yara', [finding('A_NOTE', 'antivirus', 'note')], { truncated: true }),
    ];
    expect(codes(decideOn({ examinations }).because)).toEqual(['FINDINGS_TRUNCATED']);
  });
});

describe('who gets it', () => {
  test('three recipients, three decisions over the same evidence', () => {
    const scopes: Scope[] = [
      {
        kind: 'organisation',
        spam: { atLeast: [{ points: 5, action: { fate: 'deliver' as const, edits: [{ subject: '[S]' }] } }] },
      },
      {
        kind: 'recipient',
        name: 'carol@inside.example',
        spam: { atLeast: [{ points: 3, action: 'quarantine' as const }] },
      },
      { kind: 'recipient', name: 'alice@example.test', spam: { atLeast: [] } },
    ];
    const findings = [finding('A_RULE', 'spam', 'note', 6)];
    const fateOf = (to: string) => decideOn({ scopes, findings, to });
    expect(fateOf('alice@example.test')).toMatchObject({ fate: 'deliver', edits: [] });
    expect(fateOf('bob@example.test')).toMatchObject({ fate: 'deliver', edits: [{ subject: '[S]' }] });
    expect(fateOf('carol@inside.example').fate).toBe('quarantine');
    expect(fateOf('carol@inside.example').because[0]?.scope).toBe('recipient carol@inside.example');
  });

  test('an alias and a tag lead to the recipient; the next server sees the tag', () => {
    expect(decideOn({ to: 'Robert+lists@EXAMPLE.test' })).toMatchObject({
      to: 'bob@example.test',
      route: { mailbox: 'bob@example.test' },
    });
    expect(decideOn({ to: 'carol+Lists@inside.example' })).toMatchObject({ to: 'carol+Lists@inside.example' });
  });

  test('a folder is filed by a plus-address, but not in our POP3 mailboxes', () => {
    const scopes: Scope[] = [
      { kind: 'platform', wire: { HELO_BAD: { fate: 'deliver' as const, edits: [{ folder: 'Junk' }] } } },
    ];
    const findings = [finding('HELO_BAD', 'wire', 'note')];
    expect(decideOn({ scopes, findings, to: 'carol+lists@inside.example' }).to).toBe('carol+Junk@inside.example');
    expect(decideOn({ scopes, findings, to: 'dave@inside.example' }).to).toBe('dave@inside.example');
  });

  test('who has left the directory has no route: held', () => {
    for (const to of ['gone@example.test', 'someone@elsewhere.example']) {
      const decision = decideOn({ to });
      expect(decision).toMatchObject({ fate: 'quarantine', to });
      expect(codes(decision.because)).toEqual(['RECIPIENT_UNKNOWN']);
    }
  });
});
