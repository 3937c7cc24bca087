/** What ordinary people and programs send, and must arrive untouched under the shipped policy. */
import { gzipSync } from 'node:zlib';

import { tar } from '#core/message/open/archives/test-archives.ts';
import { zip } from '#core/message/open/archives/test-support.ts';

import { attached, letter, message, multipart, part, pdf, pdfWith } from './build.ts';

const calendar =
  'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261203T090000Z\r\nSUMMARY:Meeting\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n';
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const text = (body: string, type = 'text/plain; charset=utf-8') => part({ content: '', type, fields: [], body });
const relationship = (type: string, target: string) =>
  `<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}" TargetMode="External"/></Relationships>`;
const docx = (...more: { name: string; content: string }[]) =>
  zip([
    { name: '[Content_Types].xml', content: '<Types/>' },
    { name: 'word/document.xml', content: '<w:document/>' },
    ...more,
  ]);
const xlsx = zip(
  [
    '[Content_Types].xml',
    'xl/workbook.xml',
    ...Array.from({ length: 60 }, (_, i) => `xl/worksheets/sheet${i}.xml`),
  ].map((name) => ({ name, content: '<a/>' })),
);
const odt = zip([
  { name: 'mimetype', content: 'application/vnd.oasis.opendocument.text', method: 0 },
  { name: 'content.xml', content: '<office:document-content/>' },
  { name: 'META-INF/manifest.xml', content: '<manifest:manifest/>' },
]);
const letterIn = (charset: string, base64: string) =>
  message(`Content-Type: text/plain; charset=${charset}`, 'Content-Transfer-Encoding: base64', '', base64);
const named = (encoded: string) =>
  attached({
    content: '',
    fields: [`Content-Disposition: attachment; filename*=utf-8''${encoded}`, 'Content-Transfer-Encoding: base64'],
    body: pdf().toString('base64'),
  });

