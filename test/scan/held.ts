/** What must be held by the shipped policy even without ClamAV: what it is, the code that says why, the message. */
import { gzipSync, zstdCompressSync } from 'node:zlib';

import { cab, rar5, tar } from '#core/message/open/archives/test-archives.ts';
import { zip } from '#core/message/open/archives/test-support.ts';

import { eicar } from '../support/messages.ts';
import { attached, message, multipart, part, pdf, pdfWith, program } from './build.ts';

const test = 'YARA_TEST';
const rule = 'ATTACHMENT_RULE';
const base64 = (content: string): string => Buffer.from(content).toString('base64');
const inner = attached({ content: eicar, name: 'e.txt' });
const zipped = zip([{ name: 'e.txt', content: eicar }]);

function nested(depth: number): Buffer {
  return depth === 0 ? Buffer.from(eicar) : zip([{ name: `${depth}.zip`, content: nested(depth - 1) }]);
}

function multipartsAround(depth: number, leaf: string): string[] {
  if (depth === 0) return [leaf];
  return multipart([multipartsAround(depth - 1, leaf).join('\r\n')], 'mixed', `d${depth}.`);
}

const named = 'Content-Disposition: attachment; filename=e.txt';
const encoded = (encoding: string, body: string, type = 'text/plain') =>
  message(...multipart([part({ content: '', type, fields: [named, `Content-Transfer-Encoding: ${encoding}`], body })]));

