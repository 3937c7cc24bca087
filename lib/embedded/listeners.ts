/** The sockets of the embedded host: SMTP and POP3, and the page that says how they are. */
import type { AddressInfo } from 'node:net';

import { serve as serveHttp } from '@hono/node-server';

import { MemoryMaildropLocks } from '#adapters/embedded/maildrop-locks.ts';
import type { Stores } from '#adapters/embedded/open-stores.ts';
import { maxMessageBytes, type Settings } from '#core/config/settings.ts';
import type { RulesKeeper } from '#core/policy/rules-keeper.ts';
import type { Clock } from '#core/ports/clock.ts';
import { readSyn, saveSyn } from '#engines/tcp/syn.ts';
import { createStatusApp, type Status } from '#extranet/api/status.ts';
import { createPop3Server } from '#servers/pop3/server.ts';
import { smtpHooks } from '#servers/smtp/house-hooks.ts';
import { createSmtpServer, type SmtpServerOptions } from '#servers/smtp/server.ts';
import { certificateOf } from './certificate.ts';
import type { Reporter } from './reporter.ts';

/** Strangers wait that long for our greeting; who cannot wait shows it (RFC 5321 section 3.1). Local clients are greeted at once. */
const greetingDelay = 1_000;

function smtpLimitsOf(settings: Settings): SmtpServerOptions['limits'] {
  const { maxRecipients, maxConnections, maxConnectionsPerClient } = settings.smtp;
  return {
    messageSize: maxMessageBytes(settings),
    recipients: maxRecipients,
    connections: maxConnections,
    connectionsPerClient: maxConnectionsPerClient,
    greetingDelay,
  };
}

/** `host:port` of each server. */
export interface Addresses {
  smtp: string;
  pop3: string;
}

export interface ListenParts {
  settings: Settings;
  dataDir: string;
  stores: Stores;
  rules: RulesKeeper;
  /** A message was committed. */
  arrived: (id: string) => void;
  report: Reporter;
  clock: Clock;
  /** Milliseconds that messages on their way in have to end when the servers close. */
  grace: number;
}

/** Starts SMTP and POP3; `starting` closes them again. */
export async function listen(
  { settings, dataDir, stores, rules, arrived, report, clock, grace }: ListenParts,
  starting: AsyncDisposableStack,
): Promise<Addresses> {
  const certificate = await certificateOf(settings, dataDir);
  const smtp = createSmtpServer({
    ...settings.smtp.listen,
    hostname: settings.hostname,
    certificate,
    limits: smtpLimitsOf(settings),
    hooks: smtpHooks({ stores, rules, arrived, trouble: (error) => report.error('SMTP', { error }) }),
    clock,
    saveSyn,
    readSyn,
  });
  const pop3 = createPop3Server({
    ...settings.pop3.listen,
    certificate,
    clearTextLogin: settings.pop3.clearTextLogin,
    accounts: stores.accounts,
    mailboxes: stores.mailboxes,
    locks: new MemoryMaildropLocks(clock),
    clock,
    trouble: (error) => report.error('POP3', { error }),
  });
  const smtpAddress = addressText(await smtp.listen());
  starting.defer(() => smtp.close(grace));
  const pop3Address = addressText(await pop3.listen());
  starting.defer(() => pop3.close());
  return { smtp: smtpAddress, pop3: pop3Address };
}

export async function listenHttp(
  { host, port }: { host: string; port: number },
  status: () => Promise<Status>,
): Promise<{ address: string; close(): Promise<void> }> {
  const app = createStatusApp(status);
  return new Promise((resolve, reject) => {
    const server = serveHttp({ fetch: app.fetch, hostname: host, port }, (address) =>
      resolve({
        address: addressText(address),
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      }),
    );
    server.once('error', reject);
  });
}

const addressText = ({ address, port }: AddressInfo): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
