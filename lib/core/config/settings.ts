/** The static settings of the embedded host: what is fixed while a process runs. Policy and directory are documents of their own. */
import * as z from 'zod';

import { canonicalDomain } from '../message/canonical.ts';
import { parseNetwork } from '../message/network.ts';
import { parseHostPort, type HostPort } from './host-port.ts';

const megabyte = 1_000_000;

function check<T>(parse: (text: string) => T | undefined, advice: string): z.ZodType<T, string> {
  return z.string(advice).transform((text, context) => {
    const parsed = parse(text);
    if (parsed !== undefined) return parsed;
    context.addIssue({ code: 'custom', message: advice });
    return z.NEVER;
  });
}

const Listen: z.ZodType<HostPort, string> = check(
  parseHostPort,
  'write an address and a port, such as "127.0.0.1:2525"',
);
const Hostname = check(hostnameOf, 'write the full name of this machine, such as mail.example.test');
const Address = check(
  (text) => (!text.includes('/') && parseNetwork(text) ? text : undefined),
  'write an IP address, such as "192.0.2.53"',
);
const Path = z.string().min(1);

function hostnameOf(text: string): string | undefined {
  return text.startsWith('[') ? undefined : canonicalDomain(text);
}

export const Settings = z.strictObject({
  /** Our name in the greeting, in Received and in Authentication-Results. */
  hostname: Hostname.prefault('localhost.localdomain'),
  smtp: z
    .strictObject({
      listen: Listen.prefault('127.0.0.1:2525'),
      /** Absent: a self-signed certificate is made at the first start. */
      tls: z.strictObject({ certificate: Path, key: Path }).optional(),
      maxMessageMegabytes: z.number().min(1).max(150).default(40),
      /** RFC 5321 section 4.5.3.1.8: at least 100. */
      maxRecipients: z.int().min(100).max(10_000).default(100),
      maxConnections: z.int().min(1).max(10_000).default(500),
      maxConnectionsPerClient: z.int().min(1).max(10_000).default(50),
    })
    .prefault({}),
  pop3: z
    .strictObject({
      listen: Listen.prefault('127.0.0.1:2110'),
      /** Where passwords may be sent without TLS. */
      clearTextLogin: z.enum(['loopback', 'never', 'always']).default('loopback'),
    })
    .prefault({}),
  extranet: z.strictObject({ listen: Listen.prefault('127.0.0.1:8025') }).prefault({}),
  /** Threads that open and analyse; absent: one for each processor. */
  workers: z.int().min(1).max(256).optional(),
  clamav: z
    .union([
      z.enum(['auto', 'off']),
      z.strictObject({ off: z.string().min(1) }),
      z.strictObject({ socket: Path }),
      z.strictObject({ host: z.string().min(1), port: z.int().min(1).max(65_535) }),
      z.strictObject({ signatures: Path }),
    ])
    .default('auto'),
  yara: z
    .union([z.enum(['on', 'off']), z.strictObject({ off: z.string().min(1) }), z.strictObject({ rules: Path })])
    .default('on'),
  dns: z.strictObject({ servers: z.array(Address).min(1).optional() }).prefault({}),
  waiting: z.strictObject({ hours: z.number().min(0.1).max(72).default(4) }).prefault({}),
  delivery: z
    .strictObject({
      giveUpDays: z.number().min(1).max(14).default(5),
      tls: z.enum(['opportunistic', 'required', 'off']).default('opportunistic'),
    })
    .prefault({}),
  /** Who sends text messages; credentials are where AWS's own tools look for them. */
  sms: z
    .union([
      z.literal('off'),
      z.strictObject({
        sns: z.strictObject({
          region: z
            .string()
            .regex(/^[a-z]{2}(?:-[a-z]+)+-[0-9]$/, 'write the name of an AWS region, such as eu-central-1'),
          maxPrice: z.number().min(0.01).max(5).default(0.1),
          senderId: z
            .string()
            .regex(
              /^(?=.*[A-Za-z])[A-Za-z0-9]{3,11}$/,
              'write 3 to 11 letters and digits, at least one of them a letter',
            )
            .optional(),
        }),
      }),
    ])
    .default('off'),
  retention: z.strictObject({ searchDays: z.int().min(1).max(3650).default(60) }).prefault({}),
});
export type Settings = z.infer<typeof Settings>;

export const maxMessageBytes = ({ smtp }: Settings): number => Math.round(smtp.maxMessageMegabytes * megabyte);
