/** Examiner `antivirus/clamav`: a virus engine over the whole message and over every part that it might not reach by itself. */
import type { Clock } from '../../../ports/clock.ts';
import type { VirusEngine, VirusVerdict } from '../../../ports/virus-engine.ts';
import type { Examiner, Report, Subject } from '../../examiner.ts';
import { evidenceOf, type Finding, type FindingCodes } from '../../../findings/finding.ts';
import { innermost, type Sighting, type Target, targetsOf } from '../targets.ts';

export const clamavCodes: FindingCodes = {
  CLAMAV_FOUND: 'ClamAV knows this content: the evidence is the name of the signature.',
  CLAMAV_SUSPICIOUS: 'ClamAV finds it unwanted or odd (PUA and Heuristics names), which is less than infected.',
  CLAMAV_ENCRYPTED: 'ClamAV could not look inside: encrypted archive or document.',
  CLAMAV_LIMIT: 'ClamAV reached one of its limits (size, depth, number, time): the rest was not scanned.',
  CLAMAV_ERROR: 'ClamAV could not scan this content.',
  CLAMAV_UNREAD: 'A part had no readable content to give to ClamAV.',
};

/** As many as a clamd of ordinary settings works on at once; more would only queue there. */
const scansAtOnce = 4;

/** Signatures change a few times a day; asking with every message would cost as much as a small scan. */
const versionLasts = 1_000;

export function createClamavExaminer(engine: VirusEngine, clock: Clock): Examiner {
  let version = 'unknown';
  let asked = -Infinity;
  const ask = async (): Promise<void> => {
    if (clock() < asked + versionLasts) return;
    version = await engine.version();
    asked = clock();
  };
  return {
    name: 'antivirus/clamav',
    layer: 'antivirus',
    version: () => version,
    async examine(subject, signal) {
      // Asked first: an idle connection answers it at once, before the scans keep it busy.
      const [, report] = await Promise.all([ask(), examine(engine, subject, signal)]);
      return report;
    },
  };
}

type ClamavFact = Pick<Finding, 'code' | 'verdict' | 'evidence'>;

async function examine(engine: VirusEngine, subject: Subject, signal: AbortSignal): Promise<Report> {
  // clamd reads ordinary text in the whole message as well as we do.
  const { targets, unread } = targetsOf(subject, () => true);
  const facts: (ClamavFact & Sighting)[] = [];
  await eachTarget(targets, async ({ bytes, parts }) => {
    const verdict = await engine.scan(bytes, signal);
    if (verdict.kind === 'clean') return;
    const fact = factOf(verdict);
    facts.push(...parts.map((part) => ({ ...fact, part, key: `${fact.code} ${fact.evidence ?? ''}` })));
  });
  const findings = innermost(facts, subject.message.opened.parts).map(toFinding);
  const silent = unread.map((part) => toFinding({ code: 'CLAMAV_UNREAD', verdict: 'unscannable', part }));
  return { findings: [...findings, ...silent], examined: targets.reduce((sum, { parts }) => sum + parts.length, 0) };
}

/** A few at a time; the first throw ends all. */
async function eachTarget(targets: readonly Target[], scan: (target: Target) => Promise<void>): Promise<void> {
  const waiting = targets.values();
  let failed = false;
  const work = async () => {
    for (const target of waiting) {
      if (failed) return;
      await scan(target).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(scansAtOnce, targets.length) }, work));
}

const notLookedInto = {
  encrypted: { code: 'CLAMAV_ENCRYPTED', verdict: 'encrypted' },
  limit: { code: 'CLAMAV_LIMIT', verdict: 'unscannable' },
  error: { code: 'CLAMAV_ERROR', verdict: 'failed' },
} as const;

function factOf(verdict: Exclude<VirusVerdict, { kind: 'clean' }>): ClamavFact {
  if (verdict.kind !== 'found') return { ...notLookedInto[verdict.kind], evidence: verdict.text };
  const evidence = verdict.signature;
  return /^(?:PUA|Heuristics)\./.test(evidence)
    ? { code: 'CLAMAV_SUSPICIOUS', verdict: 'suspicious', evidence }
    : { code: 'CLAMAV_FOUND', verdict: 'infected', evidence };
}

function toFinding({ code, verdict, evidence, part }: ClamavFact & { part: number | undefined }): Finding {
  return {
    code,
    layer: 'antivirus',
    verdict,
    ...(part === undefined ? {} : { part }),
    ...(evidence === undefined ? {} : { evidence: evidenceOf(evidence) }),
  };
}
