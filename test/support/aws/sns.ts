/** SNS, as far as text messages use it: Publish to a telephone number. What was sent is kept. */
import { randomUUID } from 'node:crypto';

import type { Request, Room } from './call.ts';
import { element, requestId, xml } from './wire.ts';

export interface TextMessage {
  phone: string;
  message: string;
  /** `AWS.SNS.SMS.MaxPrice` and the like. */
  attributes: Record<string, string>;
}

const known =
  /^(?:Action|Version|PhoneNumber|Message|MessageAttributes\.entry\.\d+\.(?:Name|Value\.(?:DataType|StringValue)))$/;
const attributesKnown = ['AWS.SNS.SMS.MaxPrice', 'AWS.SNS.SMS.SenderID', 'AWS.SNS.SMS.SMSType'];
/** AWS: it splits a text into parts of 140 bytes, up to 1,600 bytes in all. */
const longest = 1600;

export function snsRoom(sent: TextMessage[]): Room {
  const room: Room = {
    service: 'sns',
    read(request) {
      const form = formOf(request);
      return {
        operation: form.get('Action') ?? '',
        target: form.get('PhoneNumber') ?? form.get('TopicArn') ?? '',
        write: true,
      };
    },
    pretends(request, { operation }) {
      const form = formOf(request);
      const foreign = [...form.keys()].filter((name) => !known.test(name));
      foreign.push(...Object.keys(attributesOf(form)).filter((name) => !attributesKnown.includes(name)));
      if (operation !== 'Publish') return `${operation} is not done here`;
      return foreign.length > 0 ? `would ignore ${foreign.join(', ')}` : undefined;
    },
    async answer(request, { target }) {
      const form = formOf(request);
      const message = form.get('Message') ?? '';
      if (!/^\+[1-9]\d{1,14}$/.test(target))
        return room.refusal(400, 'InvalidParameter', 'Invalid parameter: PhoneNumber');
      if (message === '' || Buffer.byteLength(message) > longest)
        return room.refusal(400, 'InvalidParameter', 'Invalid parameter: Message');
      sent.push({ phone: target, message, attributes: attributesOf(form) });
      return xml(
        `<PublishResponse><PublishResult>${element('MessageId', randomUUID())}</PublishResult>${metadata()}</PublishResponse>`,
      );
    },
    refusal(status, code, message) {
      const error = `${element('Type', status < 500 ? 'Sender' : 'Receiver')}${element('Code', code)}${element('Message', message)}`;
      return xml(`<ErrorResponse><Error>${error}</Error>${element('RequestId', requestId())}</ErrorResponse>`, status);
    },
  };
  return room;
}

function formOf({ body }: Request): URLSearchParams {
  return new URLSearchParams(body.toString());
}

function attributesOf(form: URLSearchParams): Record<string, string> {
  const named = [...form].filter(([name]) => /^MessageAttributes\.entry\.\d+\.Name$/.test(name));
  return Object.fromEntries(
    named.map(([name, value]) => [value, form.get(name.replace(/Name$/, 'Value.StringValue')) ?? '']),
  );
}

function metadata(): string {
  return `<ResponseMetadata>${element('RequestId', requestId())}</ResponseMetadata>`;
}
