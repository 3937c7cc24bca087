/** The SMTP server: sessions on sockets. */
import { randomBytes } from 'node:crypto';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { SecureContext } from 'node:tls';

import type { Tcp } from '#core/message/envelope.ts';
import type { Clock } from '#core/ports/clock.ts';
import { smtpLimits, type SmtpLimits } from '#protocols/smtp/limits.ts';
import { encode, replies, wording } from '#protocols/smtp/reply.ts';
import { SmtpSession } from '#protocols/smtp/session.ts';

import { isLocal } from '../client.ts';
import type { ConnectionOptions } from '../connection.ts';
import { connectionLimits, type ConnectionLimits } from '../limits.ts';
import { Listener } from '../listener.ts';
import type { Certificate } from '../self-signed.ts';
import { secureContextOf } from '../tls.ts';
import { FailedHandshakes } from './failed-handshakes.ts';
import type { SmtpClient, SmtpHooks } from './hooks.ts';
import { Receiver } from './receiver.ts';

export interface SmtpServerOptions {
  host: string;
  /** 0: any that is free. */
  port: number;
  /** What we call ourselves in the greeting. */
  hostname: string;
  /** Absent: STARTTLS is not offered. */
  certificate?: Certificate;
  limits?: Partial<SmtpLimits & ConnectionLimits>;
  hooks: SmtpHooks;
  clock: Clock;
  /** Make the kernel keep the SYN of each connection, and read it. */
  saveSyn?: (server: Server) => unknown;
  readSyn?: (socket: Socket) => Tcp | undefined;
}

export interface SmtpServer {
  listen(): Promise<AddressInfo>;
  /** 421 to new sessions and to those between messages; messages that are coming in are finished, for `grace` milliseconds (30 s) at most. */
  close(grace?: number): Promise<void>;
  /** The certificate of handshakes from now on. */
  renew(certificate: Certificate): void;
  readonly connections: number;
}

const defaultGrace = 30_000;

export function createSmtpServer(options: SmtpServerOptions): SmtpServer {
  const limits = { ...smtpLimits, ...connectionLimits, ...options.limits };
  const { hooks, clock, saveSyn } = options;
  let context: SecureContext | undefined = options.certificate && secureContextOf(options.certificate);

  const failedHandshakes = new FailedHandshakes();

  const connection = (socket: Socket, ip: string): ConnectionOptions => {
    const client = clientOf(ip, options.readSyn?.(socket));
    const session = {
      id: client.session,
      hostname: options.hostname,
      limits,
      clock,
      tls: context !== undefined,
      tlsFailed: failedHandshakes.take(ip),
    };
    return {
      limits,
      clock,
      greetingDelay: isLocal(ip) ? 0 : limits.greetingDelay,
      secureContext: () => context,
      handshakeFailed: () => failedHandshakes.add(ip),
      converse: (output) => new SmtpSession(session, new Receiver(client, hooks, clock), output),
      trouble: (error) => hooks.trouble(error),
    };
  };

  const listener = new Listener({
    ...options,
    limits,
    connection,
    trouble: (error) => hooks.trouble(error),
    full: (ip) => turnAway(ip, hooks, clock()),
    closing: () => encode(replies.shutdown, randomBytes(6).toString('base64url')),
    ...(saveSyn !== undefined && { listening: saveSyn }),
  });
  return {
    listen: () => listener.listen(),
    close: (grace = defaultGrace) => listener.close(grace),
    renew: (certificate) => void (context = secureContextOf(certificate)),
    get connections() {
      return listener.connections;
    },
  };
}

function clientOf(ip: string, tcp: Tcp | undefined): SmtpClient {
  return { session: randomBytes(6).toString('base64url'), ip, ...(tcp !== undefined && { tcp }) };
}

const hour = 3_600_000;

/** Counted by client and hour: a flood is one record. */
function turnAway(ip: string, hooks: SmtpHooks, at: number): string {
  const { code } = replies.tooManyConnections;
  const key = `${ip}/${Math.floor(at / hour)}`;
  hooks
    .rejected({ key, at, clientIp: ip, code, text: wording(replies.tooManyConnections) })
    .catch((error: unknown) => hooks.trouble(error));
  return encode(replies.tooManyConnections, key);
}
