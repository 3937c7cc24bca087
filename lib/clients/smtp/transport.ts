/** The Transport port over nodemailer's SMTP connection: hosts in order, MX lookup, connections kept for the next message. */
import type { Resolver } from '#core/ports/resolver.ts';
import type { Shipment, ShipmentResult, Transport } from '#core/ports/transport.ts';
import { type ConnectionPool, createConnectionPool, type PoolOptions } from './connection-pool.ts';
import { ConnectFailed, type SmtpOutcome } from './connection.ts';
import { findHosts } from './hosts.ts';

export interface TransportOptions extends PoolOptions {
  resolver: Resolver;
}

export interface SmtpTransport extends Transport {
  /** Says QUIT on idle connections. */
  close(): void;
}

export function createSmtpTransport(options: TransportOptions): SmtpTransport {
  const pool = createConnectionPool(options);
  return {
    async ship(shipment, signal) {
      const found = await findHosts(shipment, options.resolver);
      if (found.kind !== 'hosts') return forAll(shipment, found);
      return shipTo(found.hosts, shipment, pool, signal);
    },
    close: () => pool.close(),
  };
}

/** The first host that answers decides; the next is asked only where nobody answered or the greeting was a 4xx (RFC 5321 section 5.1). */
async function shipTo(
  hosts: string[],
  shipment: Shipment,
  pool: ConnectionPool,
  signal: AbortSignal,
): Promise<ShipmentResult[]> {
  let last = 'no host to try';
  let lastHost = shipment.domain;
  let answered = false;
  for (const host of hosts) {
    if (signal.aborted) break;
    try {
      return await exchange(host, shipment, pool, signal);
    } catch (error) {
      if (!(error instanceof ConnectFailed)) throw error;
      last = error.message;
      lastHost = host;
      answered ||= error.answered;
    }
  }
  const results = forAll(shipment, { kind: 'deferred', host: lastHost, enhanced: '4.4.1', text: last });
  // What we broke off ourselves says nothing about them.
  return answered || !signal.aborted ? results.map((result) => ({ ...result, reached: answered })) : results;
}

async function exchange(
  host: string,
  shipment: Shipment,
  pool: ConnectionPool,
  signal: AbortSignal,
): Promise<ShipmentResult[]> {
  const connection = await pool.take(host, signal);
  const sent = await connection.send(shipment, signal).finally(() => pool.put(connection));
  if (sent.kind === 'lost before DATA') return exchange(host, shipment, pool, signal);
  return shipment.recipients.map((recipient, index) => resultOf(recipient, host, sent.each[index]));
}

function resultOf(recipient: string, host: string, outcome: SmtpOutcome | undefined): ShipmentResult {
  const { code, enhanced, text } = outcome ?? { text: 'no reply for this recipient' };
  const kind = code === undefined ? 'deferred' : code < 400 ? 'accepted' : code < 500 ? 'deferred' : 'refused';
  return { recipient, outcome: kind, remote: { host, code, enhanced, text }, reached: true };
}

function forAll(
  { recipients }: Shipment,
  { kind, host, enhanced, text }: { kind: 'deferred' | 'refused'; host: string; enhanced: string; text: string },
): ShipmentResult[] {
  return recipients.map((recipient) => ({ recipient, outcome: kind, remote: { host, enhanced, text } }));
}
