/** The examiner `wire`: what the sending machine said and did, and what DNS knows of it. */
import { splitAddress } from '../../message/canonical.ts';
import type { Envelope } from '../../message/envelope.ts';
import type { Resolver } from '../../ports/resolver.ts';
import { isPublicAddress } from '../client-address.ts';
import type { Examiner, Subject } from '../examiner.ts';
import type { Finding } from '../../findings/finding.ts';
import { type DnsList, examineDnsLists } from './dns-lists.ts';
import { examineHelo } from './helo.ts';
import { examineReceived } from './received.ts';
import { examineReverse } from './reverse.ts';
import { examineSession, examineTcp, examineTls } from './session.ts';

export interface WireOptions {
  hostname: string;
  resolver: Resolver;
  /** None by default: each list has terms of use of its own. */
  dnsLists?: readonly DnsList[];
}

export function createWireExaminer(options: WireOptions): Examiner {
  return {
    name: 'wire',
    layer: 'wire',
    version: () => '1',
    examine: async (subject) => ({ findings: await examineWire(subject, options), examined: 1 }),
  };
}

async function examineWire({ envelope, message }: Subject, options: WireOptions): Promise<Finding[]> {
  const { client, wire, tcp } = envelope;
  const trace = examineReceived(message.header, envelope, options.hostname);
  // Behind a private address stands a relay of our own, or somebody who tries us out: nothing to hold against it.
  if (!client || client.from === 'none' || !isPublicAddress(client.ip)) return trace;
  const named = await Promise.all([
    examineHelo(client, ourNames(envelope, options.hostname), options.resolver),
    examineReverse(client, options.resolver),
    examineDnsLists(client.ip, options.dnsLists ?? [], options.resolver),
  ]);
  const found = named.flat();
  return [
    ...found,
    ...(wire ? examineSession(wire) : []),
    ...examineTls(client),
    ...(tcp ? examineTcp(tcp, found) : []),
    ...trace,
  ];
}

/** Our host name, and the domains that this message is for: a stranger who calls himself so lies. */
function ourNames({ recipients }: Envelope, hostname: string): ReadonlySet<string> {
  const domains = recipients.map(({ address }) => splitAddress(address)?.domain);
  return new Set([hostname.toLowerCase(), ...domains.filter((domain) => domain !== undefined)]);
}
