/** SPF (RFC 7208) of the client that handed the message over. */
import { spf } from 'mailauth/lib/spf/index.js';

import type { Client, Envelope } from '../../message/envelope.ts';
import type { Finding } from '../../findings/finding.ts';
import { isPublicAddress } from '../client-address.ts';
import { note } from './codes.ts';
import type { MessageDns } from './dns.ts';

export interface SpfReport {
  /** Nobody that SPF could be asked about: no client, or one of our own networks. Then nothing can be concluded. */
  checked: boolean;
  /** The domain of a pass. */
  pass?: string;
  /** The domain of which DNS said nothing. */
  possible?: string;
  finding: Finding;
}

/** RFC 7208 section 4.6.4: at least 20 seconds may be allowed; a mail filter has less. */
const maxElapsedTime = 10_000;

export async function examineSpf(envelope: Envelope, hostname: string, dns: MessageDns): Promise<SpfReport> {
  const { client, mailFrom } = envelope;
  if (!client || client.from === 'none') return { checked: false, finding: note('SPF_NONE', 'no client address') };
  if (!isPublicAddress(client.ip)) return { checked: false, finding: note('SPF_NONE', `private client ${client.ip}`) };
  return checkHost(client, mailFrom, hostname, dns);
}

/** `check_host()` of RFC 7208 section 4. */
export async function checkHost(
  { ip, helo = '' }: Client,
  mailFrom: string,
  hostname: string,
  dns: MessageDns,
): Promise<SpfReport> {
  const { domain, status } = await spf({
    // RFC 7208 section 2.4: of a null reverse-path the HELO identity is checked.
    sender: mailFrom,
    ip,
    helo,
    mta: hostname,
    resolver: (name, type) => dns.resolve(name, type),
    strict: true,
    maxElapsedTime,
  });
  const evidence = `${mailFrom ? 'mailfrom' : 'helo'}=${domain} ip=${ip}`;
  const finding = findingOf(status.result, evidence);
  return {
    checked: true,
    finding,
    ...(status.result === 'pass' && { pass: domain }),
    ...(status.result === 'temperror' && { possible: domain }),
  };
}

function findingOf(result: string, evidence: string): Finding {
  switch (result) {
    case 'pass':
      return note('SPF_PASS', evidence);
    case 'fail':
      return note('SPF_FAIL', evidence, 1.5);
    case 'softfail':
      return note('SPF_SOFTFAIL', evidence, 0.5);
    case 'neutral':
      return note('SPF_NEUTRAL', evidence);
    case 'none':
      return note('SPF_NONE', evidence);
    case 'permerror':
      return note('SPF_PERMERROR', evidence, 0.5);
    default:
      return note('SPF_TEMPERROR', evidence);
  }
}
