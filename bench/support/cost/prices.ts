/**
 * List prices of AWS in us-east-1, in US dollars, without free tiers, as of 24 November 2026. `listed`: read in AWS's price list or on its
 * pages in 2026; the others are the long-standing prices, to be checked before anybody signs anything.
 */
export const pricedOn = '2026-11-24';

export interface Price {
  dollars: number;
  per: string;
  listed: boolean;
}

const price = (dollars: number, per: string, listed = false): Price => ({ dollars, per, listed });

const million = 1_000_000;
const hours = 730;

export const prices = {
  s3Put: price(5 / million, 'PUT, COPY or LIST'),
  s3Get: price(0.4 / million, 'GET or HEAD'),
  s3Month: price(0.023, 'GB and month'),
  sqs: price(0.4 / million, 'request of up to 64 KB'),
  express: price(1 / million, 'execution', true),
  expressTime: price(0.000_016_67, 'GB and second, in steps of 64 MB and 100 ms', true),
  lambda: price(0.2 / million, 'invocation', true),
  lambdaX86: price(0.000_016_666_7, 'GB and second on x86_64', true),
  lambdaArm: price(0.000_013_333_4, 'GB and second on arm64', true),
  lambdaProvisioned: price(0.000_004_166_7, 'GB and second kept ready on x86_64', true),
  dynamoWrite: price(0.625 / million, 'write unit of 1 KB', true),
  dynamoRead: price(0.125 / million, 'read unit of 4 KB', true),
  dynamoMonth: price(0.25, 'GB and month', true),
  firehose: price(0.029 + 0.018, 'GB, in records of 5 KB, turned into Parquet', true),
  kms: price(3 / million, 'request'),
  logs: price(0.5, 'GB of logs'),
  xray: price(5 / million, 'trace'),
  egress: price(0.09, 'GB to the internet'),
  nlbCapacity: price(0.006, 'capacity unit and hour', true),
  sesIn: price(0.1 / 1000, 'message received', true),
  sms: price(0.01, 'text message in the US, about'),

  nlb: price(0.0225 * hours, 'balancer and month', true),
  ipv4: price(0.005 * hours, 'public IPv4 address and month', true),
  fargateCpu: price(0.032_38 * hours, 'vCPU of arm64 and month', true),
  fargateMemory: price(0.003_56 * hours, 'GB of arm64 and month'),
  nat: price(0.045 * hours, 'NAT gateway and month', true),
  endpoint: price(0.01 * hours, 'interface endpoint, zone and month'),
  kmsKey: price(1, 'key and month'),
  secret: price(0.4, 'secret and month'),
  alarm: price(0.1, 'metric of an alarm and month'),
  metric: price(0.3, 'custom metric and month'),
  dashboard: price(3, 'dashboard and month'),
  hostedZone: price(0.5, 'private zone and month'),
} satisfies Record<string, Price>;

/** What others ask, for the same messages. */
export const peerPrices = {
  mailManager: price(0.15 / 1000, 'message through SES Mail Manager', true),
  mailManagerEndpoint: price(50, 'ingress endpoint and month', true),
  mailManagerAddOns: price((0.125 + 0.1875) / 1000, 'message through its add-ons of Spamhaus and Trend Micro', true),
  t4gMedium: price(0.0336 * hours, 't4g.medium and month', true),
  m7gLarge: price(0.0816 * hours, 'm7g.large and month', true),
  disk: price(0.08, 'GB of gp3 and month', true),
} satisfies Record<string, Price>;