export const delivered: [what: string, message: Buffer][] = [
  [
    'a letter',
    letter(
      'Sehr geehrter Herr Weber,\r\n\r\nder Termin am 3. Dezember passt uns gut.\r\n\r\nMit freundlichen Gruessen\r\nAnna Berger\r\n',
    ),
  ],
  [
    'one that quotes a script',
    letter('Hi,\r\n\r\n@echo off\r\nset s = CreateObject("WScript.Shell")\r\n\r\nDo we still need this?\r\n'),
  ],
  [
    'one that quotes a shortcut',
    letter(
      'Look at what they sent us, I have kept it for the team to see:\r\n\r\n[InternetShortcut]\r\nURL=file://192.0.2.1/a\r\n',
    ),
  ],
  ['a letter in Japanese', letterIn('iso-2022-jp', 'GyRCJCpAJE9DJEskSiRDJEYkKiRqJF4kOSEjGyhCDQo=')],
  ['a letter in Russian', letterIn('koi8-r', '+sTSwdfT1NfVytTFLA0KDQrEz8fP18/SIM7BIMLV0dTJLg0K')],
  ['a PDF', attached({ content: pdf(), name: 'Rechnung.2026.11.pdf', type: 'application/pdf' })],
  [
    'a PDF that prints when it is opened',
    attached({ content: pdf('/OpenAction << /S /Named /N /Print >>'), name: 'Ticket.pdf' }),
  ],
  [
    'an invoice with its data inside',
    attached({ content: pdfWith('factur-x.xml', '<?xml version="1.0"?><rsm:CrossIndustryInvoice/>'), name: 'R.pdf' }),
  ],
  ['a PDF with a PDF inside', attached({ content: pdfWith('Anlage.pdf', pdf()), name: 'Mappe.pdf' })],
  ['a document', attached({ content: docx(), name: 'Vertrag.docx' })],
  ['one under an old name', attached({ content: docx(), name: 'Vertrag.doc', type: 'application/msword' })],
  [
    'one with a link',
    attached({
      content: docx({
        name: 'word/_rels/document.xml.rels',
        content: relationship('hyperlink', 'https://partner.example/'),
      }),
      name: 'a.docx',
    }),
  ],
  [
    'one made from a template',
    attached({
      content: docx({
        name: 'word/_rels/settings.xml.rels',
        content: relationship('attachedTemplate', 'file:///C:/Users/Anna/Brief.dotm'),
      }),
      name: 'a.docx',
    }),
  ],
  ['a workbook of many sheets', attached({ content: xlsx, name: 'Umsatz.xlsx' })],
  ['OpenDocument', attached({ content: odt, name: 'Brief.odt' })],
  [
    'a page that calls itself a workbook',
    attached({
      content: '<html><table><tr><td>1</td></tr></table></html>',
      name: 'export.xls',
      type: 'application/vnd.ms-excel',
    }),
  ],
  [
    'a zip of PDFs',
    attached({
      content: zip([
        { name: 'a/1.pdf', content: pdf() },
        { name: 'a/2.png', content: png },
      ]),
      name: 'a.zip',
    }),
  ],
  ['an empty zip', attached({ content: zip([]), name: 'a.zip' })],
  [
    'source text',
    attached({
      content: gzipSync(
        tar([
          { name: 'a/configure', content: '#!/bin/sh\nmake\n' },
          { name: 'a/run.py', content: 'import os\n' },
        ]),
      ),
      name: 'a.tar.gz',
    }),
  ],
  ['a script for Unix', attached({ content: '#!/bin/bash\nset -e\n', name: 'backup.sh' })],
  ['a patch', attached({ content: 'diff --git a/a.c b/a.c\n--- a/a.c\n+++ b/a.c\n', name: 'fix.patch' })],
  ['a picture under the name of another', attached({ content: png, name: 'photo.jpg', type: 'image/jpeg' })],
  [
    'a drawing',
    attached({ content: '<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>', name: 'logo.svg' }),
  ],
  [
    'bytes that nobody knows',
    attached({ content: Buffer.from('b867ac4889ade8c77046c23778c34fbb3fdb', 'hex'), name: 'probe.dat' }),
  ],
  ['nothing under a name', attached({ content: '', name: 'empty.txt' })],
  ['a Hebrew name from right to left', named('%E2%80%AB%D7%97%D7%95%D7%96%D7%94%E2%80%AC.pdf')],
  ['a name as macOS writes it', named('%E2%81%A8Rechnung%E2%81%A9.pdf')],
  [
    'a picture in the text',
    message(
      ...multipart(
        [
          text('<p>Our new logo: <img src="cid:a@b"></p>', 'text/html'),
          part({ content: png, type: 'image/png', name: 'logo.png' }),
        ],
        'related',
      ),
    ),
  ],
  [
    'an invitation',
    message(
      ...multipart([text('Meeting on Thursday'), text(calendar, 'text/calendar; method=REQUEST')], 'alternative'),
    ),
  ],
  ['a forwarded message', attached({ content: letter('Until Thursday!'), type: 'message/rfc822' })],
  ['a message in a file', attached({ content: letter('Until Thursday!'), name: 'Mail.eml' })],
  [
    'a report of non-delivery',
    message(
      ...multipart(
        [
          text('Unknown user.'),
          text(
            'Reporting-MTA: dns; a.example\r\n\r\nFinal-Recipient: rfc822; b@a.example\r\nAction: failed\r\nStatus: 5.1.1\r\n',
            'message/delivery-status',
          ),
          text('From: tom@example.test\r\n', 'text/rfc822-headers'),
        ],
        'report',
      ),
    ),
  ],
  [
    'a digest of a list',
    message(
      ...multipart(
        Array.from({ length: 12 }, (_, i) => `\r\n${letter(`Answer ${i}`).toString('latin1')}`),
        'digest',
      ),
    ),
  ],
  [
    'words around the parts',
    message(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      'This is a multi-part message in MIME format.',
      '--b',
      '',
      'Until Thursday!',
      '--b--',
      '-- ',
      'Checked by nobody.',
    ),
  ],
];

/** Delivered with the tag that says that nobody could look inside. */
export const tagged: [what: string, code: string, message: Buffer][] = [
  [
    'a zip under a password',
    'ARCHIVE_ENCRYPTED',
    attached({ content: zip([{ name: 'a.pdf', content: 'x', flags: 1 }]), name: 'a.zip' }),
  ],
  [
    'a message in OpenPGP',
    'MIME_ENCRYPTED_PGP',
    message(
      ...multipart(
        [
          text('Version: 1', 'application/pgp-encrypted'),
          text('-----BEGIN PGP MESSAGE-----', 'application/octet-stream'),
        ],
        'encrypted',
      ),
    ),
  ],
];
