import { describe, expect, it } from 'vitest';

import type { VirusEngine, VirusVerdict } from '../../../ports/virus-engine.ts';
import { EngineUnavailable } from '../../examiner.ts';
import { FindingCode } from '../../../findings/finding.ts';
import { sampleSubject } from '../sample-subject.ts';
import { clamavCodes, createClamavExaminer } from './examiner.ts';

const never = new AbortController().signal;

/** Answers by what a content contains; the empty key answers for the rest. */
function engineOf(verdicts: Record<string, VirusVerdict | Error>): VirusEngine & { scanned: string[] } {
  const scanned: string[] = [];
  return {
    scanned,
    version: () => Promise.resolve('ClamAV 1.4.6/27800'),
    scan: (bytes) => {
      const content = Buffer.from(bytes).toString('latin1');
      scanned.push(content);
      const verdict = Object.entries(verdicts).find(([word]) => content.includes(word))?.[1] ?? { kind: 'clean' };
      return verdict instanceof Error ? Promise.reject(verdict) : Promise.resolve(verdict);
    },
  };
}

const examine = (engine: VirusEngine, ...sample: Parameters<typeof sampleSubject>) =>
  createClamavExaminer(engine, () => 0).examine(sampleSubject(...sample), never);

describe('the examiner antivirus/clamav', () => {
  it('says nothing about a clean message, and how much it looked at', async () => {
    expect(await examine(engineOf({}), 'raw', [{ content: 'a' }, { content: 'a' }])).toEqual({
      findings: [],
      examined: 3,
    });
  });

  it.each<[VirusVerdict, object]>([
    [
      { kind: 'found', signature: 'Win.Test-1' },
      { code: 'CLAMAV_FOUND', verdict: 'infected', evidence: 'Win.Test-1' },
    ],
    [
      { kind: 'found', signature: 'PUA.Win.Tool' },
      { code: 'CLAMAV_SUSPICIOUS', verdict: 'suspicious' },
    ],
    [{ kind: 'found', signature: 'Heuristics.Phishing.Email.SpoofedDomain' }, { code: 'CLAMAV_SUSPICIOUS' }],
    [
      { kind: 'encrypted', text: 'Heuristics.Encrypted.Zip' },
      { code: 'CLAMAV_ENCRYPTED', verdict: 'encrypted' },
    ],
    [
      { kind: 'limit', text: 'too deep' },
      { code: 'CLAMAV_LIMIT', verdict: 'unscannable', evidence: 'too deep' },
    ],
    [
      { kind: 'error', text: 'Malformed' },
      { code: 'CLAMAV_ERROR', verdict: 'failed' },
    ],
  ])('turns %j into a finding', async (verdict, finding) => {
    const { findings } = await examine(engineOf({ bad: verdict }), 'bad');
    expect(findings).toMatchObject([{ layer: 'antivirus', ...finding }]);
    expect(findings[0]).not.toHaveProperty('part');
  });

  it('tells one fact once, of the part and not of the message around it', async () => {
    const engine = engineOf({ bad: { kind: 'encrypted', text: 'Heuristics.Encrypted.Zip' } });
    const { findings } = await examine(engine, 'raw with bad', [{ content: 'bad.zip' }]);
    expect(findings.map(({ code, part }) => [code, part])).toEqual([['CLAMAV_ENCRYPTED', 1]]);
  });

  it('tells of every part that has an infected content, scanned once', async () => {
    const engine = engineOf({ bad: { kind: 'found', signature: 'X' } });
    const { findings } = await examine(engine, 'raw', [{ content: 'bad' }, { content: 'bad' }]);
    expect(findings.map(({ part }) => part)).toEqual([1, 2]);
    expect(engine.scanned).toEqual(['raw', 'bad']);
  });

  it('does not keep silent about a part without content', async () => {
    const { findings } = await examine(engineOf({}), 'raw', [{}]);
    expect(findings).toEqual([{ code: 'CLAMAV_UNREAD', layer: 'antivirus', verdict: 'unscannable', part: 1 }]);
  });

  it('passes on that the engine is not there, and begins no more scans', async () => {
    const engine = engineOf({ raw: new EngineUnavailable('gone') });
    const parts = Array.from({ length: 50 }, (_, n) => ({ content: `part ${n}` }));
    await expect(examine(engine, 'raw', parts)).rejects.toThrow(EngineUnavailable);
    expect(engine.scanned.length).toBeLessThan(10);
  });

  it('passes on that this message broke the engine', async () => {
    await expect(examine(engineOf({ raw: new Error('broke') }), 'raw')).rejects.toThrow('broke');
  });

  it('scans a few at a time', async () => {
    let now = 0;
    let most = 0;
    const engine: VirusEngine = {
      version: () => Promise.resolve('v'),
      scan: async () => {
        most = Math.max(most, ++now);
        await Promise.resolve();
        now--;
        return { kind: 'clean' };
      },
    };
    await examine(
      engine,
      'raw',
      Array.from({ length: 20 }, (_, n) => ({ content: `${n}` })),
    );
    expect(most).toBe(4);
  });

  it('carries the version of the engine that scanned', async () => {
    const examiner = createClamavExaminer(engineOf({}), () => 0);
    await examiner.examine(sampleSubject('x'), never);
    expect(examiner.version()).toBe('ClamAV 1.4.6/27800');
  });

  it('documents its codes', () => {
    for (const code of Object.keys(clamavCodes)) expect(FindingCode.safeParse(code).success).toBe(true);
  });
});
