/** The machine that handed the message to SES, read from the Received field that SES writes above all others (RFC 5321 section 4.4). */
import { isIP } from 'node:net';

import type { Client } from '#core/message/envelope.ts';
import type { Header } from '#core/message/header.ts';

const shape =
  /^from (\S{1,255}) \((?:(\S{1,255}) )?\[(?:IPv6:)?([0-9A-Fa-f:.]{2,45})\]\) by (\S{1,255}) with \S{1,20} id (\S{1,128})/;
const servers = /^inbound-smtp\.[a-z0-9-]{1,40}\.amazonaws\.com$/;

/** Undefined where the topmost field is not SES's own: its id for this message is in it, which no sender could know. */
export function readHop(header: Header, messageId: string): Client | undefined {
  const topmost = header.first('received')?.replace(/\s+/g, ' ') ?? '';
  const [, helo = '', rdns, ip = '', by = '', id] = shape.exec(topmost) ?? [];
  if (!servers.test(by) || id !== messageId || isIP(ip) === 0) return undefined;
  return { ip, from: 'received', helo, ...(rdns !== undefined && rdns !== 'unknown' && { rdns }) };
}
