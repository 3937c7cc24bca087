/** Each message of `testdata` with the edits beside it, rendered: byte by byte what the expected file says, which a hand wrote. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import type { Decision } from '../decide/decision.ts';
import type { Finding } from '../findings/finding.ts';
import { parseHeader } from '../message/header.ts';
import { render } from './render.ts';
import { decisionOf, envelope, evidenceWith } from './sample-copy.test-support.ts';

const folder = join(import.meta.dirname, 'testdata');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.eml'))
  .map((name) => name.slice(0, -'.eml'.length));

test.each(names)('%s', (name) => {
  const file = (ending: string): Buffer => readFileSync(join(folder, `${name}.${ending}`));
  const raw = file('eml');
  const { findings, ...changes } = JSON.parse(file('edits.json').toString()) as Partial<Decision> & {
    findings?: Finding[];
  };
  const bytes = render({
    raw,
    header: parseHeader(raw),
    envelope,
    evidence: findings && evidenceWith(findings),
    decision: decisionOf(changes),
    hostname: 'mx.example.test',
    final: false,
  });
  expect(Buffer.from(bytes).toString('latin1')).toBe(file('expected').toString('latin1'));
});
