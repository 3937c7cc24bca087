/** For tests: a notice and a message as SES's documentation shows them, with names of our own. */

export const messageId = 'o3vrnil0e2ic28trm7dfhrc2v0clambda4nbp0g1';

export interface NoticeParts {
  id?: string;
  source?: string;
  recipients?: string[];
}

export function noticeOf({
  id = messageId,
  source = 'carol@sender.example',
  recipients = ['alice@example.test'],
}: NoticeParts = {}) {
  const pass = { status: 'PASS' };
  return {
    notificationType: 'Received',
    mail: {
      timestamp: '2026-11-24T12:00:00.936Z',
      source,
      messageId: id,
      destination: recipients,
      headersTruncated: false,
      headers: [{ name: 'Return-Path', value: '<carol@sender.example>' }],
      commonHeaders: { subject: 'Hello', from: ['carol@sender.example'], to: recipients },
    },
    receipt: {
      timestamp: '2026-11-24T12:00:00.936Z',
      processingTimeMillis: 406,
      recipients,
      spamVerdict: pass,
      virusVerdict: pass,
      spfVerdict: pass,
      dkimVerdict: pass,
      dmarcVerdict: pass,
      action: {
        type: 'S3',
        topicArn: 'arn:aws:sns:eu-west-1:000000000000:citrusmail-ses',
        bucketName: 'citrusmail-test',
        objectKeyPrefix: 'ses/',
        objectKey: `ses/${id}`,
      },
    },
  };
}

/** What SES puts above the sender's own header. */
export function sesHeader(id = messageId): string {
  return [
    'Return-Path: <carol@sender.example>',
    'Received: from out.sender.example (host7.sender.example [192.0.2.7])',
    ' by inbound-smtp.eu-west-1.amazonaws.com with SMTP id ' + id,
    ' for alice@example.test;',
    ' Tue, 24 Nov 2026 12:00:00 +0000 (UTC)',
    'X-SES-Spam-Verdict: PASS',
    '',
  ].join('\r\n');
}
