/** The messages of `citrusmail try`: harmless ones of our own, one of every kind that the filter has an opinion on. */
import { storedZip } from './sample-zip.ts';

export interface Sample {
  title: string;
  /** What an unchanged default policy makes of it. */
  expect: 'delivered' | 'held' | 'refused';
  recipients: string[];
  message: string;
}

const from = 'Carol Sender <carol@sender.example>';

// In pieces, so that no scanner takes this file for the test virus (eicar.org) or the spam test (GTUBE).
const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');
const gtube = ['XJS*C4JDBQADN1.NSBN3*2IDNEN', '*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X'].join('');

/** A DOS header that points to a PE header: the shape of a Windows program with nothing in it. */
function emptyProgram(): Buffer {
  const program = Buffer.alloc(512);
  program.write('MZ', 0, 'latin1');
  program.writeUInt32LE(0x80, 0x3c);
  program.write('PE\0\0', 0x80, 'latin1');
  program.writeUInt16LE(0x14c, 0x84);
  return program;
}

/** `alice` and `bob`: addresses that the directory knows; `nobody`: one of the same domain that it does not. */
export function samples(alice: string, bob: string, nobody: string, at: Date): Sample[] {
  const make = (
    title: string,
    expect: Sample['expect'],
    subject: string,
    content: string,
    recipients = [alice],
  ): Sample => ({
    title,
    expect,
    recipients,
    message: `${header(subject, recipients[0] ?? alice, at)}${content}`,
  });
  const innerZip = storedZip([{ name: 'eicar.com', bytes: Buffer.from(eicar) }]);
  return [
    make('a plain letter', 'delivered', 'Lunch on Thursday', text('Shall we meet at noon?\r\n')),
    make('a newsletter', 'delivered', 'Our autumn programme', newsletter()),
    make(
      'a virus (EICAR)',
      'held',
      'The file you wanted',
      attachment('eicar.com', 'application/octet-stream', Buffer.from(eicar)),
    ),
    make(
      'the virus in a zip in a zip',
      'held',
      'Photos',
      attachment('photos.zip', 'application/zip', storedZip([{ name: 'inner.zip', bytes: innerZip }])),
    ),
    make('spam (GTUBE)', 'held', 'An offer', text(`${gtube}\r\n`)),
    make(
      'a program called report.pdf',
      'held',
      'Quarterly report',
      attachment('report.pdf', 'application/pdf', emptyProgram()),
    ),
    make(
      'a zip with a password',
      'delivered',
      'As agreed',
      attachment(
        'letters.zip',
        'application/zip',
        storedZip([{ name: 'letter.txt', bytes: Buffer.from('sealed'), encrypted: true }]),
      ),
    ),
    make('a broken MIME structure', 'delivered', 'Forwarded twice', brokenMime()),
    make('one message for two', 'delivered', 'Minutes', text('See you both next week.\r\n'), [alice, bob]),
    make('somebody who is not here', 'refused', 'Hello', text('Are you there?\r\n'), [nobody]),
  ];
}

function header(subject: string, to: string, at: Date): string {
  const id = `${at.getTime()}.${subject.replace(/\W/g, '')}@sender.example`;
  const date = at.toUTCString().replace('GMT', '+0000');
  return `From: ${from}\r\nTo: ${to}\r\nSubject: ${subject}\r\nDate: ${date}\r\nMessage-ID: <${id}>\r\nMIME-Version: 1.0\r\n`;
}

const text = (body: string): string => `Content-Type: text/plain; charset=utf-8\r\n\r\n${body}`;

function attachment(name: string, type: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,76}/g) ?? [];
  return [
    'Content-Type: multipart/mixed; boundary="=_part"',
    '',
    '--=_part',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Please see the attachment.',
    '--=_part',
    `Content-Type: ${type}; name="${name}"`,
    `Content-Disposition: attachment; filename="${name}"`,
    'Content-Transfer-Encoding: base64',
    '',
    ...lines,
    '--=_part--',
    '',
  ].join('\r\n');
}

function newsletter(): string {
  return [
    'List-ID: <programme.sender.example>',
    'List-Unsubscribe: <https://sender.example/unsubscribe?u=1>, <mailto:leave@sender.example>',
    'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    'Content-Type: multipart/alternative; boundary="=_alt"',
    '',
    '--=_alt',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Our autumn programme is out: https://sender.example/autumn',
    '--=_alt',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<html><body><h1>Autumn</h1><p>Our <a href="https://sender.example/autumn">programme</a> is out.</p></body></html>',
    '--=_alt--',
    '',
  ].join('\r\n');
}

function brokenMime(): string {
  return [
    'Content-Type: multipart/mixed; boundary="outer"',
    '',
    '--outer',
    'Content-Type: multipart/alternative; boundary="inner"',
    '',
    '--inner',
    'Content-Type: text/plain',
    '',
    'The inner boundary is never closed, and the outer one neither.',
    '--outer',
    'Content-Type: text/plain; name="notes.txt"',
    '',
    'Still here.',
    '',
  ].join('\r\n');
}
