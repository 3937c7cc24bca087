/** Text messages by Amazon SNS, straight to a number. Region and credentials are found where the SDK looks for them, unless a region is given. */
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';

import type { Sent, TextSender } from '#core/ports/text-sender.ts';

export interface SnsOptions {
  region?: string;
  /** Most US dollars that one text may cost; SNS does not send a dearer one. */
  maxPrice: number;
  /** What telephones show as the sender, where the country has it; absent: SNS chooses. */
  senderId?: string | undefined;
}

const connectWithin = 2_000;
const answerWithin = 4_000;
/** Too many at once: 4xx as well, and yet not for good. */
const tooMany = /^(?:Throttl|TooManyRequests|RequestLimitExceeded)/;

export function createSnsSender({ region, maxPrice, senderId }: SnsOptions): TextSender {
  const client = new SNSClient({
    ...(region !== undefined && { region }),
    // Publish has no key by which SNS would know a repetition: where an answer is lost the text may be sent already.
    maxAttempts: 1,
    requestHandler: { connectionTimeout: connectWithin, requestTimeout: answerWithin, throwOnRequestTimeout: true },
  });
  const MessageAttributes = {
    'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' },
    'AWS.SNS.SMS.MaxPrice': { DataType: 'Number', StringValue: String(maxPrice) },
    ...(senderId !== undefined && { 'AWS.SNS.SMS.SenderID': { DataType: 'String', StringValue: senderId } }),
  };
  return {
    async send(phone, text, signal) {
      const command = new PublishCommand({ PhoneNumber: phone, Message: text, MessageAttributes });
      try {
        const { MessageId = '' } = await client.send(command, { abortSignal: signal });
        return { outcome: 'sent', id: MessageId };
      } catch (error) {
        return failure(error);
      }
    },
  };
}

/** SNS writes the number into its messages: the error's name has to do. */
function failure(error: unknown): Sent {
  const why = error instanceof Error ? error.name : 'Error';
  const status = statusOf(error);
  const forGood = status >= 400 && status < 500 && status !== 429 && !tooMany.test(why);
  return { outcome: forGood ? 'refused' : 'later', why };
}

/** 0 where SNS did not answer at all. */
function statusOf(error: unknown): number {
  if (!(error instanceof Error) || !('$metadata' in error)) return 0;
  return (error.$metadata as { httpStatusCode?: number }).httpStatusCode ?? 0;
}
