/** What each choice of the design saves a month at a million messages: the same bill with the other choice. */
import type { Measured } from './measured.ts';
import { prices } from './prices.ts';

export interface Choice {
  chosen: string;
  instead: string;
  /** Dollars for a million messages, or for a month. */
  saves: number;
  per: 'million' | 'month';
}

const million = 1_000_000;

export function choices({ messages, archived, calls, bytes, functions }: Measured): Choice[] {
  const copies = (million * archived) / messages;
  const objects = sumOf(calls, 's3.') * (million / messages);
  const gigabytes = (bytes * million) / messages / 1024 ** 3;
  const functionCalls = functions.reduce((sum, { invocations }) => sum + invocations, 0) * (million / messages);
  return [
    {
      chosen: 'Step Functions Express',
      instead: 'Standard, 13 transitions a message',
      saves: 13 * 25 - 1.6,
      per: 'million',
    },
    {
      chosen: 'bucket keys',
      instead: 'a KMS call for each object',
      saves: objects * 0.99 * prices.kms.dollars,
      per: 'million',
    },
    {
      chosen: 'indexes that hold keys alone and never change',
      instead: 'two indexes with all attributes: every write of a copy is three',
      saves: copies * 4 * 2 * prices.dynamoWrite.dollars - copies * 1 * prices.dynamoWrite.dollars,
      per: 'million',
    },
    {
      chosen: 'evidence packed into the item of its message',
      instead: 'an object for each',
      saves: million * (prices.s3Put.dollars + prices.s3Get.dollars - prices.dynamoWrite.dollars),
      per: 'million',
    },
    {
      chosen: 'the envelope as metadata of the one object',
      instead: 'an object for each envelope',
      saves: million * (prices.s3Put.dollars + prices.s3Get.dollars),
      per: 'million',
    },
    {
      chosen: 'every function opens the message anew',
      instead: 'parts in the bucket: one PUT and three GETs more',
      saves: million * (prices.s3Put.dollars + 3 * prices.s3Get.dollars),
      per: 'million',
    },
    {
      chosen: 'the states logged at ERROR, without data',
      instead: 'ALL with data, about 20 KB a run',
      saves: ((million * 20_000) / 1024 ** 3) * prices.logs.dollars,
      per: 'million',
    },
    {
      chosen: 'functions log without START, END and REPORT',
      instead: 'with them, about 400 bytes a call',
      saves: ((functionCalls * 400) / 1024 ** 3) * prices.logs.dollars,
      per: 'million',
    },
    { chosen: 'no tracing', instead: 'a trace of every run', saves: million * prices.xray.dollars, per: 'million' },
    {
      chosen: 'our own edge',
      instead: 'the SES entrance for all mail',
      saves: million * prices.sesIn.dollars - gigabytes * prices.nlbCapacity.dollars,
      per: 'million',
    },
    {
      chosen: 'public subnets and gateway endpoints',
      instead: 'two NAT gateways and five interface endpoints in two zones',
      saves: 2 * prices.nat.dollars + 10 * prices.endpoint.dollars,
      per: 'month',
    },
    {
      chosen: 'clamd resident in the edge tasks (3 GB each)',
      instead: 'two provisioned environments of 3,008 MB',
      saves: 2 * (3008 / 1024) * 730 * 3600 * prices.lambdaProvisioned.dollars - 6 * prices.fargateMemory.dollars,
      per: 'month',
    },
  ];
}

function sumOf(calls: ReadonlyMap<string, number>, prefix: string): number {
  return [...calls].filter(([name]) => name.startsWith(prefix)).reduce((sum, [, count]) => sum + count, 0);
}
