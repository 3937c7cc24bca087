import { describe, expect, it } from 'vitest';

import type { PatternEngine, PatternMatch, PatternVerdict } from '../../../ports/pattern-engine.ts';
import { FindingCode } from '../../../findings/finding.ts';
import { sampleSubject } from '../sample-subject.ts';
import { yaraCodes } from './codes.ts';
import { createYaraExaminer } from './examiner.ts';

const never = new AbortController().signal;
const bad: PatternMatch = { rule: 'Bad', description: 'it is bad', verdict: 'infected', code: 'YARA_SCRIPT' };

/** Answers by a word in the content. */
function engineOf(verdicts: Record<string, PatternVerdict | Error>): PatternEngine & { scanned: string[] } {
  const scanned: string[] = [];
  return {
    version: 'YARA-X 0.7.2/12345678',
    scanned,
    scan(bytes, what) {
      const content = Buffer.from(bytes).toString('latin1');
      scanned.push(`${what} ${content}`);
      const verdict = Object.entries(verdicts).find(([word]) => content.includes(word))?.[1];
      if (verdict instanceof Error) throw verdict;
      return verdict ?? { kind: 'scanned', matches: [] };
    },
  };
}

const examine = (engine: PatternEngine, ...sample: Parameters<typeof sampleSubject>) =>
  createYaraExaminer(engine).examine(sampleSubject(...sample), never);
const matched = (...matches: PatternMatch[]): PatternVerdict => ({ kind: 'scanned', matches });
const text = {
  declaredType: 'text/plain',
  types: [{ by: 'magic' as const, type: 'text/plain', class: 'text' as const }],
};
const html = {
  declaredType: 'text/html',
  types: [{ by: 'magic' as const, type: 'text/html', class: 'html' as const }],
};

describe('the examiner antivirus/yara', () => {
  it('gives the whole message, then the parts, each content once', async () => {
    const engine = engineOf({});
    const report = await examine(engine, 'raw', [{ content: 'a' }, { content: 'b' }, { content: 'a' }]);
    expect(engine.scanned).toEqual(['message raw', 'part a', 'part b']);
    expect(report).toEqual({ findings: [], examined: 4 });
  });

  it('leaves out the text of a letter, but neither HTML nor an attached text', async () => {
    const engine = engineOf({});
    const parts = [
      { ...text, content: 'letter' },
      { ...html, content: '<p>' },
      { ...text, content: 'attached', names: ['a.ps1'] },
      { ...text, content: 'unlike', seenBy: ['walker' as const] },
    ];
    await examine(engine, 'raw', parts);
    expect(engine.scanned).toEqual(['message raw', 'part <p>', 'part attached', 'part unlike']);
  });

  it('turns a match into a finding of the code and verdict that the rule asks for', async () => {
    const { findings } = await examine(engineOf({ evil: matched(bad) }), 'raw', [{ content: 'evil' }]);
    expect(findings).toEqual([
      { code: 'YARA_SCRIPT', layer: 'antivirus', verdict: 'infected', evidence: 'Bad: it is bad', part: 1 },
    ]);
  });

  it.each([undefined, 'not a code', 'lower', ''])('uses YARA_RULE for the code %j', async (code) => {
    const match: PatternMatch = {
      rule: 'Own',
      description: '',
      verdict: 'note',
      ...(code === undefined ? {} : { code }),
    };
    const { findings } = await examine(engineOf({ raw: matched(match) }), 'raw');
    expect(findings).toEqual([{ code: 'YARA_RULE', layer: 'antivirus', verdict: 'note', evidence: 'Own' }]);
  });

  it('tells of the innermost part where an archive shows the same', async () => {
    const engine = engineOf({ evil: matched(bad) });
    const { findings } = await examine(engine, 'raw evil', [{ content: 'zip evil' }, { content: 'evil', parent: 1 }]);
    expect(findings.map(({ part }) => part)).toEqual([2]);
  });

  it('ends with the content that takes too long, and says so', async () => {
    const engine = engineOf({ slow: { kind: 'timed out' } });
    const { findings, examined } = await examine(engine, 'raw', [
      { content: 'a' },
      { content: 'slow' },
      { content: 'b' },
    ]);
    expect(findings).toEqual([{ code: 'YARA_TIMED_OUT', layer: 'antivirus', verdict: 'unscannable', part: 2 }]);
    expect(examined).toBe(2);
    expect(engine.scanned).not.toContain('part b');
  });

  it('does not keep silent about a part without content', async () => {
    const { findings } = await examine(engineOf({}), 'raw', [{}]);
    expect(findings).toEqual([{ code: 'YARA_UNREAD', layer: 'antivirus', verdict: 'unscannable', part: 1 }]);
  });

  it('passes on that these bytes broke the engine', async () => {
    await expect(examine(engineOf({ raw: new Error('broke') }), 'raw')).rejects.toThrow('broke');
  });

  it('stops when told to, also between parts that together are large', async () => {
    const abort = new AbortController();
    const engine = engineOf({});
    const parts = Array.from({ length: 4 }, (_, n) => ({ content: new Uint8Array(5 * 1024 * 1024).fill(n) }));
    const examination = createYaraExaminer(engine).examine(sampleSubject('raw', parts), abort.signal);
    setImmediate(() => abort.abort(new Error('enough')));
    await expect(examination).rejects.toThrow('enough');
    expect(engine.scanned.length).toBeLessThan(5);
  });

  it('has the version of engine and rules', () => {
    expect(createYaraExaminer(engineOf({})).version()).toBe('YARA-X 0.7.2/12345678');
  });

  it('documents its codes', () => {
    for (const code of Object.keys(yaraCodes)) expect(FindingCode.safeParse(code).success).toBe(true);
  });
});
