/** One SMTP client connection, as far as a shipment sees it: an outcome for each recipient, whatever the remote does. */
import { Readable } from 'node:stream';

import SMTPConnection from 'nodemailer/lib/smtp-connection';

import type { Shipment } from '#core/ports/transport.ts';

/** No code: nothing was said, the connection broke or ran out of time. */
export interface SmtpOutcome {
  code?: number | undefined;
  enhanced?: string | undefined;
  text: string;
}

export type Sent =
  | { kind: 'answered'; each: SmtpOutcome[] }
  /** A connection kept from before had died meanwhile: nothing was offered, a fresh one may try. */
  | { kind: 'lost before DATA' };

export interface Connection {
  readonly host: string;
  /** Usable for another shipment. */
  readonly open: boolean;
  readonly shipments: number;
  send(shipment: Shipment, signal: AbortSignal): Promise<Sent>;
  close(): void;
}

export interface ConnectionOptions {
  hostname: string;
  /** Opportunistic by default (RFC 7435): a certificate that nobody vouches for is still better than clear text. */
  tls?: 'opportunistic' | 'required' | 'off';
  /** Milliseconds for TCP connect, for the greeting, and without a byte (RFC 5321 section 4.5.3.2 asks for 5 to 10 minutes). */
  timeouts?: { connect: number; greeting: number; idle: number };
}

/** Milliseconds. */
const patienceWithQuit = 1_000;
const defaultTimeouts = { connect: 30_000, greeting: 5 * 60_000, idle: 10 * 60_000 };

/** The host did not take the connection, or greeted with an error: another host may. */
export class ConnectFailed extends Error {
  override name = 'ConnectFailed';
  /** Whether it said so itself: then it is not away. */
  readonly answered: boolean;

  constructor(message: string, answered: boolean) {
    super(message);
    this.answered = answered;
  }
}

export async function connect(host: string, options: ConnectionOptions, signal: AbortSignal): Promise<Connection> {
  const timeouts = options.timeouts ?? defaultTimeouts;
  const smtp = new SMTPConnection({
    ...address(host),
    name: options.hostname,
    connectionTimeout: timeouts.connect,
    greetingTimeout: timeouts.greeting,
    socketTimeout: timeouts.idle,
    opportunisticTLS: options.tls !== 'required',
    requireTLS: options.tls === 'required',
    ignoreTLS: options.tls === 'off',
    tls: { rejectUnauthorized: false },
    logger: false,
  });
  await greeted(smtp, host, signal);
  return connectionOver(smtp, host);
}

function greeted(smtp: SMTPConnection, host: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error?: (Error & { responseCode?: number }) | null): void => {
      signal.removeEventListener('abort', abort);
      smtp.close();
      const text = error?.message ?? 'the connection closed before the greeting';
      reject(new ConnectFailed(`${host}: ${text}`, error?.responseCode !== undefined));
    };
    const abort = (): void => failed(new Error('given up'));
    // Nodemailer may close the connection over an error before it tells us the error.
    const ended = (): void => void setImmediate(failed);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort);
    // Not `once`: a connection that failed may say so again, and an error that nobody hears ends the process.
    smtp.on('error', failed);
    smtp.on('end', ended);
    smtp.connect((hungUp) => {
      // Without a greeting it is told here, and not as an error.
      if (hungUp) return failed(hungUp);
      smtp.removeListener('error', failed);
      smtp.removeListener('end', ended);
      signal.removeEventListener('abort', abort);
      resolve();
    });
  });
}

function connectionOver(smtp: SMTPConnection, host: string): Connection {
  let open = true;
  let shipments = 0;
  const ended = (): void => void (open = false);
  smtp.on('error', ended);
  smtp.on('end', ended);
  return {
    host,
    get open() {
      return open;
    },
    get shipments() {
      return shipments;
    },
    async send(shipment, signal) {
      if (!open) return { kind: 'lost before DATA' };
      const fresh = shipments++ === 0;
      const said = await transaction(smtp, shipment, signal);
      if (said.lost) {
        open = false;
        smtp.close();
        if (!fresh && !said.offered) return { kind: 'lost before DATA' };
      } else if (said.refused && open) open = await reset(smtp, signal);
      return { kind: 'answered', each: said.each };
    },
    close() {
      open = false;
      bow(smtp);
    },
  };
}

interface Said {
  each: SmtpOutcome[];
  /** The connection is of no more use. */
  lost: boolean;
  /** The body was on its way: the remote may have the message although it never said so (RFC 1047). */
  offered: boolean;
  refused: boolean;
}

