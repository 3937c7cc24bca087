/** Our Received field (RFC 5321 section 4.4, keywords of RFC 3848 and RFC 6531). */
import type { Client, Envelope } from '../message/envelope.ts';

export function receivedField(envelope: Envelope, hostname: string, recipient: string | undefined): string {
  const from = envelope.client ? fromClause(envelope.client) : '';
  const to = recipient ? `\r\n\tfor <${recipient}>` : '';
  return `Received: ${from}by ${hostname} (CitrusMail) with ${protocol(envelope)} id ${envelope.id}${to};\r\n\t${date(envelope.receivedAt)}`;
}

function fromClause(client: Client): string {
  const literal = client.ip.includes(':') ? `IPv6:${client.ip}` : client.ip;
  const name = client.rdns ? `${atom(client.rdns)} [${literal}]` : `[${literal}]`;
  return `from ${atom(client.helo ?? '') || 'unknown'} (${name})\r\n\t`;
}

/** A stranger's HELO must not write our header: only what a host name or address literal may hold. */
function atom(name: string): string {
  return name.replace(/[^A-Za-z0-9.:[\]_-]/g, '').slice(0, 255);
}

function protocol({ collector, client, wire, smtputf8 }: Envelope): string {
  if (collector !== 'smtp') return collector.toUpperCase();
  const stem = smtputf8 ? 'UTF8SMTP' : wire?.greeting === 'HELO' ? 'SMTP' : 'ESMTP';
  return client?.tls ? `${stem}S` : stem;
}

/** RFC 5322 section 3.3, in UTC. */
export function date(at: number): string {
  return new Date(at).toUTCString().replace('GMT', '+0000');
}
