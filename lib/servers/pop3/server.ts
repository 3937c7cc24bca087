/** The POP3 server: sessions on sockets. */
import type { AddressInfo, Socket } from 'node:net';
import type { SecureContext } from 'node:tls';

import type { Accounts } from '#core/ports/accounts.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Mailboxes } from '#core/ports/mailboxes.ts';
import type { MaildropLocks } from '#core/ports/maildrop-locks.ts';
import { Pop3Session, pop3Limits, type Pop3Limits } from '#protocols/pop3/session.ts';

import { clientNetwork, isLoopback } from '../client.ts';
import type { ConnectionOptions } from '../connection.ts';
import { connectionLimits, type ConnectionLimits } from '../limits.ts';
import { Listener } from '../listener.ts';
import type { Certificate } from '../self-signed.ts';
import { secureContextOf } from '../tls.ts';
import { LoginGuard, loginLimits, type LoginLimits } from './login-guard.ts';
import { maildropLimits, PostOffice, type MaildropLimits } from './post-office.ts';

export interface Pop3ServerOptions {
  host: string;
  /** 0: any that is free. */
  port: number;
  /** Absent: STLS is not offered. */
  certificate?: Certificate;
  /** TLS comes first (RFC 8314 section 3.3); without a certificate nobody is served then. Absent: in clear, until STLS. */
  implicitTls?: boolean;
  /** From whom a password is taken without TLS. */
  clearTextLogin: 'loopback' | 'always' | 'never';
  limits?: Partial<Pop3Limits & LoginLimits & MaildropLimits & ConnectionLimits>;
  accounts: Accounts;
  mailboxes: Mailboxes;
  locks: MaildropLocks;
  clock: Clock;
  /** A defect or an outage, for the one who operates this server. */
  trouble: (error: unknown) => void;
}

export interface Pop3Server {
  listen(): Promise<AddressInfo>;
  /** Ends all sessions; a reply that is going out is finished, for `grace` milliseconds (10 s) at most. */
  close(grace?: number): Promise<void>;
  /** The certificate of handshakes from now on. */
  renew(certificate: Certificate): void;
  readonly connections: number;
}

const defaultGrace = 10_000;
/** RFC 1939 section 3: at least 10 minutes. */
const idle = 10 * 60_000;
const usualLimits = {
  ...pop3Limits,
  ...loginLimits,
  ...maildropLimits,
  ...connectionLimits,
  idle,
  idleUnderStress: idle,
};

export function createPop3Server(options: Pop3ServerOptions): Pop3Server {
  const limits = { ...usualLimits, ...options.limits };
  const { clock, trouble, implicitTls = false } = options;
  const office = new PostOffice({ ...options, limits, guard: new LoginGuard(limits, clock) });
  let context: SecureContext | undefined = options.certificate && secureContextOf(options.certificate);

  const connection = (_socket: Socket, ip: string): ConnectionOptions => {
    const network = clientNetwork(ip);
    const handler = { login: (name: string, password: string) => office.login(network, name, password) };
    const session = { limits, tls: context !== undefined, clearText: takesClearText(options.clearTextLogin, ip) };
    return {
      limits,
      clock,
      greetingDelay: 0,
      implicitTls,
      secureContext: () => context,
      converse: (output) => new Pop3Session(session, handler, output),
      trouble,
    };
  };

  // In clear, where a handshake is awaited, it would be noise.
  const refusal = (text: string): string => (implicitTls ? '' : `-ERR [SYS/TEMP] ${text}\r\n`);
  const listener = new Listener({
    ...options,
    limits,
    connection,
    full: () => refusal('Too many connections'),
    closing: () => refusal('Shutting down'),
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

function takesClearText(setting: Pop3ServerOptions['clearTextLogin'], ip: string): boolean {
  return setting === 'always' || (setting === 'loopback' && isLoopback(ip));
}
