/** Test support: a small house to decide in, and short ways to write evidence. */
import type { Evidence } from '../analyse/evidence.ts';
import type { Examination, ExaminerName, Finding } from '../findings/finding.ts';
import type { Envelope } from '../message/envelope.ts';
import type { Part } from '../message/open/opened.ts';
import type { DirectoryDocument } from '../policy/directory.ts';
import type { Scope } from '../policy/document.ts';
import { compileRules, type Rules } from '../policy/rules.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';

export const directory: DirectoryDocument = {
  v: 1,
  domains: [
    { name: 'example.test', route: 'mailbox', recipients: ['alice', { name: 'bob', aliases: ['robert'] }] },
    {
      name: 'inside.example',
      route: { smtp: 'mail.inside.example:25' },
      recipients: ['carol', { name: 'dave', route: 'mailbox' }],
    },
  ],
  groups: [{ name: 'sales', members: ['carol@inside.example', 'bob@example.test'] }],
};

export function rulesOf(scopes: Scope[], version = 7): Rules {
  return compileRules({ version, at: 0, by: 'test', policy: { v: 1, scopes }, directory });
}

export function envelopeOf(recipients: string[], more: Partial<Envelope> = {}): Envelope {
  return {
    v: 1,
    id,
    collector: 'smtp',
    sourceKey: id,
    receivedAt: 0,
    raw: { key: id, size: 100, sha256: '0'.repeat(64) },
    mailFrom: 'sender@example.com',
    body8bit: false,
    smtputf8: false,
    recipients: recipients.map((address, r) => ({ r, address, evidence: 'RCPT' })),
    client: { ip: '192.0.2.10', from: 'socket' },
    ...more,
  };
}

export function partOf(n: number, more: Partial<Part>): Part {
  return {
    n,
    parent: 0,
    origin: 'mime',
    seenBy: ['walker'],
    names: [],
    types: [],
    size: 10,
    sha256: n.toString(16).padStart(64, '0'),
    status: 'opened',
    ...more,
  };
}

export function examinationOf(
  examiner: ExaminerName,
  findings: Finding[],
  more: Partial<Examination> = {},
): Examination {
  return {
    v: 1,
    id,
    examiner,
    version: '1',
    outcome: 'examined',
    examined: 1,
    findings,
    truncated: false,
    ms: 1,
    ...more,
  };
}

interface Seen {
  findings?: Finding[];
  examinations?: Examination[];
  defects?: Finding[];
  parts?: Part[];
  headerFrom?: string;
}

/** Each finding is stated by the examiner of its layer. */
export function evidenceOf({ findings = [], examinations = [], defects = [], parts = [], headerFrom }: Seen): Evidence {
  const stated = findings.map((finding) => examinationOf(examinerOf(finding), [finding]));
  return {
    v: 1,
    id,
    scan: 1,
    opened: { v: 1, id, decoders: [], parts, defects, limits: [] },
    examinations: [...stated, ...examinations],
    summary: headerFrom === undefined ? {} : { headerFrom },
  };
}

function examinerOf({ layer }: Finding): ExaminerName {
  if (layer === 'lists') throw new Error('nobody states findings of lists');
  return layer === 'antivirus' ? 'antivirus/yara' : layer;
}

interface Case extends Seen {
  scopes?: Scope[];
  to?: string;
  envelope?: Partial<Envelope>;
  at?: number;
}

export function decideOn({ scopes = [], to = 'alice@example.test', envelope, at = 0, ...seen }: Case): Decision {
  const made = envelopeOf([to], envelope);
  const recipient = { r: 0, address: to, evidence: 'RCPT' };
  return decide({ envelope: made, recipient, evidence: evidenceOf(seen), rules: rulesOf(scopes), at });
}

export const finding = (
  code: string,
  layer: Finding['layer'],
  verdict: Finding['verdict'],
  points?: number,
): Finding => ({
  code,
  layer,
  verdict,
  ...(points !== undefined && { points }),
});
