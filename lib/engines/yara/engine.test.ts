import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { checkRules, loadYara, type YaraEngine, type YaraOptions } from './engine.ts';
import { loadNative } from './native.ts';

const present = !('absent' in loadNative());
if (!present) console.warn('SKIPPED, no YARA-X for this machine: its rules are not tested here');

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'yara-test-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function load(options: YaraOptions = {}): YaraEngine {
  const engine = loadYara(options);
  if ('absent' in engine) throw new Error(engine.absent);
  return engine;
}

function own(files: Record<string, string>): string {
  for (const [name, source] of Object.entries(files)) writeFileSync(join(folder, name), source);
  return folder;
}

const bytes = (text: string) => Buffer.from(text);

describe('where YARA-X cannot run', () => {
  it.skipIf(present)('there is a reason instead of an engine', () => {
    expect(loadYara()).toEqual({ absent: expect.stringContaining(process.arch) as string });
  });
});

describe.skipIf(!present)('the engine', () => {
  it('is ready, with a version of engine and rules', async () => {
    const engine = load();
    expect(engine.version).toMatch(/^YARA-X \d+\.\d+\.\d+\/[0-9a-f]{8}$/);
    expect(await engine.check()).toEqual({ state: 'ready', version: engine.version });
  });

  it('finds nothing in nothing', () => {
    const engine = load();
    for (const what of ['message', 'part'] as const) {
      expect(engine.scan(bytes(''), what)).toEqual({ kind: 'scanned', matches: [] });
    }
  });

  it('scans a view of a larger buffer, and no more than that', () => {
    const engine = load({ rules: own({ 'a.yar': 'rule A { strings: $a = "needle" condition: $a }' }) });
    const hay = bytes('needle hay needle').subarray(7, 10);
    expect(engine.scan(hay, 'part')).toEqual({ kind: 'scanned', matches: [] });
  });

  it('never throws on arbitrary bytes', () => {
    const engine = load();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5_000 }), (content) => engine.scan(content, 'part').kind === 'scanned'),
      { numRuns: 100 },
    );
  });
});

describe.skipIf(!present)("an installation's own rules", () => {
  const rule = (meta: string) => `rule Own { meta: ${meta} strings: $a = "needle" condition: $a }`;

  it('apply to the message and to its parts', () => {
    const engine = load({ rules: own({ 'own.yar': rule('verdict = "note" code = "ACME" description = "ours"') }) });
    const match = { rule: 'Own', verdict: 'note', code: 'ACME', description: 'ours' };
    for (const what of ['message', 'part'] as const) {
      expect(engine.scan(bytes('a needle'), what)).toEqual({ kind: 'scanned', matches: [match] });
    }
  });

  it('are suspicious where they do not say', () => {
    const engine = load({ rules: own({ 'own.yar': 'rule Own { condition: filesize == 3 }' }) });
    expect(engine.scan(bytes('abc'), 'part')).toMatchObject({ matches: [{ rule: 'Own', verdict: 'suspicious' }] });
  });

  it('may use the same names in two files', () => {
    const engine = load({ rules: own({ 'a.yar': rule('x = 1'), 'b.yara': rule('x = 2') }) });
    expect(engine.scan(bytes('needle'), 'part')).toMatchObject({ matches: [{ rule: 'Own' }, { rule: 'Own' }] });
  });

  it('change the version', () => {
    expect(load({ rules: own({ 'a.yar': rule('x = 1') }) }).version).not.toBe(load().version);
  });

  it.each([
    ['a syntax error', 'rule A\n{\n  condition: tru )\n}\n', 3, 'syntax error'],
    ['an unknown name', 'rule A {\n condition: nothing }', 2, 'unknown identifier `nothing`'],
    ['an include', '\ninclude "/etc/hostname"', 2, 'include statements not allowed'],
    [
      'an unknown verdict',
      'rule A {\n meta:\n  verdict = "evil"\n condition: true }',
      3,
      '"infected", "suspicious" or "note"',
    ],
  ])('with %s are named with their line, and the others work', async (_, source, line, message) => {
    const rules = own({ 'bad.yar': source, 'good.yar': 'rule Good { condition: filesize == 3 }' });
    const problem = { path: join(folder, 'bad.yar'), line, message: expect.stringContaining(message) as string };
    expect(checkRules(rules)).toEqual([problem]);
    const engine = load({ rules });
    expect(engine.problems).toEqual([problem]);
    expect(engine.scan(bytes('abc'), 'part')).toMatchObject({ matches: [{ rule: 'Good' }] });
    expect((await engine.check()).reason).toContain(`bad.yar line ${line}: `);
  });

  it('in a folder that is not there are no engine', () => {
    expect(loadYara({ rules: join(folder, 'typo') })).toEqual({ absent: expect.stringContaining('typo') as string });
  });

  it('that take too long are given up', () => {
    const slow = 'for any i in (0..3000000) : ( for any j in (0..3000000) : ( uint8(i) + uint8(j) + i == 77777777 ) )';
    const engine = load({
      seconds: 1,
      rules: own({ 'slow.yar': `rule Slow { condition: filesize == 4 and ${slow} }` }),
    });
    expect(engine.scan(bytes('four'), 'part')).toEqual({ kind: 'timed out' });
    expect(engine.scan(bytes('three'), 'part').kind).toBe('scanned');
  });
});
