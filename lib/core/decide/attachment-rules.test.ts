import { expect, test } from 'vitest';

import type { Part } from '../message/open/opened.ts';
import type { AttachmentRule } from '../policy/schema.ts';
import { decideOn, partOf } from './sample.ts';

/** The reasons of one rule over these parts; discard, so that no shipped rule speaks louder. */
function match(rule: Omit<AttachmentRule, 'action'>, ...parts: Part[]): string[] {
  const rules: AttachmentRule[] = [{ ...rule, action: 'discard' }];
  return decideOn({ scopes: [{ kind: 'organisation', attachments: { rules } }], parts }).because.map(
    (reason) => reason.rule,
  );
}

const typed = (type: string, by: 'name' | 'magic' | 'structure', kind: Part['types'][number]['class']) => ({
  type,
  by,
  class: kind,
});

test('every name counts, without regard to case', () => {
  const part = partOf(1, { names: ['harmless.txt', 'Invoice-May.ZIP'] });
  expect(match({ name: 'invoice*.zip' }, part)).toEqual(['attachments.rules[0] name invoice*.zip']);
  expect(match({ name: ['*.rar', '*.zip'] }, part)).toEqual(['attachments.rules[0] name *.zip']);
  expect(match({ name: 'invoice' }, part)).toEqual([]);
});

test('every type counts: a program with an archive behind it is both', () => {
  const part = partOf(1, {
    declaredType: 'image/png',
    types: [typed('application/x-msdownload', 'magic', 'executable'), typed('application/zip', 'structure', 'archive')],
  });
  expect(match({ class: 'executable' }, part)).toEqual(['attachments.rules[0] class executable']);
  expect(match({ class: 'archive' }, part)).toHaveLength(1);
  expect(match({ type: 'application/ZIP' }, part)).toHaveLength(1);
  expect(match({ type: 'image/*' }, part)).toEqual(['attachments.rules[0] type image/*']);
  expect(match({ class: 'image' }, part)).toEqual([]);
});

test('all conditions must hold for one and the same part', () => {
  const rule = { name: '*.pdf', class: 'executable' } as const;
  const program = typed('application/x-msdownload', 'magic', 'executable');
  expect(match(rule, partOf(1, { names: ['a.pdf'] }), partOf(2, { names: ['b.bin'], types: [program] }))).toEqual([]);
  expect(match(rule, partOf(1, { names: ['a.pdf'], types: [program] }))).toEqual([
    'attachments.rules[0] name *.pdf, class executable',
  ]);
});

test('inside an archive means at any depth below one', () => {
  const archive = partOf(1, { names: ['a.zip'] });
  const entry = partOf(2, { parent: 1, origin: 'archive', names: ['mail.eml'] });
  const deep = partOf(3, { parent: 2, names: ['b.doc'] });
  const beside = partOf(4, { names: ['c.doc'] });
  const parts = [archive, entry, deep, beside];
  expect(match({ name: 'b.doc', insideArchive: true }, ...parts)).toHaveLength(1);
  expect(match({ name: 'c.doc', insideArchive: true }, ...parts)).toEqual([]);
  expect(match({ name: 'c.doc', insideArchive: false }, ...parts)).toHaveLength(1);
  expect(match({ name: 'b.doc', insideArchive: false }, ...parts)).toEqual([]);
  expect(match({ name: '?.doc' }, ...parts)).toHaveLength(1);
});

test('evidence in which parts contain each other ends', () => {
  expect(
    match({ name: 'x', insideArchive: true }, partOf(1, { parent: 2, names: ['x'] }), partOf(2, { parent: 1 })),
  ).toEqual([]);
});

test('size and hash', () => {
  const part = partOf(1, { size: 1000, sha256: 'ab'.repeat(32) });
  expect(match({ minSize: 1000 }, part)).toEqual(['attachments.rules[0] minSize 1000']);
  expect(match({ minSize: 1001 }, part)).toEqual([]);
  expect(match({ sha256: 'ab'.repeat(32) }, part)).toHaveLength(1);
  expect(match({ sha256: 'cd'.repeat(32) }, part)).toEqual([]);
});

test('an exception holds only where every name is excepted', () => {
  const rule = { name: '*.zip', except: ['report-*.zip', '*.txt'] };
  expect(match(rule, partOf(1, { names: ['report-1.zip'] }))).toEqual([]);
  expect(match(rule, partOf(1, { names: ['report-1.zip', 'evil.zip'] }))).toHaveLength(1);
  expect(match(rule, partOf(1, { names: ['evil.zip', 'a.txt'] }))).toHaveLength(1);
  expect(match({ minSize: 1, except: ['*'] }, partOf(1, { names: [] }))).toHaveLength(1);
});

test('the message itself is no attachment', () => {
  const message = partOf(0, { origin: 'message', types: [typed('message/rfc822', 'structure', 'message')] });
  expect(match({ class: 'message' }, message)).toEqual([]);
  expect(match({ class: 'message' }, message, partOf(1, { types: message.types }))).toHaveLength(1);
});
