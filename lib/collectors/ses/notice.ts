/** What SES tells through SNS of a message that its receipt rule has put into the bucket. */
import * as z from 'zod';

const Time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/** The message's name in the bucket, too: nothing but letters, digits and what cannot make another key of it. */
const MessageId = z.string().regex(/^[A-Za-z0-9_-]{1,128}$/);

/** Of a notice with many or long headers SES leaves some out, so nothing here asks for them. */
const Received = z.object({
  notificationType: z.literal('Received'),
  mail: z.object({ messageId: MessageId, source: z.string() }),
  receipt: z.object({ timestamp: Time, recipients: z.array(z.string().min(1)).min(1) }),
});

export interface Notice {
  messageId: string;
  /** The reverse-path; empty for `<>`. */
  mailFrom: string;
  /** Those of the RCPTs that the receipt rule is for. */
  recipients: string[];
  receivedAt: number;
}

/** `test`: what SES sends by itself when a rule is made. Anything else that is no notice throws: it is somebody's mail, or nobody knows what. */
export function readNotice(text: string): Notice | 'test' {
  if (text.startsWith('Successfully validated SNS topic')) return 'test';
  const { mail, receipt } = Received.parse(JSON.parse(text));
  return {
    messageId: mail.messageId,
    mailFrom: mail.source.replace(/^<|>$/g, ''),
    recipients: [...new Set(receipt.recipients)],
    receivedAt: receipt.timestamp,
  };
}
