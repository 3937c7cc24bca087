import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { portableExecutable, zip } from '../archives/test-support.ts';
import { createIdentifier } from './identify.ts';

const identify = createIdentifier();
const said = (names: string[], bytes: Uint8Array | string) =>
  identify(names, Buffer.from(bytes)).map((type) => `${type.by} ${type.type} ${type.class}`);
const classes = (bytes: Uint8Array | string) => new Set(identify([], Buffer.from(bytes)).map((type) => type.class));

const pe = 'application/vnd.microsoft.portable-executable';
const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

describe('three identifiers', () => {
  it('agree about a program', () => {
    expect(said(['a.exe'], portableExecutable())).toEqual([
      `name ${pe} executable`,
      `magic ${pe} executable`,
      `structure ${pe} executable`,
    ]);
  });

  it('disagree about a program that calls itself a document', () => {
    expect(said(['invoice.pdf'], portableExecutable())).toContain('name application/pdf document');
    expect(said(['invoice.pdf'], portableExecutable())).toContain(`structure ${pe} executable`);
  });

  it('know a program with a zip behind it as both', () => {
    expect(classes(zip([{ name: 'a', content: 'x' }], { prefix: portableExecutable() }))).toEqual(
      new Set(['executable', 'archive']),
    );
  });

  it('know a picture with a zip behind it as both', () => {
    const gif = Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1');
    expect(classes(zip([{ name: 'a', content: 'x' }], { prefix: gif }))).toEqual(new Set(['image', 'archive']));
  });

  it('say nothing of what they do not know', () => {
    expect(said(['thing'], Buffer.from([0x91, 0, 0x91]))).toEqual([]);
    expect(said([], '')).toEqual([]);
  });
});

describe('a zip by what is in it', () => {
  const types = '[Content_Types].xml';
  it.each([
    ['a document', [types, 'word/document.xml'], [docx, 'document']],
    [
      'a workbook',
      [types, 'xl/workbook.xml'],
      ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'document'],
    ],
    [
      'a binary workbook',
      [types, 'xl/workbook.bin'],
      ['application/vnd.ms-excel.sheet.binary.macroenabled.12', 'document'],
    ],
    ['a Java program', ['META-INF/MANIFEST.MF', 'A.class'], ['application/java-archive', 'executable']],
    [
      'an Android program',
      ['META-INF/MANIFEST.MF', 'AndroidManifest.xml'],
      ['application/vnd.android.package-archive', 'executable'],
    ],
    [
      'OpenDocument',
      ['mimetype', 'content.xml', 'META-INF/manifest.xml'],
      ['application/vnd.oasis.opendocument', 'document'],
    ],
    ['an archive', ['word/document.xml'], ['application/zip', 'archive']],
  ])('%s', (_, names, [type, typeClass]) => {
    const file = zip(names.map((name) => ({ name, content: 'x' })));
    expect(said([], file)).toEqual([`magic ${type} ${typeClass}`, `structure ${type} ${typeClass}`]);
  });

  it.each(['word/vbaProject.bin', 'xl/macrosheets/sheet1.xml'])('%s makes a document one with macros', (name) => {
    const main = name.startsWith('word') ? 'word/document.xml' : 'xl/workbook.xml';
    expect(classes(zip([types, main, name].map((name) => ({ name, content: 'x' }))))).toContain('macro-document');
  });
});

describe('what only its end or middle tells', () => {
  const behind = (mark: string) => Buffer.concat([Buffer.alloc(1000), Buffer.from(mark.padEnd(512, '\0'))]);
  it.each([
    ['an image of macOS', behind('koly'), 'application/x-apple-diskimage'],
    ['a fixed virtual disk', behind('conectix'), 'application/x-vhd'],
    ['a raw CD image', Buffer.concat([Buffer.alloc(37_649), Buffer.from('CD001')]), 'application/x-cd-image'],
    [
      'a disk with a boot sector',
      Buffer.concat([Buffer.alloc(510), Buffer.from([0x55, 0xaa]), Buffer.alloc(600)]),
      'application/x-raw-disk-image',
    ],
  ])('%s', (_, file, type) => {
    expect(identify([], file)).toContainEqual(expect.objectContaining({ type, class: 'disk-image' }));
  });

  it('old programs without PE are programs', () => {
    const dos = Buffer.alloc(600, 0x90);
    dos.write('MZ');
    dos.writeUInt32LE(0, 0x3c);
    expect(classes(dos)).toEqual(new Set(['executable']));
  });

  it('a picture has an archive behind it that archive programs find', () => {
    const gif = Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1');
    const archive = Buffer.from('7z\xbc\xaf\x27\x1c'.padEnd(50, '\0'), 'latin1');
    expect(classes(Buffer.concat([gif, archive]))).toEqual(new Set(['image', 'archive']));
    expect(classes(Buffer.concat([gif, Buffer.alloc(50)]))).toEqual(new Set(['image']));
  });

  it('an installer has another archive behind its program', () => {
    for (const mark of ['Rar!\x1a\x07\x00', '7z\xbc\xaf\x27\x1c', 'MSCF\0\0\0\0']) {
      const file = Buffer.concat([
        portableExecutable(),
        Buffer.alloc(100, 1),
        Buffer.from(mark, 'latin1'),
        Buffer.alloc(50, 1),
      ]);
      expect(classes(file)).toEqual(new Set(['executable', 'archive']));
    }
  });
});

