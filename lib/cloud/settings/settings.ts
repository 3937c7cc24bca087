/** What an administrator may decide about a stack: the key `citrusmail` of cdk.json's context. docs/deploy.md explains each. */
import * as z from 'zod';

const Hostname = z
  .string('write a name such as mail.example.test')
  .regex(
    /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/,
    'write a name such as mail.example.test, in small letters and without a dot at its end',
  );
const arn = (service: string, example: string) =>
  z.string().regex(new RegExp(`^arn:aws[a-z-]*:${service}:`), `write an ARN such as ${example}`);
const Secret = arn('secretsmanager', 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:mail-AbCdEf');
/** `name` or `name:tag`; the digest is a setting of its own, so that it can be pinned without repeating the name. */
const Image = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._:/-]*$/, 'write the name of an image such as public.ecr.aws/docker/library/node:24-slim');
const Digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'write sha256: and 64 hexadecimal digits');
/** CloudWatch Logs keeps for these numbers of days and no others. */
const logDays = [1, 3, 5, 7, 14, 30, 60, 90, 180, 365] as const;
/** Fargate's sizes: each processor share allows some memories. */
const fargateMemory: Record<number, readonly number[]> = {
  256: [512, 1024, 2048],
  512: [1024, 2048, 3072, 4096],
  1024: [2048, 3072, 4096, 5120, 6144, 7168, 8192],
  2048: [4096, 5120, 6144, 7168, 8192, 10_240, 12_288, 16_384],
  4096: [8192, 10_240, 12_288, 16_384, 20_480, 24_576, 30_720],
};

const Delivery = z.strictObject({
  /** Port 25 to the outside: needs a NAT with a fixed address, and AWS's leave. */
  port25: z.boolean().default(false),
  tls: z.enum(['opportunistic', 'required', 'off']).default('opportunistic'),
  giveUpDays: z.int().min(1).max(14).default(5),
});

const Clamav = z.strictObject({
  /** A zip or a folder on this machine, or the ARN of a layer version. Absent: what `npm run layer` made. */
  layer: z.string().min(1).optional(),
  /** Signatures from a mirror inside the organisation instead of ClamAV's own servers. */
  mirror: z
    .string()
    .regex(/^https?:\/\/\S+$/, 'write an address such as https://mirror.example.test/clamav')
    .optional(),
  /** A folder with ClamAV for the edge's processors, run beside it; false: none. Absent: what `npm run layer` made for them. */
  resident: z.union([z.literal(false), z.string().min(1)]).optional(),
});

const Edge = z
  .strictObject({
    image: Image.default('public.ecr.aws/docker/library/node:24-bookworm-slim'),
    digest: Digest.optional(),
    /** Brings our code from the bucket of assets before Node starts. */
    fetchImage: Image.default('public.ecr.aws/aws-cli/aws-cli:latest'),
    fetchDigest: Digest.optional(),
    architecture: z.enum(['arm64', 'x86_64']).default('arm64'),
    cpu: z.literal([256, 512, 1024, 2048, 4096]).default(512),
    /** Megabytes. Absent: 1,024, and 3,072 more for the clamd of `standard` and `large`. */
    memory: z.int().optional(),
    tasks: z.int().min(1).max(100).default(2),
    /** Absent: STARTTLS is offered with a certificate that the edge makes for itself. */
    certificateSecretArn: Secret.optional(),
    /** Absent: a secret is made, with no mailbox in it. */
    mailboxSecretArn: Secret.optional(),
  })
  .refine(({ cpu, memory }) => memory === undefined || fargateMemory[cpu]?.includes(memory), {
    path: ['memory'],
    error: ({ input }) => `write one of ${fargateMemory[(input as { cpu: number }).cpu]?.join(', ')}`,
  });

const Retention = z.strictObject({
  searchDays: z.int().min(7).max(365).default(60),
  /** S3 forgets then what is held, whatever a policy says; a policy itself may say 365 at most. */
  quarantineDays: z.int().min(31).max(3650).default(366),
  /** Overwritten and deleted objects can be had back for so long. */
  undeleteDays: z.int().min(1).max(90).default(7),
  logDays: z.literal([...logDays]).default(14),
});

const Lambda = z.strictObject({
  /** Calls of the start function at once, for each lane; a call runs up to ten messages. */
  maximumConcurrency: z.int().min(2).max(1000).default(10),
  deliveryConcurrency: z.int().min(2).max(1000).default(10),
  /** For each examiner. Absent: none, because a new account must leave 100 unreserved and often has no more than that. */
  reservedConcurrency: z.int().min(1).max(1000).optional(),
  /** ClamAV's environments that stay warm in `large`, where no clamd stays up beside the edge. */
  provisionedConcurrency: z.int().min(1).max(100).default(2),
});

const Sms = z.strictObject({
  enabled: z.boolean().default(false),
  /** US dollars for one text message. */
  maxPrice: z.number().min(0.01).max(5).default(0.1),
  /** What telephones show as the sender, where the country has it. */
  senderId: z
    .string()
    .regex(/^(?=.*[A-Za-z])[A-Za-z0-9]{3,11}$/, 'write 3 to 11 letters and digits, at least one of them a letter')
    .optional(),
  /** US dollars for a month. The account has one limit for all that it sends. */
  monthlyLimit: z.int().min(1).max(10_000).default(1),
});

export const Settings = z.strictObject({
  /** Begins the name of everything that has a name in the account. */
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,18}[a-z0-9]$/, 'write 2 to 20 small letters, digits and hyphens, a letter first')
    .default('citrusmail'),
  hostname: Hostname,
  profile: z.enum(['small', 'standard', 'large']).default('standard'),
  /** Absent: `ses` for small, `edge` for the others. */
  entrance: z.enum(['edge', 'ses', 'both']).optional(),
  /** Whose mail SES takes. Absent: every domain that is verified in the account. */
  domains: z.array(Hostname).default([]),
  delivery: Delivery.prefault({}),
  clamav: Clamav.prefault({}),
  edge: Edge.prefault({}),
  retention: Retention.prefault({}),
  lambda: Lambda.prefault({}),
  alarms: z.strictObject({ email: z.email('write an address such as post@example.test').optional() }).prefault({}),
  sms: Sms.prefault({}),
  /** Start queues beside one another. Absent: 4 for large, 1 for the others. */
  lanes: z.literal([1, 2, 4, 8, 16]).optional(),
  /** SES takes 40 MB at most, and so do we. */
  maxMessageMegabytes: z.int().min(1).max(40).default(40),
  engineWaitHours: z.int().min(1).max(72).default(4),
});
export type Settings = z.output<typeof Settings>;
