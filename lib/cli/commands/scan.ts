import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';

import type { Finding } from '#core/findings/finding.ts';
import { decide } from '#core/decide/decide.ts';
import type { Decision } from '#core/decide/decision.ts';
import type { Evidence } from '#core/analyse/evidence.ts';
import { parseHeader } from '#core/message/header.ts';
import { uuidv8 } from '#core/message/id.ts';
import { savedEnvelope } from '#core/message/saved.ts';
import type { Rules } from '#core/policy/rules.ts';
import { scanMessage } from '#core/scan.ts';
import { type Call, type Command, type ExitStatus, installationOptions, type Output, UsageError } from '../command.ts';
import { findingLines, reasonLine } from '../message-page.ts';
import { cell, progress } from '../output.ts';
import { openScanSession, rulesFor, type ScanSession } from '../scan-session.ts';

export const command: Command = {
  usage: `citrusmail scan [--for ADDRESS] [--policy FILE] [--data DIR] [--json] FILE...      (- is standard input)

Without --data: the shipped policy, or that of --policy FILE. With --data: that installation's policy and what it has learned.
--for decides as for that recipient.
Exit status: 0 all would be delivered; 1 something would be held, redirected or discarded; 2 usage or settings;
3 something could not be read, or an engine was not there.`,
  options: { ...installationOptions, for: { type: 'string' }, policy: { type: 'string' } },
  run,
};

interface Scanned {
  file: string;
  size: number;
  sha256: string;
  evidence: Evidence;
  decision: Decision;
  ms: number;
}

/** Files on their way at once: while one waits for clamd or DNS, another is opened. */
const atOnce = 4;

async function run({ flags, positionals, out }: Call): Promise<ExitStatus> {
  if (positionals.length === 0) throw new UsageError('name at least one file, or - for standard input');
  const recipient = flags.text('for') ?? 'recipient@scan.invalid';
  const rules = await rulesFor(flags, recipient, out);
  const session = await openScanSession(flags, out);
  try {
    return await scanAll(positionals, session, rules, recipient, out);
  } finally {
    await session.close();
  }
}

async function scanAll(
  files: string[],
  session: ScanSession,
  rules: Rules,
  recipient: string,
  out: Output,
): Promise<ExitStatus> {
  let status: ExitStatus = 0;
  const bar = progress('Scanning', files.length);
  const running: Promise<Scanned | undefined>[] = [];
  for (const [index, file] of files.entries()) {
    for (let ahead = running.length; ahead < Math.min(files.length, index + atOnce); ahead++) {
      running.push(scanFile(files[ahead] ?? '', session, rules, recipient, out));
    }
    const scanned = await running[index];
    running[index] = Promise.resolve(undefined);
    status = worse(status, scanned ? statusOf(scanned) : 3);
    if (scanned) tell(scanned, file, out, files.length > 1);
    bar.at(index + 1);
  }
  bar.end();
  return status;
}

async function scanFile(
  file: string,
  session: ScanSession,
  rules: Rules,
  recipient: string,
  out: Output,
): Promise<Scanned | undefined> {
  const started = performance.now();
  try {
    const bytes = file === '-' ? await buffer(process.stdin) : readFileSync(file);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const raw = { key: file, size: bytes.length, sha256 };
    const envelope = savedEnvelope({
      id: uuidv8(['scan', sha256]),
      raw,
      header: parseHeader(bytes),
      recipient,
      now: Date.now(),
    });
    const evidence = await scanMessage(envelope, bytes, 1, session.tools);
    const only = envelope.recipients[0];
    if (!only) throw new Error('the envelope has no recipient');
    const decision = decide({ envelope, recipient: only, evidence, rules, at: Date.now() });
    return {
      file,
      size: bytes.length,
      sha256,
      evidence,
      decision,
      ms: Math.round((performance.now() - started) * 10) / 10,
    };
  } catch (error) {
    out.complain(`${file}: ${error instanceof Error ? error.message : String(error)}`);
    out.data({ file, error: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
}

function statusOf({ evidence, decision }: Scanned): ExitStatus {
  if (evidence.examinations.some(({ outcome }) => outcome === 'unavailable')) return 3;
  return decision.fate === 'deliver' ? 0 : 1;
}

const worse = (a: ExitStatus, b: ExitStatus): ExitStatus => (a > b ? a : b);

function findingsOf({ opened, examinations }: Evidence): Finding[] {
  return [...opened.defects, ...examinations.flatMap(({ findings }) => findings)];
}

function tell({ size, sha256, evidence, decision, ms }: Scanned, file: string, out: Output, brief: boolean): void {
  const { fate, edits, because, overruled, score } = decision;
  const { opened, examinations } = evidence;
  out.data({
    file,
    size,
    sha256,
    parts: opened.parts,
    findings: findingsOf(evidence),
    examinations,
    score,
    decision: { fate, edits, because, overruled },
    ms,
  });
  const reasons = because.map((reason) => reasonLine(reason, opened.parts));
  if (brief)
    return out.say(
      `${fate.padEnd(10)} ${score.toFixed(2).padStart(7)}  ${cell(file, 80)}  ${cell(reasons[0], 100)}`.trimEnd(),
    );
  out.say(`${file}: ${fate}, score ${score.toFixed(2)}, ${opened.parts.length} parts, ${ms} ms`);
  for (const edit of edits) out.say(`  edit ${JSON.stringify(edit)}`);
  for (const reason of reasons) out.say(`  because ${reason}`);
  for (const reason of overruled) out.say(`  outweighed: ${reasonLine(reason, opened.parts)}`);
  out.say(`Parts\n${opened.parts.map((part) => `  ${part.n}  ${partText(part)}`).join('\n')}`);
  out.say(`Findings (points)\n${findingLines(findingsOf(evidence)).join('\n')}`);
}

function partText({
  n,
  names,
  types,
  declaredType,
  size,
  status,
  seenBy,
}: Evidence['opened']['parts'][number]): string {
  const kinds = [...new Set(types.map(({ type }) => type))].join(' + ') || declaredType || 'unknown';
  return cell(
    `${n === 0 ? 'the message itself' : names.join(' | ') || '(no name)'}: ${kinds}, ${size} bytes, ${status}, seen by ${seenBy.join(', ')}`,
    140,
  );
}
