import { expect, it } from 'vitest';

import type { Examination } from '../findings/finding.ts';
import type { Opened, Part } from '../message/open/opened.ts';
import { type ApartAnswer, digestOf, unite } from './apart.ts';
import { Evidence } from './evidence.ts';

const opened: Opened = { v: 1, id: 'm1', decoders: [], parts: [], defects: [], limits: [] };
const opening = { scan: 3, opened, summary: { subject: 's' } };
const examined: Examination = {
  v: 1,
  id: 'm1',
  examiner: 'antivirus/yara',
  version: '7',
  outcome: 'examined',
  examined: 2,
  findings: [],
  truncated: false,
  ms: 5,
};
const answer = (changes: Partial<ApartAnswer> = {}): ApartAnswer => ({
  kind: 'examined',
  examiners: ['antivirus/yara'],
  digest: digestOf(opened),
  examinations: [examined],
  ...(changes as object),
});

it('is the evidence that one process would have made', () => {
  const evidence = unite(opening, [answer()]);
  expect(evidence).toEqual({ v: 1, id: 'm1', scan: 3, opened, examinations: [examined], summary: { subject: 's' } });
  expect(Evidence.parse(evidence)).toEqual(evidence);
});

it('has every examiner of a process that could not run as unavailable', () => {
  const { examinations } = unite(opening, [{ kind: 'unavailable', examiners: ['wire', 'spam'] }]);
  expect(examinations).toMatchObject([
    { examiner: 'wire', outcome: 'unavailable', findings: [] },
    { examiner: 'spam', outcome: 'unavailable', findings: [] },
  ]);
});

it.each([
  ['failed', 'ANTIVIRUS_CLAMAV_FAILED', 'failed', 'antivirus'],
  ['timed out', 'ANTIVIRUS_CLAMAV_TIMED_OUT', 'unscannable', 'antivirus'],
] as const)('has a finding for each examiner of a process that %s', (kind, code, verdict, layer) => {
  const { examinations } = unite(opening, [{ kind, text: 'Runtime.ExitError', examiners: ['antivirus/clamav'] }]);
  expect(examinations).toMatchObject([
    { outcome: 'failed', examined: 0, findings: [{ code, verdict, layer, evidence: 'Runtime.ExitError' }] },
  ]);
});

it('takes silence about an examiner for failure', () => {
  const { examinations } = unite(opening, [answer({ examiners: ['antivirus/yara', 'attachments'] })]);
  expect(examinations).toEqual([
    examined,
    expect.objectContaining({
      examiner: 'attachments',
      outcome: 'failed',
      findings: [expect.objectContaining({ code: 'ATTACHMENTS_FAILED', layer: 'attachments' })],
    }),
  ]);
});

it('says who opened it differently, and keeps what it found', () => {
  const other = digestOf({ ...opened, limits: ['time'] });
  const { opened: found, examinations } = unite(opening, [answer({ digest: other })]);
  expect(found.defects).toEqual([
    { code: 'OPENED_DIFFERENTLY', layer: 'attachments', verdict: 'unscannable', evidence: 'antivirus/yara' },
  ]);
  expect(examinations).toEqual([examined]);
});

it('has another digest for another part, name or type', () => {
  const part: Part = {
    n: 0,
    origin: 'message',
    seenBy: [],
    names: ['a'],
    types: [],
    size: 1,
    sha256: 'x',
    status: 'opened',
  };
  const changes: Partial<Part>[] = [
    {},
    { names: ['b'] },
    { sha256: 'y' },
    { types: [{ by: 'magic', type: 'text/plain', class: 'text' }] },
  ];
  const digests = changes.map((change) => digestOf({ ...opened, parts: [{ ...part, ...change }] }));
  expect(new Set(digests).size).toBe(4);
});
