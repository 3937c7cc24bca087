import { Buffer } from 'node:buffer';

import { expect, it } from 'vitest';

import { portableExecutable, uint32 } from '../../../message/open/archives/test-support.ts';
import { codesOf, examine, lnk } from './test-support.ts';

const magic = Buffer.from('e4525c7b8cd8a74daeb15378d02996d3', 'hex');
const embedded = (content: Buffer | string): Buffer => {
  const data = Buffer.from(content);
  const guid = Buffer.from('e716e3bd65261145a4c48d4d0b7a9eac', 'hex');
  return Buffer.concat([magic, Buffer.alloc(100), guid, uint32(data.length), Buffer.alloc(16), data]);
};

it.each([
  ['Windows program', portableExecutable()],
  ['shortcut', lnk({ target: 'x' })],
  ['HTML application', '<html><script language="VBScript">'],
  ['batch file', '@echo off\r\nstart calc'],
  ['script', 'var x = new ActiveXObject("WScript.Shell")'],
])('finds an embedded %s', async (kind, content) => {
  const findings = await examine({ content: embedded(content) });
  expect(findings[1]).toMatchObject({ code: 'ONENOTE_EMBEDDED_PROGRAM', evidence: kind });
});

it('notes other files', async () => {
  expect(await codesOf(embedded('just a text'))).toEqual(['ONENOTE_EMBEDDED_FILE']);
  expect(await codesOf(magic)).toEqual([]);
});

it('counts two hundred files, and looks into no more', async () => {
  const many = Buffer.concat(Array.from({ length: 201 }, () => embedded('x')));
  expect(await examine({ content: many })).toMatchObject([{ evidence: '200 files' }]);
});
