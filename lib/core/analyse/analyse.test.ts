import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Examination, type ExaminerName, type Finding } from '../findings/finding.ts';
import { analyse, maxFindingsPerExaminer } from './analyse.ts';
import { EngineUnavailable, type Examiner, type Report, type Subject } from './examiner.ts';
import { sampleMessage } from './sample-message.ts';

const clean: Report = { findings: [], examined: 1 };
const { examinations: _, ...subject } = sampleMessage('Subject: x\r\n\r\n');

function examiner(name: ExaminerName, examine: Examiner['examine'], layer: Examiner['layer'] = 'antivirus'): Examiner {
  return { name, layer, version: () => '7', examine };
}
const examine = (...examiners: Examiner[]): Promise<Examination[]> =>
  analyse(subject, examiners, { clock: () => 0, timeLimit: 1000 });
const note = (code: string): Finding => ({ code, layer: 'antivirus', verdict: 'note' });

describe('an examination', () => {
  it('is what the examiner reports, with its name, version and time', async () => {
    const ticks = [10, 25];
    const clock = (): number => ticks.shift() ?? 0;
    const report = { findings: [note('ONE')], examined: 3 };
    const [found] = await analyse(subject, [examiner('wire', async () => report, 'wire')], { clock, timeLimit: 1000 });
    expect(found).toEqual({
      v: 1,
      id: subject.envelope.id,
      examiner: 'wire',
      version: '7',
      outcome: 'examined',
      examined: 3,
      findings: [note('ONE')],
      truncated: false,
      ms: 15,
    });
    expect(Examination.parse(found)).toEqual(found);
  });

  it.each([
    [maxFindingsPerExaminer, false],
    [maxFindingsPerExaminer + 1, true],
  ])('of %i findings keeps the first 200 (truncated: %j)', async (count, truncated) => {
    const findings = Array.from({ length: count }, (_, n) => note(`N${n}`));
    const [found] = await examine(examiner('antivirus/yara', async () => ({ findings, examined: 1 })));
    expect(found).toMatchObject({ outcome: 'examined', truncated });
    expect(found?.findings.map(({ code }) => code)).toEqual(Array.from({ length: 200 }, (_, n) => `N${n}`));
  });

  it('has an unknown version where asking for it fails', async () => {
    const broken = examiner('antivirus/yara', async () => clean);
    broken.version = () => {
      throw new Error('no rules');
    };
    expect(await examine(broken)).toMatchObject([{ version: 'unknown', outcome: 'examined' }]);
  });
});

describe('an examiner in trouble', () => {
  const throwing = (error: unknown) => async (): Promise<Report> => {
    throw error;
  };

  it.each([
    ['an error', throwing(new TypeError('x is undefined')), 'x is undefined'],
    ['no error', throwing('just text'), 'just text'],
    [
      'at once, not later',
      () => {
        throw new Error('now');
      },
      'now',
    ],
    ['with text that breaks a log line', throwing(new Error('a\r\nb\u0000')), 'a b '],
  ])('has failed when it throws %s, and alone', async (_, broken, evidence) => {
    const [one, other] = await examine(
      examiner('antivirus/clamav', broken),
      examiner('antivirus/yara', async () => clean),
    );
    expect(one).toMatchObject({ outcome: 'failed', examined: 0, truncated: false });
    expect(one?.findings).toEqual([
      { code: 'ANTIVIRUS_CLAMAV_FAILED', layer: 'antivirus', verdict: 'failed', evidence },
    ]);
    expect(other).toMatchObject({ outcome: 'examined', examined: 1 });
  });

  it('is unavailable, which is no fact about the message, when its engine is', async () => {
    const [found] = await examine(examiner('antivirus/clamav', throwing(new EngineUnavailable('no socket'))));
    expect(found).toMatchObject({ outcome: 'unavailable', examined: 0, findings: [] });
  });
});

describe('an examiner that hangs', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('is given up at the limit: the message is unscannable, and the others are kept', async () => {
    const signals: AbortSignal[] = [];
    const hanging = (_: Subject, signal: AbortSignal): Promise<Report> => {
      signals.push(signal);
      return new Promise(() => {});
    };
    const work = examine(
      examiner('antivirus/documents', hanging),
      examiner('wire', async () => clean, 'wire'),
    );
    await vi.advanceTimersByTimeAsync(999);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    await vi.advanceTimersByTimeAsync(1);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    const [slow, quick] = await work;
    expect(slow).toMatchObject({ outcome: 'failed', examined: 0 });
    expect(slow?.findings).toEqual([
      {
        code: 'ANTIVIRUS_DOCUMENTS_TIMED_OUT',
        layer: 'antivirus',
        verdict: 'unscannable',
        evidence: 'gave up after 1000 ms',
      },
    ]);
    expect(quick).toMatchObject({ outcome: 'examined' });
  });

  it('may break when it is stopped: that it was too slow stays', async () => {
    const stopped = (_: Subject, signal: AbortSignal): Promise<Report> =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));
    const work = examine(examiner('attachments', stopped, 'attachments'));
    await vi.advanceTimersByTimeAsync(1000);
    expect(await work).toMatchObject([{ findings: [{ code: 'ATTACHMENTS_TIMED_OUT', verdict: 'unscannable' }] }]);
  });

  it('leaves no timer behind when it was quick', async () => {
    await examine(examiner('wire', async () => clean, 'wire'));
    expect(vi.getTimerCount()).toBe(0);
  });
});

it('asks spam last, and shows it and nobody else what the others found', async () => {
  const seen: string[] = [];
  const look =
    (name: ExaminerName): Examiner['examine'] =>
    async ({ examinations }) => {
      seen.push(`${name}: ${examinations.map((one) => one.examiner).join()}`);
      return clean;
    };
  const found = await examine(
    examiner('spam', look('spam'), 'spam'),
    examiner('wire', look('wire'), 'wire'),
    examiner('attachments', look('attachments'), 'attachments'),
  );
  expect(seen).toEqual(['wire: ', 'attachments: ', 'spam: wire,attachments']);
  expect(found.map((one) => one.examiner)).toEqual(['wire', 'attachments', 'spam']);
});
