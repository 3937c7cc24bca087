/** One message as a page of text: how it came, what was found, what was decided by which rule, what happened since. */
import type { Evidence } from '#core/analyse/evidence.ts';
import type { Finding } from '#core/findings/finding.ts';
import type { Reason } from '#core/decide/decision.ts';
import type { Event } from '#core/record/event.ts';
import type { LogRecord } from '#core/record/log-record.ts';
import type { Part } from '#core/message/open/opened.ts';
import { meaningOf } from './codes.ts';
import { cell, time } from './output.ts';

export interface MessagePage {
  copies: { record: LogRecord; events: Event[] }[];
  evidence?: Evidence;
}

export function describeMessage({ copies, evidence }: MessagePage): string {
  const first = copies[0]?.record;
  if (!first) return 'No such message.';
  if (first.state === 'rejected') return copies.map(({ record }) => refusal(record)).join('\n\n');
  const parts = evidence?.opened.parts.filter(({ n }) => n > 0) ?? [];
  return [
    ...arrival(first),
    ...(parts.length > 0 ? ['', 'Parts', ...parts.map((part) => `  ${part.n}  ${partLine(part)}`)] : []),
    '',
    'Findings (points)',
    ...findingLines(first.findings),
    ...copies.flatMap(({ record, events }) => ['', ...story(record, events, parts)]),
  ].join('\n');
}

function clientText({ clientIp, helo, tls }: LogRecord): string {
  const client = [clientIp, helo && `HELO ${helo}`, tls].filter(Boolean).join(', ');
  return client ? ` from ${cell(client, 100)}` : '';
}

function arrival(record: LogRecord): string[] {
  return [
    `Message   ${record.id}`,
    `Received  ${time(record.receivedAt)} UTC by ${record.collector}${clientText(record)}, ${record.size} bytes`,
    `Envelope  ${cell(record.mailFrom || '<>', 100)}`,
    `From      ${cell(record.headerFrom, 100)}`,
    `Subject   ${cell(record.subject, 100)}`,
    `Checked   ${(['spf', 'dkim', 'dmarc', 'arc'] as const).map((method) => `${method} ${record[method] ?? 'none'}`).join(', ')}`,
  ];
}

/** Refused before there was a message: who, whose mail, and with what words. */
function refusal(record: LogRecord): string {
  return [
    `Refused   ${record.id}${record.attempts > 1 ? `, ${record.attempts} times, last at ${time(record.updatedAt)} UTC` : ''}`,
    `At        ${time(record.receivedAt)} UTC by ${record.collector}${clientText(record)}`,
    `Envelope  ${cell(record.mailFrom || '<>', 100)}`,
    ...(record.recipient === '' ? [] : [`For       ${cell(record.recipient, 100)}`]),
    `Answer    ${cell(record.remote, 100)}`,
  ].join('\n');
}

function partLine(part: Part): string {
  const types = [...new Set(part.types.map(({ type }) => type))].join(' + ') || part.declaredType || 'unknown';
  const status = part.status === 'opened' ? '' : `, ${part.status}`;
  return cell(`${part.names[0] ?? '(no name)'}: ${types}, ${part.size} bytes${status}`, 120);
}

export function findingLines(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return ['  none'];
  const sorted = findings.toSorted((a, b) => Math.abs(b.points ?? 0) - Math.abs(a.points ?? 0));
  return sorted.map((finding) => {
    const points = finding.points === undefined ? '' : finding.points.toFixed(2);
    const verdict = finding.verdict === 'note' ? '' : `  ${finding.verdict}`;
    const part = finding.part === undefined ? '' : ` part ${finding.part}`;
    return `  ${points.padStart(6)}  ${finding.code}${verdict}${part}  ${cell(finding.evidence, 80)}`.trimEnd();
  });
}

/** Why, in words: the finding and what it means, the part, the rule and its scope, what it asks for. */
export function reasonLine(reason: Reason, parts: readonly Part[] = []): string {
  const meaning = meaningOf(reason.code);
  const named = parts.find(({ n }) => n === reason.part)?.names[0];
  const part =
    reason.part === undefined ? '' : ` in part ${reason.part}${named === undefined ? '' : ` ${cell(named, 40)}`}`;
  return `${reason.code}${part} by ${reason.rule} (${reason.scope}): ${reason.fate}${meaning === undefined ? '' : `. ${meaning}`}`;
}

function story(record: LogRecord, events: Event[], parts: readonly Part[]): string[] {
  return [
    `For ${record.recipient}: ${record.state}, score ${record.score ?? '?'}`,
    ...record.reasons.map((reason) => `  because ${reasonLine(reason, parts)}`),
    ...events.map((event) => `  ${time(event.at)}  ${event.kind.padEnd(10)} ${detailOf(event)}`.trimEnd()),
  ];
}

const detailOf = ({ detail }: Event): string =>
  cell(
    Object.entries(detail)
      .filter(([, value]) => value !== '')
      .map(([key, value]) => `${key}=${key === 'until' ? time(Number(value)) : value}`)
      .join(' '),
    140,
  );
