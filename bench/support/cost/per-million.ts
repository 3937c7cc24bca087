/** What a million messages cost: what the rehearsal counted, at list prices. Only waiting times are assumed; everything else was counted. */
import { type Line, line } from './bill.ts';
import type { Measured, MeasuredFunction } from './measured.ts';
import { type Price, prices } from './prices.ts';

/** Milliseconds that a function waits for one call, in one region; and for the next hop to take a message. Assumed, to be measured in an account. */
export const waits: Record<string, number> = { s3: 25, dynamodb: 6, sqs: 10, firehose: 15, states: 0, smtp: 300 };
/** A Lambda has one whole processor at this many MB. */
const oneProcessor = 1769;
const million = 1_000_000;
const gigabyte = 1024 ** 3;
/** Between the states of one run. */
const machineOverhead = 40;

const puts = [
  'PutObject',
  'CopyObject',
  'CreateMultipartUpload',
  'UploadPart',
  'CompleteMultipartUpload',
  'ListObjectsV2',
];
const gets = ['GetObject', 'HeadObject'];
/** Days that a message stays in the bucket on average: delivered ones go at once, a few are held for 30. */
const storedDays = 2;

export function perMillion(measured: Measured): Line[] {
  const scale = million / measured.messages;
  const calls = (service: string, operations: readonly string[]): number =>
    scale * operations.reduce((sum, operation) => sum + (measured.calls.get(`${service}.${operation}`) ?? 0), 0);
  const gigabytes = (measured.bytes * scale) / gigabyte;
  const rest = functionsBut(measured, 'clamav');
  return [
    line('S3, writing', calls('s3', puts), prices.s3Put),
    line('S3, reading', calls('s3', gets), prices.s3Get),
    line('S3, keeping', (gigabytes * storedDays) / 30, prices.s3Month),
    line('DynamoDB, writing', measured.writeUnits * scale, prices.dynamoWrite),
    line('DynamoDB, reading', measured.readUnits * scale, prices.dynamoRead),
    line('DynamoDB, keeping for 60 days', scale * keptGigabytes(measured) * 2, prices.dynamoMonth),
    line('SQS', queueRequests(measured) * scale, prices.sqs),
    line('Step Functions, runs', runs(measured) * scale, prices.express),
    line('Step Functions, time', scale * machineTime(measured), prices.expressTime),
    line('Lambda, calls', scale * sum(measured.functions, ({ invocations }) => invocations), prices.lambda),
    ...timeLines('Lambda, ClamAV', measured.functions.filter(isNamed('clamav')), scale),
    ...timeLines('Lambda, the others', rest, scale),
    line('Lambda, the start function while it waits', scale * startWaits(measured), prices.lambdaArm),
    line('Firehose', (scale * measured.archived * 5 * 1024) / gigabyte, prices.firehose),
    line('KMS with bucket keys', calls('s3', [...puts, ...gets]) / 100, prices.kms),
    line('CloudWatch Logs', (scale * sum(measured.functions, ({ logged }) => logged)) / gigabyte, prices.logs),
    line('network balancer, capacity', gigabytes, prices.nlbCapacity),
    line('to the next hop over the internet', (gigabytes * measured.delivered) / measured.messages, prices.egress),
  ];
}

const isNamed =
  (name: string) =>
  (one: MeasuredFunction): boolean =>
    one.name.endsWith(name);

const functionsBut = ({ functions }: Measured, name: string): MeasuredFunction[] =>
  functions.filter((one) => !isNamed(name)(one));

const sum = <T>(items: readonly T[], of: (item: T) => number): number => items.reduce((all, item) => all + of(item), 0);

function timeLines(name: string, functions: readonly MeasuredFunction[], scale: number): Line[] {
  const on = (architecture: string): number =>
    scale *
    sum(
      functions.filter((one) => one.architecture === architecture),
      (one) => (one.memory / 1024) * seconds(one),
    );
  const priced = (architecture: string, price: Price): Line =>
    line(`${name}, GB and seconds on ${architecture}`, on(architecture), price);
  return [priced('x86_64', prices.lambdaX86), priced('arm64', prices.lambdaArm)].filter(({ count }) => count > 0);
}

/** Seconds that all invocations of the function take: its processor's time at its share of one, and what it waits for. */
export function seconds({ name, memory, cpu, calls, invocations }: MeasuredFunction): number {
  const working = cpu / Math.min(1, memory / oneProcessor);
  const waiting = sum([...calls], ([call, count]) => count * (waits[call.split('.')[0] ?? ''] ?? 0));
  const hop = name.endsWith('deliver') ? invocations * (waits['smtp'] ?? 0) : 0;
  return (working + waiting + hop) / 1000;
}

/** GB and seconds: one message an invocation, the dearest case; under load ten share one. */
function startWaits(measured: Measured): number {
  const [start] = measured.functions.filter(isNamed('start'));
  return ((start?.memory ?? 0) / 1024) * runs(measured) * runTime(measured);
}

/** Billed in steps of 100 ms and 64 MB. */
function machineTime(measured: Measured): number {
  return runs(measured) * (Math.ceil(runTime(measured) * 10) / 10) * (64 / 1024);
}

/** Seconds of one run, which is as long as its longest examiner. */
function runTime(measured: Measured): number {
  const each = (name: string): number => {
    const [one] = measured.functions.filter(isNamed(name));
    return one && one.invocations > 0 ? seconds(one) / one.invocations : 0;
  };
  const examined = Math.max(each('clamav'), each('yara'), each('content'));
  return each('open') + examined + each('decide') + machineOverhead / 1000;
}

const runs = ({ calls }: Measured): number => calls.get('states.StartSyncExecution') ?? 0;

/** Sent by S3 or us, received and deleted by Lambda's poller: in the worst case one by one. */
function queueRequests({ calls, functions }: Measured): number {
  const sent = (calls.get('sqs.SendMessage') ?? 0) + (calls.get('sqs.SendMessageBatch') ?? 0);
  const polled = sum(
    functions.filter((one) => isNamed('start')(one) || isNamed('deliver')(one)),
    ({ invocations }) => invocations,
  );
  return sent + 2 * polled;
}

/** One item for the message with its evidence, one for each copy. */
function keptGigabytes({ messages, archived }: Measured): number {
  return (messages * 2500 + archived * 1024) / gigabyte;
}
