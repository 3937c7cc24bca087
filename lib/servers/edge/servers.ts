/** SMTP and POP3 as the edge serves them. */
import type { LogStore } from '#core/ports/log-store.ts';

import { createPop3Server, type Pop3Server } from '../pop3/server.ts';
import type { Certificate } from '../self-signed.ts';
import { smtpHooks } from '../smtp/house-hooks.ts';
import { createSmtpServer, type SmtpServer } from '../smtp/server.ts';
import type { Diary } from './diary.ts';
import type { EdgeParts } from './parts.ts';

export interface ServerParts {
  certificate: Certificate;
  reject: LogStore['reject'];
}

/** Strangers wait that long for our greeting; who cannot wait shows it (RFC 5321 section 3.1). Local clients are greeted at once. */
const greetingDelay = 1_000;

export function createServers(parts: EdgeParts, made: ServerParts): { smtp: SmtpServer; pop3: Pop3Server } {
  return { smtp: createSmtp(parts, made), pop3: createPop3(parts, made) };
}

function createSmtp(parts: EdgeParts, { certificate, reject }: ServerParts): SmtpServer {
  const { settings, clock, diary, messages, rules, saveSyn, readSyn } = parts;
  return createSmtpServer({
    host: settings.host,
    port: settings.ports.smtp,
    hostname: settings.hostname,
    certificate,
    limits: { messageSize: settings.messageSize, greetingDelay },
    // The bucket itself tells the filter of what was committed.
    hooks: smtpHooks({
      stores: { messages, log: { reject } },
      rules,
      arrived: () => undefined,
      trouble: troubleIn('SMTP', diary),
    }),
    clock,
    saveSyn(server) {
      if (!saveSyn(server))
        diary.warn('The first packet of a connection cannot be read here: mail goes without that evidence');
    },
    readSyn,
  });
}

function createPop3(
  { settings, clock, diary, accounts, mailboxes, locks }: EdgeParts,
  { certificate }: ServerParts,
): Pop3Server {
  return createPop3Server({
    host: settings.host,
    port: settings.ports.pop3,
    implicitTls: true,
    certificate,
    clearTextLogin: 'never',
    accounts,
    mailboxes,
    locks,
    clock,
    trouble: troubleIn('POP3', diary),
  });
}

const troubleIn =
  (server: string, diary: Diary) =>
  (error: unknown): void =>
    diary.error(`${server}: something failed for one client`, { error });