export const held: [what: string, code: string, message: Buffer][] = [
  ['the test virus in base64', test, inner],
  ['as it is', test, encoded('7bit', eicar)],
  [
    'in quoted-printable',
    test,
    encoded('quoted-printable', eicar.replaceAll('=', '=3D').replace('EICAR', 'EI=\r\nCAR')),
  ],
  ['in base64 with blanks', test, encoded('base64', base64(eicar).replace(/./g, '$& '))],
  ['in base64 with garbage', test, encoded('base64', base64(eicar).replace(/^.{20}/, '$&!@\0*'))],
  ['in base64 under an odd name', test, encoded('"BASE64" (c)', base64(eicar))],
  ['in gzip', test, attached({ content: gzipSync(eicar), name: 'e.gz' })],
  ['in zstd', test, attached({ content: zstdCompressSync(Buffer.from(eicar)), name: 'e.zst' })],
  ['in a zip', test, attached({ content: zipped, name: 'a.zip' })],
  ['in a zip that says it is a picture', test, attached({ content: zipped, name: 'a.png', type: 'image/png' })],
  ['in a zip that says it is a multipart', test, attached({ content: zipped, type: 'multipart/mixed' })],
  ['in a rar', test, attached({ content: rar5('e.txt', eicar) })],
  ['in a cabinet', test, attached({ content: cab('e.txt', eicar) })],
  ['in a tar', test, attached({ content: tar([{ name: 'e.txt', content: eicar }]), name: 'a.tar' })],
  ['six zips deep', test, attached({ content: nested(6), name: 'a.zip' })],
  ['in a message in a zip', test, attached({ content: zip([{ name: 'm.eml', content: inner }]) })],
  ['in a forwarded message', test, message('Content-Type: message/rfc822', '', inner.toString('latin1'))],
  ['in one under base64', test, attached({ content: inner, type: 'message/rfc822' })],
  ['in a digest', test, message(...multipart([`\r\n${inner.toString('latin1')}`], 'digest'))],
  ['attached to a PDF', test, attached({ content: pdfWith('e.txt', eicar), name: 'a.pdf' })],
  [
    'behind a picture, in a zip',
    test,
    attached({
      content: zip([{ name: 'e', content: eicar }], { prefix: Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1') }),
    }),
  ],
  [
    'in a document',
    test,
    attached({
      content: zip([
        { name: '[Content_Types].xml', content: '<Types/>' },
        { name: 'word/document.xml', content: '<w/>' },
        { name: 'word/embeddings/a.bin', content: eicar },
      ]),
      name: 'a.docx',
    }),
  ],
  [
    'before the first boundary',
    test,
    message('Content-Type: multipart/mixed; boundary=b', '', part({ content: eicar }), '--b', '', 'hi', '--b--'),
  ],
  [
    'behind the last boundary',
    test,
    message('Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'hi', '--b--', part({ content: eicar })),
  ],
  [
    'behind the second of two types',
    test,
    message('Content-Type: text/plain', ...multipart([part({ content: eicar })])),
  ],
  ['with the line ends of old Macs', test, Buffer.from(inner.toString('latin1').replaceAll('\r\n', '\r'), 'latin1')],
  ['with the line ends of Unix', test, Buffer.from(inner.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')],
  ['twenty multiparts deep', test, message(...multipartsAround(20, part({ content: eicar })))],
  ['multiparts beyond the limit', 'MIME_TOO_DEEP', message(...multipartsAround(60, part({ content: 'x' })))],
  ['archives beyond the limit', 'ARCHIVE_TOO_DEEP', attached({ content: nested(12), name: 'a.zip' })],
  ['parts beyond the limit', 'MIME_TOO_MANY_PARTS', message(...multipart(Array.from({ length: 1100 }, () => '\r\nx')))],
  ['a piece of a message', 'MIME_PARTIAL', message('Content-Type: message/partial; number=1; total=2; id=a', '', 'x')],
  ['a header section without end', 'MIME_HEADER_TOO_LARGE', message(`X-Long: ${'a'.repeat(2_000_000)}`, '', 'x')],
  [
    'a bomb',
    'ARCHIVE_RATIO',
    attached({ content: zip([{ name: 'a', content: Buffer.alloc(20_000_000) }]), name: 'a.zip' }),
  ],
  [
    'an archive that is cut',
    'ARCHIVE_DAMAGED',
    attached({ content: gzipSync(Buffer.from('abc'.repeat(99))).subarray(0, 20) }),
  ],
  ['a program', rule, attached({ content: program, name: 'setup.exe' })],
  ['a program without a name', rule, attached({ content: program })],
  [
    'a program as a PDF',
    'EXECUTABLE_DISGUISED',
    attached({ content: program, name: 'a.pdf', type: 'application/pdf' }),
  ],
  [
    'a program as a picture in the text',
    rule,
    message(
      ...multipart(
        [
          part({
            content: program,
            type: 'image/png',
            fields: ['Content-ID: <a@b>', 'Content-Transfer-Encoding: base64'],
          }),
        ],
        'related',
      ),
    ),
  ],
  ['a program in a zip', rule, attached({ content: zip([{ name: 'data', content: program }]), name: 'a.zip' })],
  ['a program before a zip', rule, attached({ content: Buffer.concat([program, zipped]), name: 'a.zip' })],
  ['a program attached to a PDF', rule, attached({ content: pdfWith('e.txt', program), name: 'a.pdf' })],
  [
    'a program under a password',
    rule,
    attached({ content: zip([{ name: 'a.exe', content: 'x', flags: 1 }]), name: 'a.zip' }),
  ],
  ['a program of Linux', rule, attached({ content: Buffer.from('\x7fELF\x02\x01\x01'.padEnd(64, '\0'), 'latin1') })],
  ...[
    'a.exe',
    'A.EXE',
    'a.exe. .',
    'a.pdf      .exe',
    'a.exe::$DATA',
    'x/a.exe',
    'a.vbs',
    'a.js',
    'a.hta',
    'a.ps1',
    'a.bat',
    'a.wsf',
    'a.scr',
    'a.lnk',
    'a.url',
    'a.iso',
    'a.img',
    'a.vhd',
    'a.msi',
    'a.jar',
    'a.chm',
    'a.reg',
    'a.command',
  ].map((name): [string, string, Buffer] => [`the name ${name}`, rule, attached({ content: 'words', name })]),
  ...[
    `filename="a.txt"; filename="a.exe"`,
    `filename=a.txt; filename*=utf-8''a%2Eexe`,
    `filename*0=a.e; filename*1=xe`,
    `filename="=?utf-8?q?a=2Eexe?="`,
    `name="a.exe"`,
  ].map((parameters): [string, string, Buffer] => [
    `the name in ${parameters}`,
    rule,
    attached({ content: 'words', fields: [`Content-Disposition: attachment; ${parameters}`], body: 'words' }),
  ]),
  [
    'a name that turns round',
    'MIME_NAME_BIDI',
    attached({
      content: 'words',
      fields: [`Content-Disposition: attachment; filename*=utf-8''a%E2%80%AEfdp.exe`],
      body: 'words',
    }),
  ],
  [
    'a picture that is a script',
    'SCRIPT_DISGUISED',
    attached({ content: '@echo off\r\nstart calc\r\n', name: 'a.jpg', type: 'image/jpeg' }),
  ],
  [
    'a page that builds a file',
    'HTML_SMUGGLING',
    attached({
      content: `<html><script>var b=new Blob([new Uint8Array([${'77,90,'.repeat(999)}0])]);a.href=URL.createObjectURL(b)</script>`,
      name: 'a.html',
      type: 'text/html',
    }),
  ],
  [
    'a PDF that starts a program',
    'PDF_LAUNCH_COMMAND',
    attached({ content: pdf('/OpenAction << /S /Launch /Win << /F (cmd.exe) /P (/c calc) >> >>'), name: 'a.pdf' }),
  ],
];
