/** How the client behaved in its session, and from what kind of system it came. */
import type { Client, Tcp, Wire } from '../../message/envelope.ts';
import type { Finding } from '../../findings/finding.ts';
import { note } from './codes.ts';

/** A mistyped address is human; more in one session is guessing. */
const humanErrors = 2;
const guessing = 10;

export function examineSession(wire: Wire): Finding[] {
  const { rejectedRecipients: rejected, unknownCommands, syntaxErrors, heloChanges } = wire;
  return [
    ...(wire.earlyTalk ? [note('EARLY_TALK', '', 3)] : []),
    ...(wire.unauthorisedPipelining ? [note('UNAUTHORISED_PIPELINING', '', 1.5)] : []),
    ...(wire.greeting === 'HELO' ? [note('HELO_NOT_EHLO', '', 0.3)] : []),
    ...(heloChanges > 0 ? [note('HELO_CHANGED', `${heloChanges} times`, 0.5)] : []),
    ...(wire.starttls === 'declined' ? [note('TLS_NONE', '', 0.2)] : []),
    ...(rejected > humanErrors ? [note('REJECTED_RECIPIENTS', String(rejected), rejected >= guessing ? 2.5 : 1)] : []),
    ...(unknownCommands > 0 ? [note('UNKNOWN_COMMANDS', String(unknownCommands), 0.5)] : []),
    ...(syntaxErrors > 0 ? [note('SYNTAX_ERRORS', String(syntaxErrors), 0.5)] : []),
  ];
}

/** RFC 8996 retires TLS 1.0 and 1.1. */
const oldTls = new Set(['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.0', 'TLSv1.1']);

export function examineTls({ tls }: Client): Finding[] {
  return tls && oldTls.has(tls.protocol) ? [note('TLS_OLD', `${tls.protocol} ${tls.cipher}`, 0.2)] : [];
}

/** Windows by itself may be an Exchange server; on a line, or on an address without a name, it is somebody's desktop. */
export function examineTcp(tcp: Tcp, found: readonly Finding[]): Finding[] {
  const nameless = found.some(({ code }) => code === 'RDNS_NONE' || code === 'RDNS_DYNAMIC');
  if (tcp.system === 'windows' && nameless) return [note('TCP_WINDOWS_CLIENT', tcp.signature, 1)];
  return tcp.system === 'scanner' ? [note('TCP_SCANNER', tcp.signature, 1)] : [];
}
