import { describe, expect, it } from 'vitest';

import { portableExecutable, zip } from '../../message/open/archives/test-support.ts';
import type { Part, TextBody } from '../../message/open/opened.ts';
import { createIdentifier } from '../../message/open/types/identify.ts';
import { sampleSubject, type SamplePart } from '../antivirus/sample-subject.ts';
import { attachmentsCodes } from './codes.ts';
import { createAttachmentsExaminer } from './examiner.ts';

const identify = createIdentifier();
const examiner = createAttachmentsExaminer();

async function findings(samples: SamplePart[], texts: TextBody[] = []) {
  const typed = samples.map((sample) => ({
    ...sample,
    types: identify(sample.names ?? [], Buffer.from(sample.content ?? '')),
  }));
  const subject = sampleSubject('', typed);
  const report = await examiner.examine(
    { ...subject, message: { ...subject.message, texts } },
    new AbortController().signal,
  );
  expect(report.findings.every((finding) => finding.code in attachmentsCodes)).toBe(true);
  return report.findings;
}

const codes = async (...samples: SamplePart[]) => (await findings(samples)).map((finding) => finding.code);
const one = (name: string, content: string | Uint8Array = '', more: Partial<Part> = {}) =>
  codes({ names: name === '' ? [] : [name], content, ...more });

const pe = portableExecutable();
const pdf = '%PDF-1.7\n';
const gif = Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1');

describe('honest attachments', () => {
  it.each<[string, string | Uint8Array]>([
    ['report.pdf', pdf],
    ['photo.jpg', Buffer.from('89504e470d0a1a0a', 'hex')],
    ['archive.zip', zip([{ name: 'a.txt', content: 'x' }])],
    ['fix.patch', 'diff --git a/x b/x'],
    ['build.sh', '#!/bin/sh\nmake'],
    ['notes.txt', '#!/bin/sh\nmake'],
    ['jquery.min.css', 'a { }'],
    ['', 'plain words'],
    ['invite.ics', 'BEGIN:VCALENDAR'],
  ])('%s: nothing to say', async (name, content) => {
    expect(await one(name, content)).toEqual([]);
  });

  it('a page in the body is no attachment', async () => {
    expect(await one('', '<html><script>x()</script>', { declaredType: 'text/html' })).toEqual([]);
  });
});

describe('disguise', () => {
  it.each<[string, string | Uint8Array, string[]]>([
    ['invoice.pdf', pe, ['EXECUTABLE_DISGUISED', 'EXECUTABLE']],
    ['photo.jpg', '@echo off\r\n', ['SCRIPT_DISGUISED', 'SCRIPT']],
    ['photo.jpg', '[InternetShortcut]\r\nURL=x', ['SCRIPT_DISGUISED', 'SHORTCUT']],
    ['letter.doc', zip([{ name: 'a', content: 'x' }]), ['TYPE_MISMATCH']],
    ['scan.pdf', '<html><p>Not found', ['TYPE_MISMATCH', 'HTML_ATTACHMENT']],
    ['setup.exe', pe, ['EXECUTABLE']],
    ['unknown.xyz', pe, ['EXECUTABLE']],
  ])('%s', async (name, content, expected) => {
    expect(await one(name, content)).toEqual(expected);
  });

  it('needs no name where the type was declared', async () => {
    expect(await one('', pe, { declaredType: 'image/png' })).toContain('EXECUTABLE_DISGUISED');
    expect(await one('', pe, { declaredType: 'application/octet-stream' })).toEqual(['EXECUTABLE']);
  });

  it('a picture that is an archive too is ambiguous', async () => {
    expect(await one('a.gif', zip([{ name: 'a', content: 'x' }], { prefix: gif }))).toEqual(['TYPE_AMBIGUOUS']);
  });

  it('says what was seen', async () => {
    const [first] = await findings([{ names: ['invoice.pdf'], content: pe }]);
    expect(first).toEqual({
      code: 'EXECUTABLE_DISGUISED',
      layer: 'attachments',
      verdict: 'suspicious',
      part: 1,
      points: 5,
      evidence: 'invoice.pdf: application/vnd.microsoft.portable-executable',
    });
  });
});

describe('names', () => {
  it.each([
    ['invoice.pdf.exe', 'DOUBLE_EXTENSION'],
    ['invoice.pdf .js', 'DOUBLE_EXTENSION'],
    [`invoice.pdf${' '.repeat(60)}.scr`, 'NAME_PADDED'],
  ])('%j: %s', async (name, code) => {
    expect(await one(name, 'x')).toContain(code);
  });

  it.each(['jquery.min.js', 'v1.2.exe', 'report.2024.pdf', 'backup.tar.gz', `a${' '.repeat(20)}.pdf`])(
    '%j is honest',
    async (name) => {
      const found = await one(name, 'x');
      expect(found.filter((code) => code !== 'SCRIPT' && code !== 'EXECUTABLE')).toEqual([]);
    },
  );

  it('turned in an archive', async () => {
    expect(await one('invoice\u202efdp.exe', pe, { origin: 'archive' })).toContain('NAME_BIDI_PACKED');
  });
});

