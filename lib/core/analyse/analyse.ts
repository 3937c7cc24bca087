/** Runs the examiners over one opened message: each alone, each under a time limit, its trouble turned into a finding (promise 2). */
import type { Clock } from '../ports/clock.ts';
import { EngineUnavailable, type Examiner, type Report, type Subject } from './examiner.ts';
import type { Examination } from '../findings/finding.ts';
import { troubleFinding } from '../findings/trouble.ts';

/** What a person would call endless is cut: the rest adds nothing to a decision. */
export const maxFindingsPerExaminer = 200;

export interface AnalyseOptions {
  clock: Clock;
  /** Milliseconds after which an examiner is given up: this message takes too long. */
  timeLimit: number;
}

/** All examiners at once, then `spam`, which reads what the others found, but for the virus engines: a host may run those apart from it. */
export async function analyse(
  subject: Omit<Subject, 'examinations'>,
  examiners: readonly Examiner[],
  options: AnalyseOptions,
): Promise<Examination[]> {
  const first = examiners.filter((examiner) => examiner.layer !== 'spam');
  const last = examiners.filter((examiner) => examiner.layer === 'spam');
  const before = await Promise.all(
    first.map((examiner) => examine(examiner, { ...subject, examinations: [] }, options)),
  );
  const after = await Promise.all(
    last.map((examiner) => examine(examiner, { ...subject, examinations: before.filter(isNoEngine) }, options)),
  );
  return [...before, ...after];
}

const isNoEngine = ({ examiner }: Examination): boolean => !examiner.startsWith('antivirus/');

async function examine(examiner: Examiner, subject: Subject, options: AnalyseOptions): Promise<Examination> {
  const started = options.clock();
  const done = (outcome: Examination['outcome'], report: Report): Examination => ({
    v: 1,
    id: subject.envelope.id,
    examiner: examiner.name,
    version: versionOf(examiner),
    outcome,
    examined: report.examined,
    findings: report.findings.slice(0, maxFindingsPerExaminer),
    truncated: report.findings.length > maxFindingsPerExaminer,
    ms: options.clock() - started,
  });
  const abort = new AbortController();
  try {
    return done('examined', await withinTime(examiner.examine(subject, abort.signal), abort, options.timeLimit));
  } catch (error) {
    if (error instanceof EngineUnavailable) return done('unavailable', { findings: [], examined: 0 });
    const trouble = error instanceof TooSlow ? 'timed out' : 'failed';
    const text = error instanceof Error ? error.message : String(error);
    return done('failed', { findings: [troubleFinding(examiner.name, trouble, text)], examined: 0 });
  }
}

function versionOf(examiner: Examiner): string {
  try {
    return examiner.version();
  } catch {
    return 'unknown';
  }
}

class TooSlow extends Error {
  override name = 'TooSlow';
}

function withinTime(work: Promise<Report>, abort: AbortController, limit: number): Promise<Report> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new TooSlow(`gave up after ${limit} ms`));
      abort.abort();
    }, limit);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
