/** Every shipped rule matches its samples, and no honest content close to them. */
import { describe, expect, it } from 'vitest';

import { yaraCodes } from '#core/analyse/antivirus/yara/codes.ts';

import { loadYara } from './engine.ts';
import { shippedRules } from './rule-files.ts';
import { containers, eicarText } from './samples/containers.ts';
import { executables } from './samples/executables.ts';
import { html } from './samples/html.ts';
import { office } from './samples/office.ts';
import { rtfAndPdf } from './samples/rtf-pdf.ts';
import { scripts } from './samples/scripts.ts';
import { shortcuts } from './samples/shortcuts.ts';

const sets = { executables, shortcuts, scripts, office, rtfAndPdf, html, containers };
const samples = Object.values(sets).flatMap(({ rules }) => Object.entries(rules));
const honest = Object.values(sets).flatMap(({ honest }) => Object.entries(honest));
const engine = loadYara();

function matchesIn(content: string | Buffer, what: 'message' | 'part' = 'part') {
  if ('absent' in engine) throw new Error(engine.absent);
  const verdict = engine.scan(Buffer.from(content), what);
  return verdict.kind === 'scanned' ? verdict.matches : [];
}

describe.skipIf('absent' in engine)('a shipped rule', () => {
  it.each(samples)('%s matches its samples', (rule, contents) => {
    for (const content of contents) expect(matchesIn(content).map((match) => match.rule)).toContain(rule);
  });

  it.each(honest)('leaves alone %s', (_, content) => {
    expect(matchesIn(content).map((match) => match.rule)).toEqual([]);
  });

  it('says what it found, in a code that is documented', () => {
    for (const match of samples.flatMap(([, contents]) => contents.flatMap((content) => matchesIn(content)))) {
      expect(Object.keys(yaraCodes)).toContain(match.code);
      expect(match.description.length).toBeGreaterThan(10);
    }
  });

  it('sees EICAR in the base64 of a whole message', () => {
    const encoded = Buffer.from(eicarText()).toString('base64').replace(/.{76}/g, '$&\r\n');
    expect(matchesIn(`Subject: a\r\n\r\n${encoded}\r\n`, 'message')).toMatchObject([{ rule: 'Eicar_In_Base64' }]);
  });

  it('that is for parts is not asked about the whole message, where people quote', () => {
    for (const [, contents] of Object.entries(scripts.rules)) {
      for (const content of contents) expect(matchesIn(content, 'message')).toEqual([]);
    }
  });
});

describe('the rule files', () => {
  const ruleNames = shippedRules().flatMap(({ source }) =>
    [...source.matchAll(/^rule (\w+)/gm)].map(([, name]) => name ?? ''),
  );

  it('have a sample for every rule, and no rule twice', () => {
    const known = ['Eicar_In_Base64', ...samples.map(([rule]) => rule)];
    expect(ruleNames.toSorted()).toEqual(known.toSorted());
  });

  it('are a starter set worth its name', () => {
    expect(ruleNames.length).toBeGreaterThanOrEqual(80);
  });
});
