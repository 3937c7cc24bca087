/** SQS: fauxqs, with the limits that it does not check. Visibility and delays pass in real time. */
import type { Request, Room } from './call.ts';
import { ask, type Fauxqs } from './fauxqs.ts';
import { fields, type Fields, jsonRefusal, type Known, operationOf, text, unknownFields } from './wire.ts';

const known: Known = {
  SendMessage: ['QueueUrl', 'MessageBody', 'DelaySeconds', 'MessageAttributes'],
  SendMessageBatch: ['QueueUrl', 'Entries'],
  ReceiveMessage: [
    'QueueUrl',
    'MaxNumberOfMessages',
    'VisibilityTimeout',
    'WaitTimeSeconds',
    'AttributeNames',
    'MessageSystemAttributeNames',
    'MessageAttributeNames',
  ],
  DeleteMessage: ['QueueUrl', 'ReceiptHandle'],
  DeleteMessageBatch: ['QueueUrl', 'Entries'],
  ChangeMessageVisibility: ['QueueUrl', 'ReceiptHandle', 'VisibilityTimeout'],
  ChangeMessageVisibilityBatch: ['QueueUrl', 'Entries'],
  GetQueueAttributes: ['QueueUrl', 'AttributeNames'],
};
const entryFields = ['Id', 'MessageBody', 'DelaySeconds', 'MessageAttributes', 'ReceiptHandle', 'VisibilityTimeout'];
const reading = ['ReceiveMessage', 'GetQueueAttributes'];
const longestDelay = 900;

export function sqsRoom(fauxqs: Fauxqs): Room {
  return {
    service: 'sqs',
    read(request) {
      const operation = operationOf(request, 'AmazonSQS');
      const queue = text(fields(request)['QueueUrl']).split('/').at(-1) ?? '';
      return { operation, target: queue, write: operation in known && !reading.includes(operation) };
    },
    pretends(request, { operation }) {
      const foreign = entries(request).flatMap((entry) =>
        Object.keys(entry).filter((field) => !entryFields.includes(field)),
      );
      return foreign.length > 0 ? `would ignore ${foreign.join(', ')}` : unknownFields(known, operation, request);
    },
    async answer(request) {
      const delays = [fields(request), ...entries(request)].map(({ DelaySeconds = 0 }) => Number(DelaySeconds));
      if (delays.some((delay) => !(delay >= 0 && delay <= longestDelay)))
        return refusal(400, 'InvalidParameterValue', 'DelaySeconds must be >= 0 and <= 900');
      return ask(fauxqs, request);
    },
    refusal,
  };
}

function entries(request: Request): Fields[] {
  const list = fields(request)['Entries'];
  return Array.isArray(list) ? (list as Fields[]) : [];
}

const refusal: Room['refusal'] = (status, code, message) => jsonRefusal(status, `com.amazonaws.sqs#${code}`, message);
