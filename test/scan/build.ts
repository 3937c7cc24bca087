/** Builds the messages of this room: headers of ordinary mail, and parts of every kind. */
import { portableExecutable } from '#core/message/open/archives/test-support.ts';

const wrapped = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/.{76}/g, '$&\r\n');

export interface PartInput {
  content: Uint8Array | string;
  name?: string;
  type?: string;
  /** Further header lines, in place of Content-Disposition and Content-Transfer-Encoding. */
  fields?: string[];
  /** The body as it stands, in place of the content in base64. */
  body?: string;
}

export function part({ content, name, type = 'application/octet-stream', fields, body }: PartInput): string {
  const disposition = name === undefined ? 'attachment' : `attachment; filename="${name}"`;
  return [
    `Content-Type: ${type}`,
    ...(fields ?? [`Content-Disposition: ${disposition}`, 'Content-Transfer-Encoding: base64']),
    '',
    body ?? wrapped(Buffer.from(content)),
  ].join('\r\n');
}

const header = [
  'Received: from mail.partner.example (mail.partner.example [192.0.2.10]) by mx.example.test with ESMTPS id 1; Tue, 24 Nov 2026 10:00:00 +0000',
  'From: Anna Berger <anna.berger@partner.example>',
  'To: Tom Weber <tom@example.test>',
  'Subject: The documents for our meeting on Thursday',
  'Date: Tue, 24 Nov 2026 10:59:58 +0100',
  'Message-ID: <20261124.105958.1@partner.example>',
  'MIME-Version: 1.0',
];
const prose = [
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Hello Tom,\r\n\r\nhere are the documents for our meeting on Thursday. Please have a look at them\r\nand call me if anything is unclear.\r\n\r\nKind regards\r\nAnna Berger\r\n',
].join('\r\n');

/** A message of a body as it stands, its header fields in front. */
export const message = (...lines: string[]): Buffer => Buffer.from([...header, ...lines].join('\r\n'), 'latin1');

export const letter = (text: string): Buffer => message('Content-Type: text/plain; charset=utf-8', '', text);

export function multipart(parts: string[], subtype = 'mixed', boundary = 'b1'): string[] {
  const type = `Content-Type: multipart/${subtype}; boundary="${boundary}"`;
  return [type, '', ...parts.flatMap((one) => [`--${boundary}`, one]), `--${boundary}--`, ''];
}

/** A letter with these attached. */
export const attached = (...inputs: PartInput[]): Buffer => message(...multipart([prose, ...inputs.map(part)]));

export const program = portableExecutable();

/** One page, and what else is given: entries of the catalogue and objects from number 4 on. */
export function pdf(catalogue = '', objects: string[] = []): Buffer {
  const bodies = [
    `<< /Type /Catalog /Pages 2 0 R ${catalogue} >>`,
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>',
    ...objects,
  ];
  const text = bodies.map((body, i) => `${i + 1} 0 obj\n${body}\nendobj\n`).join('');
  const trailer = `trailer\n<< /Size ${bodies.length + 1} /Root 1 0 R >>\nstartxref\n9\n%%EOF\n`;
  return Buffer.from(`%PDF-1.7\n${text}${trailer}`, 'latin1');
}

export const pdfWith = (name: string, content: Uint8Array | string): Buffer =>
  pdf('/Names << /EmbeddedFiles << /Names [(a) 4 0 R] >> >>', [
    `<< /Type /Filespec /F (${name}) /EF << /F 5 0 R >> >>`,
    `<< /Type /EmbeddedFile >>\nstream\n${Buffer.from(content).toString('latin1')}\nendstream`,
  ]);