/** What nodemailer's errors carry of the dialogue. */
interface Refusal {
  message: string;
  responseCode?: number | undefined;
  response?: string | undefined;
  command?: string | undefined;
  code?: string | undefined;
  recipient?: string | undefined;
  rejectedErrors?: Refusal[] | undefined;
}

function transaction(smtp: SMTPConnection, shipment: Shipment, signal: AbortSignal): Promise<Said> {
  const { mailFrom, recipients, bytes, body8bit } = shipment;
  const envelope = { from: mailFrom, to: recipients, size: bytes.length, use8BitMime: body8bit };
  return new Promise((resolve) => {
    let offered = false;
    const finish = (said: Said): void => {
      smtp.removeListener('error', broke);
      smtp.removeListener('end', closed);
      signal.removeEventListener('abort', abort);
      resolve(said);
    };
    const broke = (error: Refusal): void => finish(lost(recipients, error.message, offered));
    // Nodemailer may close the connection over an answer before it tells us the answer.
    const closed = (): void =>
      void setImmediate(() => finish(lost(recipients, 'the connection closed in the middle', offered)));
    const abort = (): void => finish(lost(recipients, 'given up while it was under way', offered));
    smtp.once('error', broke);
    smtp.once('end', closed);
    signal.addEventListener('abort', abort, { once: true });
    // Nodemailer reads the body once the remote has answered DATA with 354.
    const body = new Readable({
      read() {
        offered = true;
        this.push(bytes);
        this.push(null);
      },
    });
    smtp.send(envelope, body, (error, info) => {
      if (error) finish(refused(recipients, error, offered));
      else
        finish({
          each: outcomes(recipients, info.response, info.rejectedErrors ?? []),
          lost: false,
          offered,
          refused: false,
        });
    });
  });
}

function lost(recipients: string[], text: string, offered: boolean): Said {
  return { each: recipients.map(() => ({ text })), lost: true, offered, refused: false };
}

/** The whole transaction was refused, or the dialogue broke off. A 421 closes the channel (RFC 5321 section 3.8). */
function refused(recipients: string[], error: Refusal, offered: boolean): Said {
  if (error.responseCode === undefined) {
    const tooLarge = error.code === 'EMESSAGE' && error.command === 'MAIL FROM';
    if (tooLarge)
      return {
        each: recipients.map(() => ({ code: 552, enhanced: '5.3.4', text: error.message })),
        lost: false,
        offered: false,
        refused: true,
      };
    return lost(recipients, error.message, offered);
  }
  const each = outcomes(recipients, error.response ?? error.message, error.rejectedErrors ?? []);
  return { each, lost: error.responseCode === 421, offered, refused: true };
}

function outcomes(recipients: string[], response: string, rejected: Refusal[]): SmtpOutcome[] {
  const left = [...rejected];
  return recipients.map((recipient) => {
    const index = left.findIndex((refusal) => refusal.recipient === recipient);
    const [refusal] = index >= 0 ? left.splice(index, 1) : [];
    return reply(refusal ? (refusal.response ?? refusal.message) : response);
  });
}

function reply(response: string): SmtpOutcome {
  const lines = response.split(/\r?\n/).map((line) => /^(\d{3})[ -]?(?:([245]\.\d{1,3}\.\d{1,3})\s+)?(.*)$/.exec(line));
  const last = lines.at(-1);
  if (!last) return { text: response.slice(0, 500) };
  const text = lines
    .map((line) => line?.[3] ?? '')
    .join(' ')
    .slice(0, 500);
  return { code: Number(last[1]), enhanced: last[2], text };
}

/** Whether the connection is good for another transaction. Nodemailer leaves the question open when the connection ends over it. */
function reset(smtp: SMTPConnection, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (ready: boolean): void => {
      smtp.removeListener('end', lost);
      signal.removeEventListener('abort', lost);
      if (!ready) smtp.close();
      resolve(ready);
    };
    const lost = (): void => done(false);
    if (signal.aborted) return lost();
    smtp.once('end', lost);
    signal.addEventListener('abort', lost, { once: true });
    smtp.reset((error) => done(!error));
  });
}

/** A remote that does not answer QUIT must not keep our process from ending. */
function bow(smtp: SMTPConnection): void {
  const timer = setTimeout(() => smtp.close(), patienceWithQuit);
  smtp.once('end', () => clearTimeout(timer));
  smtp.quit();
}

function address(host: string): { host: string; port: number } {
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(host);
  return { host: match?.[1] ?? match?.[2] ?? host, port: Number(match?.[3] ?? 25) };
}