describe('texts', () => {
  it.each([
    ['<!DOCTYPE html><p>hi', 'text/html', 'html'],
    ['  <html><body>', 'text/html', 'html'],
    ['<svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>', 'image/svg+xml', 'script'],
    ['<?xml version="1.0"?><!-- x --><!DOCTYPE svg><svg onload="x()"/>', 'image/svg+xml', 'script'],
    ['<?xml version="1.0"?><svg/>', 'image/svg+xml', 'image'],
    ['<!-- x --> <html><svg><script>', 'text/html', 'html'],
    ['<?xml version="1.0"?><html/>', 'text/html', 'html'],
    ['<?xml version="1.0"?><feed/>', 'application/xml', 'text'],
    ['<?xml version="1.0"?><libraryDescription xmlns="x">', 'application/windows-library+xml', 'shortcut'],
    ['<job><script language="VBScript">', 'application/x-windows-script', 'script'],
    ['@echo off\r\ndel x', 'application/x-bat', 'script'],
    ['#!/bin/sh\nls', 'application/x-sh', 'script'],
    ['var s = new ActiveXObject("WScript.Shell"); s.Run("calc")', 'text/javascript', 'script'],
    ['Dim s\r\nSet s = CreateObject("WScript.Shell")', 'text/vbscript', 'script'],
    ['$c = New-Object Net.WebClient', 'application/x-powershell', 'script'],
    ['[InternetShortcut]\r\nURL=file://x', 'application/x-mswinurl', 'shortcut'],
    ['{\\rt\\ansi x}', 'application/rtf', 'document'],
    ['BEGIN:VCALENDAR\r\n', 'text/calendar', 'text'],
    ['From: a@b.example\nTo: c@d.example\nSubject: x\n\nhi', 'message/rfc822', 'message'],
    ['\ufeff<html>', 'text/html', 'html'],
    ['hello\n%PDF-1.4\n', 'application/pdf', 'document'],
  ])('%j', (content, type, typeClass) => {
    expect(identify([], Buffer.from(content)).map((said) => `${said.type} ${said.class}`)).toContain(
      `${type} ${typeClass}`,
    );
  });

  it('in UTF-16 are read too', () => {
    expect(classes(Buffer.from('\ufeff@echo off\r\n', 'utf16le'))).toEqual(new Set(['script']));
  });

  it.each([
    'Hello Bob,\n\nuse new ActiveXObject("WScript.Shell") or eval(x).\n',
    'From: the team\n\nwe met.',
    'Try this:\n\n@echo off\n',
    'MZ is a fine pair of initials, and this is a letter of more than sixty-four characters.',
    'CWS stands for a company.',
    '$20 for a New-Object, they say',
  ])('are only texts: %j', (content) => {
    expect(said([], content)).toEqual(['magic text/plain text']);
  });
});

describe('libmagic', () => {
  it('is asked last, and its type gets a class', () => {
    const asked: number[] = [];
    const withMagic = createIdentifier({ magic: (bytes) => (asked.push(bytes.length), 'image/x-tga') });
    expect(withMagic([], Buffer.from([0x91, 0, 1]))).toEqual([{ by: 'magic', type: 'image/x-tga', class: 'image' }]);
    withMagic([], Buffer.from('a text'));
    withMagic([], portableExecutable());
    expect(asked).toEqual([3]);
  });

  it('is not believed when it takes random bytes for a program of DOS', () => {
    const withMagic = createIdentifier({ magic: () => 'application/x-dosexec' });
    expect(withMagic([], Buffer.from([0xb8, 0, 0xac, 1, 0x89]))).toEqual([]);
  });
});

it('never throws, whatever the name and the bytes', () => {
  const heads = ['PK\x03\x04', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'MZ', '<svg', '%PDF-', ''].map((head) =>
    Buffer.from(head, 'latin1'),
  );
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...heads),
      fc.uint8Array({ maxLength: 700 }),
      (name, head, tail) => {
        identify([name], Buffer.concat([head, tail]));
      },
    ),
    { numRuns: 300 },
  );
});
