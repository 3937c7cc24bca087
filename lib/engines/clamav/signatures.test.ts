import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { eicar } from './eicar-samples.ts';
import { chooseSignatures, signatureKind, updateDelay } from './signatures.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'signatures-'))));
afterEach(() => rmSync(folder, { recursive: true }));
const holding = (name: string, ...files: string[]) => {
  const path = join(folder, name);
  rmSync(path, { recursive: true, force: true });
  chooseSignatures(path, undefined, '/nonexistent');
  for (const file of files) writeFileSync(join(path, file), '');
  return path;
};

describe('the signatures to load', () => {
  it('are our test signatures where there are no others: EICAR at the beginning of a file', () => {
    const ours = join(folder, 'ours');
    expect(chooseSignatures(ours, undefined, join(folder, 'nonexistent'))).toBe(ours);
    expect(signatureKind(ours)).toBe('test only');
    const signature = readFileSync(join(ours, 'citrusmail-test.ndb'), 'utf8');
    expect(signature).toBe(`CitrusMail.Test.EICAR:0:0:${eicar.toString('hex')}\n`);
  });

  it('are what freshclam brought us, before the system has any', () => {
    const ours = holding('ours', 'main.cvd');
    expect(chooseSignatures(ours, undefined, holding('system', 'daily.cld'))).toBe(ours);
    expect(signatureKind(ours)).toBe('official');
  });

  it("are the system's, where we have none", () => {
    const system = holding('system', 'daily.cld');
    expect(chooseSignatures(holding('ours'), undefined, system)).toBe(system);
  });

  it('are the configured ones above all', () => {
    const configured = holding('configured', 'acme.ldb');
    expect(chooseSignatures(holding('ours', 'main.cvd'), configured)).toBe(configured);
    expect(signatureKind(configured)).toBe('own');
  });

  it('are refused where the configured folder has none', () => {
    expect(() => chooseSignatures(folder, join(folder, 'typo'))).toThrow('holds no signatures');
  });
});

describe('updates', () => {
  it('are less frequent the more fail, and at least daily', () => {
    expect([0, 1, 2, 3, 9].map((failures) => updateDelay(failures) / 3_600_000)).toEqual([3, 6, 12, 24, 24]);
  });
});
