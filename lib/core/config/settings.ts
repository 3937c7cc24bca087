/** The static settings of the embedded host: what is fixed while a process runs. Policy and directory are documents of their own. */
import * as z from 'zod';

import { canonicalDomain } from '../message/canonical.ts';
import { parseNetwork } from '../message/network.ts';
import { domainPattern } from '../policy/patterns.ts';
import { parseHostPort, type HostPort } from './host-port.ts';

const megabyte = 1_000_000;

/** The pattern is for editors, and lets through all that `parse` takes. */
function check<T>(parse: (text: string) => T | undefined, advice: string, pattern: RegExp): z.ZodType<T, string> {
  const text = z.string(advice).meta({ pattern: pattern.source });
  return text.transform((text, context) => {
    const parsed = parse(text);
    if (parsed !== undefined) return parsed;
    context.addIssue({ code: 'custom', message: advice });
    return z.NEVER;
  });
}

const Listen: z.ZodType<HostPort, string> = check(
  parseHostPort,
  'write an address and a port, such as "127.0.0.1:2525"',
  /:[0-9]{1,5}$/,
);
const Hostname = check(hostnameOf, 'write the full name of this machine, such as mail.example.test', domainPattern);
const Address = check(
  (text) => (!text.includes('/') && parseNetwork(text) ? text : undefined),
  'write an IP address, such as "192.0.2.53"',
  /^[0-9A-Fa-f:.]+$/,
);
const Path = z.string().min(1);
const Off = z.strictObject({ off: z.string().min(1).describe('Why it is off.') });
const listening = 'An address and a port; port 0 takes a free one.';

function hostnameOf(text: string): string | undefined {
  return text.startsWith('[') ? undefined : canonicalDomain(text);
}

export const Settings = z.strictObject({
  hostname: Hostname.prefault('localhost.localdomain').describe(
    'Our name in the greeting, in Received and in Authentication-Results.',
  ),
  smtp: z
    .strictObject({
      listen: Listen.prefault('127.0.0.1:2525').describe(listening),
      tls: z
        .strictObject({ certificate: Path.describe('A PEM file.'), key: Path.describe('A PEM file.') })
        .optional()
        .describe('Absent: a self-signed certificate is made at the first start.'),
      maxMessageMegabytes: z.number().min(1).max(150).default(40).describe('Announced as SIZE.'),
      /** RFC 5321 section 4.5.3.1.8: at least 100. */
      maxRecipients: z.int().min(100).max(10_000).default(100).describe('Of one message.'),
      maxConnections: z.int().min(1).max(10_000).default(500).describe('At once.'),
      maxConnectionsPerClient: z.int().min(1).max(10_000).default(50).describe('At once from one address.'),
    })
    .prefault({})
    .describe('Where mail comes in.'),
  pop3: z
    .strictObject({
      listen: Listen.prefault('127.0.0.1:2110').describe(listening),
      clearTextLogin: z
        .enum(['loopback', 'never', 'always'])
        .default('loopback')
        .describe('Where passwords may be sent without TLS.'),
    })
    .prefault({})
    .describe('Where mailboxes are read.'),
  extranet: z
    .strictObject({ listen: Listen.prefault('127.0.0.1:8025').describe(listening) })
    .prefault({})
    .describe('The pages of the filter.'),
  workers: z
    .int()
    .min(1)
    .max(256)
    .optional()
    .describe('Threads that open and analyse; absent: one for each processor.'),
  clamav: z
    .union([
      z.enum(['auto', 'off']),
      Off,
      z.strictObject({ socket: Path.describe('The socket of a clamd.') }),
      z.strictObject({
        host: z.string().min(1).describe('The address of a clamd.'),
        port: z.int().min(1).max(65_535).describe('The port of a clamd.'),
      }),
      z.strictObject({ signatures: Path.describe('A folder of signatures for a clamd of our own.') }),
    ])
    .default('auto')
    .describe('The engine of antivirus/clamav.'),
  yara: z
    .union([z.enum(['on', 'off']), Off, z.strictObject({ rules: Path.describe('A folder of rules of your own.') })])
    .default('on')
    .describe('The engine of antivirus/yara.'),
  dns: z
    .strictObject({
      servers: z.array(Address).min(1).optional().describe("Resolvers to ask; absent: the system's."),
    })
    .prefault({})
    .describe('How names are looked up.'),
  waiting: z
    .strictObject({
      hours: z
        .number()
        .min(0.1)
        .max(72)
        .default(4)
        .describe('How long mail waits for an engine that is not there before it is held.'),
    })
    .prefault({})
    .describe('Mail that waits to be examined.'),
  delivery: z
    .strictObject({
      giveUpDays: z.number().min(1).max(14).default(5).describe('How long delivery is tried.'),
      tls: z.enum(['opportunistic', 'required', 'off']).default('opportunistic').describe('TLS to the next server.'),
    })
    .prefault({})
    .describe('How mail goes on.'),
  sms: z
    .union([
      z.literal('off'),
      z.strictObject({
        sns: z
          .strictObject({
            region: z
              .string()
              .regex(/^[a-z]{2}(?:-[a-z]+)+-[0-9]$/, 'write the name of an AWS region, such as eu-central-1')
              .describe('An AWS region such as eu-central-1.'),
            maxPrice: z.number().min(0.01).max(5).default(0.1).describe('Most dollars for one text.'),
            senderId: z
              .string()
              .regex(
                /^(?=.*[A-Za-z])[A-Za-z0-9]{3,11}$/,
                'write 3 to 11 letters and digits, at least one of them a letter',
              )
              .optional()
              .describe('What telephones show as the sender where the country has it.'),
          })
          .describe('Amazon SNS.'),
      }),
    ])
    .default('off')
    .describe("Who sends text messages; credentials are where AWS's own tools look for them."),
  retention: z
    .strictObject({
      searchDays: z.int().min(1).max(3650).default(60).describe('How long the log is searchable.'),
    })
    .prefault({})
    .describe('How long things are kept.'),
});
export type Settings = z.infer<typeof Settings>;

export const maxMessageBytes = ({ smtp }: Settings): number => Math.round(smtp.maxMessageMegabytes * megabyte);
