/** Examiner `antivirus/yara`: rules over the whole message and over every part, HTML included, but not over a letter's plain text. */
import type { Part } from '../../../message/open/opened.ts';
import type { PatternEngine, PatternMatch } from '../../../ports/pattern-engine.ts';
import type { Examiner, Report, Subject } from '../../examiner.ts';
import { evidenceOf, type Finding, FindingCode } from '../../../findings/finding.ts';
import { innermost, type Sighting, type Target, targetsOf } from '../targets.ts';

/** After so many bytes others get the thread, and an abort can be seen. */
const bytesBetweenPauses = 4 * 1024 * 1024;

export function createYaraExaminer(engine: PatternEngine): Examiner {
  return {
    name: 'antivirus/yara',
    layer: 'antivirus',
    version: () => engine.version,
    examine: (subject, signal) => examine(engine, subject, signal),
  };
}

interface Match extends Sighting, PatternMatch {}

async function examine(engine: PatternEngine, subject: Subject, signal: AbortSignal): Promise<Report> {
  const { targets, unread } = targetsOf(subject, isLetter);
  const matches: Match[] = [];
  let examined = 0;
  let slow: Target | undefined;
  for await (const target of unhurried(targets, signal)) {
    const verdict = engine.scan(target.bytes, target.parts[0] === undefined ? 'message' : 'part');
    // What takes so long was made to: the message is held anyway, and the rest need not cost as much again.
    if (verdict.kind === 'timed out') {
      slow = target;
      break;
    }
    examined += target.parts.length;
    for (const part of target.parts) matches.push(...verdict.matches.map((match) => sighting(match, part)));
  }
  const findings = innermost(matches, subject.message.opened.parts).map(toFinding);
  return { findings: [...findings, ...unread.map(unreadFinding), ...(slow ? [slowFinding(slow)] : [])], examined };
}

/** A letter's text runs nowhere, and may well quote what a rule looks for. */
function isLetter(part: Part): boolean {
  return (
    part.names.length === 0 && part.types.every((type) => type.class === 'text') && part.declaredType !== 'text/html'
  );
}

async function* unhurried(targets: readonly Target[], signal: AbortSignal): AsyncGenerator<Target> {
  let since = 0;
  for (const target of targets) {
    if (since > bytesBetweenPauses) {
      await new Promise((resolve) => setImmediate(resolve));
      since = 0;
    }
    signal.throwIfAborted();
    since += target.bytes.length;
    yield target;
  }
}

function sighting(match: PatternMatch, part: number | undefined): Match {
  return { ...match, part, key: match.rule };
}

function toFinding({ rule, description, verdict, code, part }: Match): Finding {
  return {
    code: FindingCode.safeParse(code).data ?? 'YARA_RULE',
    layer: 'antivirus',
    verdict,
    evidence: evidenceOf(description === '' ? rule : `${rule}: ${description}`),
    ...(part === undefined ? {} : { part }),
  };
}

function unreadFinding(part: number): Finding {
  return { code: 'YARA_UNREAD', layer: 'antivirus', verdict: 'unscannable', part };
}

function slowFinding({ parts: [part] }: Target): Finding {
  return {
    code: 'YARA_TIMED_OUT',
    layer: 'antivirus',
    verdict: 'unscannable',
    ...(part === undefined ? {} : { part }),
  };
}