describe('kinds', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['a.iso', 'x', 'DISK_IMAGE'],
    ['a.lnk', 'x', 'SHORTCUT'],
    ['a.vbs', 'x', 'SCRIPT'],
    ['a.docm', 'x', 'MACRO_DOCUMENT'],
    ['a.svg', '<svg onload="x()">', 'SVG_SCRIPT'],
  ])('%s', async (name, content, code) => {
    expect(await one(name, content)).toContain(code);
  });
});

describe('attached pages', () => {
  const payload = Buffer.alloc(2000, 'abc').toString('base64');
  it.each([
    ['<html>hello', ['HTML_ATTACHMENT']],
    ['<html><script>x()</script>', ['HTML_ATTACHMENT_SCRIPT', 'HTML_ATTACHMENT']],
    ['<html><input name=a type="password">', ['HTML_ATTACHMENT_FORM', 'HTML_ATTACHMENT']],
    [
      `<html><script>a.href=URL.createObjectURL(new Blob([atob("${payload}")]))</script>`,
      ['HTML_SMUGGLING', 'HTML_ATTACHMENT_SCRIPT', 'HTML_ATTACHMENT'],
    ],
    [
      `<html><script>u=new Uint8Array([${'77, 90,144,'.repeat(300)}0]);a.download="x";createObjectURL(u)</script>`,
      ['HTML_SMUGGLING', 'HTML_ATTACHMENT_SCRIPT', 'HTML_ATTACHMENT'],
    ],
    [`<html><img src="data:image/png;base64,${payload}">`, ['HTML_ATTACHMENT']],
  ])('%#', async (content, expected) => {
    expect(await one('page.html', content)).toEqual(expected);
  });

  it('in UTF-16 are read too', async () => {
    expect(await one('page.html', Buffer.from('\ufeff<html><script>', 'utf16le'))).toContain('HTML_ATTACHMENT_SCRIPT');
  });
});

describe('what is packed', () => {
  const archive = { names: ['a.zip'], content: zip([]) };
  const inside = (name: string, content: string | Uint8Array, parent = 1): SamplePart => ({
    names: [name],
    content,
    origin: 'archive',
    parent,
  });

  it('a program in an archive', async () => {
    expect(await codes(archive, inside('a.exe', pe))).toEqual(['EXECUTABLE', 'ARCHIVE_EXECUTABLE']);
  });

  it('a program in an archive in an archive', async () => {
    expect(await codes(archive, inside('b.zip', zip([])), inside('a.exe', pe, 2))).toContain(
      'ARCHIVE_NESTED_EXECUTABLE',
    );
  });

  it('a program in a .tar.gz is in one archive only', async () => {
    const gz = { names: ['a.tar.gz'], content: Buffer.from('1f8b08', 'hex') };
    const tar = inside('a.tar', Buffer.concat([Buffer.alloc(257), Buffer.from('ustar')]));
    expect(await codes(gz, tar, inside('a.exe', pe, 2))).toContain('ARCHIVE_EXECUTABLE');
  });

  it('one script and nothing else', async () => {
    expect(await codes(archive, inside('a.js', 'x'))).toEqual(['ARCHIVE_LONE_SCRIPT', 'SCRIPT']);
    expect(await codes(archive, inside('a.js', 'x'), inside('readme.txt', 'x'))).toEqual(['SCRIPT']);
  });

  it('a program in a document', async () => {
    const document = {
      names: ['a.docx'],
      content: zip([{ name: '[Content_Types].xml' }, { name: 'word/document.xml' }]),
    };
    const program: SamplePart = { names: ['a.exe'], content: pe, origin: 'embedded', parent: 1 };
    expect(await codes(document, program)).toContain('EMBEDDED_EXECUTABLE');
  });

  it('a program behind a password, and the password in the text', async () => {
    const closed: SamplePart = { names: ['a.exe'], origin: 'archive', parent: 1, status: 'encrypted' };
    const text: TextBody = { part: 1, kind: 'plain', text: 'The password is 1234.', attachment: false };
    const found = (await findings([archive, closed], [text])).map((finding) => finding.code);
    expect(found).toEqual(['ENCRYPTED_EXECUTABLE', 'EXECUTABLE', 'PASSWORD_IN_TEXT']);
    const other = { ...text, text: 'Your passwords are safe with us.' };
    expect((await findings([archive, closed], [other])).map((finding) => finding.code)).not.toContain(
      'PASSWORD_IN_TEXT',
    );
  });
});
