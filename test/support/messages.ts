/** Messages for tests of the whole house, and a way to send them. */
import { createSmtpTransport } from '#clients/smtp/transport.ts';
import type { ShipmentResult } from '#core/ports/transport.ts';

// In pieces, so that no scanner takes this file for the test virus.
export const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

function header(subject: string, type: string): string[] {
  return [
    'From: Carol Sender <carol@sender.example>',
    'To: alice@example.test',
    `Subject: ${subject}`,
    'Date: Tue, 24 Nov 2026 12:00:00 +0000',
    `Message-ID: <${encodeURIComponent(subject)}@sender.example>`,
    'MIME-Version: 1.0',
    `Content-Type: ${type}`,
    '',
  ];
}

export function letter(subject: string, body = 'Shall we meet at noon on Thursday?\r\n'): string {
  return [...header(subject, 'text/plain; charset=utf-8'), body].join('\r\n');
}

export function withAttachment(subject: string, name: string, bytes: Uint8Array): string {
  return [
    ...header(subject, 'multipart/mixed; boundary="b1"'),
    '--b1',
    'Content-Type: text/plain',
    '',
    'Please see the attachment.',
    '--b1',
    `Content-Type: application/octet-stream; name="${name}"`,
    `Content-Disposition: attachment; filename="${name}"`,
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(bytes).toString('base64'),
    '--b1--',
    '',
  ].join('\r\n');
}

export interface Sent {
  results: ShipmentResult[];
  /** The id that the filter gave it. */
  id: string;
}

export async function send(smtp: string, message: string, recipients = ['alice@example.test']): Promise<Sent> {
  const transport = createSmtpTransport({
    hostname: 'sender.example',
    resolver: () => Promise.reject(new Error('no DNS')),
  });
  const shipment = {
    hosts: [smtp],
    domain: '',
    mailFrom: 'carol@sender.example',
    recipients,
    body8bit: true,
    smtputf8: false,
  };
  const results = await transport.ship({ ...shipment, bytes: Buffer.from(message) }, AbortSignal.timeout(30_000));
  transport.close();
  const answers = results.map(({ remote }) => remote.text).join(' ');
  return { results, id: /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(answers)?.[0] ?? '' };
}
