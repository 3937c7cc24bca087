/** The Authentication-Results field (RFC 8601) that carries what the authentication examiner found to the next hop. */
import type { Evidence } from '../analyse/evidence.ts';
import type { Finding } from '../findings/finding.ts';
import type { Envelope } from '../message/envelope.ts';

const methods = [
  ['SPF_', 'spf'],
  ['DKIM_', 'dkim'],
  ['DMARC_', 'dmarc'],
  ['ARC_', 'arc'],
] as const;

/** RFC 8601 section 2.7: the results that each method may have; a code that says more is cut to its first word. */
const results = new Set(['pass', 'fail', 'softfail', 'neutral', 'none', 'temperror', 'permerror', 'policy']);

export function authenticationResults(evidence: Evidence, envelope: Envelope, hostname: string): string {
  const findings = evidence.examinations.find(({ examiner }) => examiner === 'authentication')?.findings ?? [];
  const clauses = findings.flatMap((finding) => clauseOf(finding, envelope));
  return [`Authentication-Results: ${hostname}`, ...(clauses.length > 0 ? clauses : ['none'])].join(';\r\n\t');
}

function clauseOf(finding: Finding, envelope: Envelope): string[] {
  const method = methods.find(([prefix]) => finding.code.startsWith(prefix));
  if (!method) return [];
  const [prefix, name] = method;
  const result = finding.code.slice(prefix.length).toLowerCase().split('_')[0] ?? '';
  if (!results.has(result)) return [];
  return [[`${name}=${result}`, ...properties(name, finding.evidence ?? '', envelope)].join(' ')];
}

function properties(method: string, evidence: string, envelope: Envelope): string[] {
  const value = (key: string): string | undefined => new RegExp(`(?:^| )${key}=([A-Za-z0-9._-]+)`).exec(evidence)?.[1];
  switch (method) {
    case 'spf':
      return envelope.mailFrom
        ? [`smtp.mailfrom=${domainOf(envelope.mailFrom)}`]
        : [`smtp.helo=${safe(envelope.client?.helo ?? '')}`];
    case 'dkim':
      return [...labelled('header.d', value('d')), ...labelled('header.s', value('s'))];
    case 'dmarc':
      return labelled('header.from', value('from'));
    default:
      return [];
  }
}

const labelled = (label: string, value: string | undefined): string[] => (value ? [`${label}=${value}`] : []);
const safe = (text: string): string => text.replace(/[^A-Za-z0-9._:-]/g, '').slice(0, 255);
const domainOf = (address: string): string => safe(address.slice(address.lastIndexOf('@') + 1));
