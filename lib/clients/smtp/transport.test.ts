import { getEventListeners } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

import { afterEach, describe, expect, it, vi } from 'vitest';

import type { Resolver } from '#core/ports/resolver.ts';
import type { Shipment } from '#core/ports/transport.ts';
import { createSmtpTransport, type SmtpTransport } from './transport.ts';

/** A server that answers each command by a script; what it is not told it answers as a well-behaved one would. */
interface Script {
  /** `null` drops the connection in its place. */
  greeting?: string | null;
  ehlo?: string;
  /** By the beginning of the command; `null` drops the connection, an empty answer is none. `.` is the end of the message. */
  answers?: Record<string, string | null>;
}

const open: { close(): void }[] = [];
afterEach(() => {
  for (const thing of open.splice(0)) thing.close();
});

interface Remote {
  host: string;
  /** Connections taken, and commands heard. */
  connections: number;
  /** Connections that stand now. */
  open: number;
  heard: string[];
  messages: string[];
}

async function remote(script: Script = {}): Promise<Remote> {
  const sockets = new Set<Socket>();
  const seen: Remote = { host: '', connections: 0, open: 0, heard: [], messages: [] };
  const server: Server = createServer({ noDelay: true }, (socket) => {
    seen.connections++;
    seen.open++;
    sockets.add(socket);
    socket.on('close', () => seen.open--);
    socket.on('error', () => {});
    converse(socket, script, seen);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  });
  seen.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return seen;
}

function converse(socket: Socket, script: Script, seen: Remote): void {
  const say = (line: string | null): void => {
    if (line === null) socket.destroy();
    else if (line !== '') socket.write(`${line}\r\n`);
  };
  let pending = '';
  let message: string | undefined;
  say(script.greeting === undefined ? '220 remote ESMTP' : script.greeting);
  socket.on('data', (chunk) => {
    pending += chunk.toString('latin1');
    for (;;) {
      const end = message === undefined ? pending.indexOf('\r\n') : pending.indexOf('\r\n.\r\n');
      if (end < 0) return;
      const piece = pending.slice(0, end);
      pending = pending.slice(end + (message === undefined ? 2 : 5));
      if (message !== undefined) {
        seen.messages.push(piece);
        message = undefined;
        say(answerTo('.', script) ?? null);
        continue;
      }
      seen.heard.push(piece);
      const answer = answerTo(piece, script);
      if (piece.startsWith('DATA') && answer?.startsWith('354')) message = '';
      say(answer ?? null);
    }
  });
}

function answerTo(command: string, { answers = {}, ehlo }: Script): string | null | undefined {
  for (const [prefix, answer] of Object.entries(answers)) if (command.startsWith(prefix)) return answer;
  if (command.startsWith('EHLO')) return ehlo ?? '250-remote\r\n250-PIPELINING\r\n250 8BITMIME';
  if (command === '.') return '250 2.0.0 taken';
  if (command.startsWith('DATA')) return '354 go on';
  if (command.startsWith('QUIT')) return '221 bye';
  return '250 2.1.0 fine';
}

function transport(resolver: Resolver = () => Promise.reject(new Error('no DNS')), perHost = 10): SmtpTransport {
  const timeouts = { connect: 1_000, greeting: 1_000, idle: 1_000 };
  const created = createSmtpTransport({ hostname: 'mx.example.test', resolver, timeouts, perHost });
  open.push(created);
  return created;
}

function shipment(hosts: string[], changes: Partial<Shipment> = {}): Shipment {
  return {
    hosts,
    domain: 'inside.example',
    mailFrom: 'carol@sender.example',
    recipients: ['alice@inside.example', 'bob@inside.example'],
    body8bit: true,
    smtputf8: false,
    bytes: Buffer.from('Subject: s\r\n\r\n.dot\r\n'),
    ...changes,
  };
}

const signal = new AbortController().signal;
const outcomes = (results: { outcome: string }[]): string[] => results.map(({ outcome }) => outcome);

describe('shipping by SMTP', () => {
  it('says EHLO with our name, keeps the body, and reports the answer', async () => {
    const to = await remote();
    const results = await transport().ship(shipment([to.host]), signal);
    expect(outcomes(results)).toEqual(['accepted', 'accepted']);
    expect(results[0]?.remote).toEqual({ host: to.host, code: 250, enhanced: '2.0.0', text: 'taken' });
    expect(to.heard[0]).toBe('EHLO mx.example.test');
    expect(to.heard[1]).toContain('MAIL FROM:<carol@sender.example> BODY=8BITMIME');
    expect(to.messages).toEqual(['Subject: s\r\n\r\n..dot']);
  });

  it('has an outcome for each recipient', async () => {
    const to = await remote({ answers: { 'RCPT TO:<alice': '550 5.1.1 nobody', 'RCPT TO:<bob': '250 fine' } });
    const results = await transport().ship(shipment([to.host]), signal);
    expect(outcomes(results)).toEqual(['refused', 'accepted']);
    expect(results[0]?.remote).toMatchObject({ code: 550, enhanced: '5.1.1', text: 'nobody' });
  });

  it('keeps the session when all recipients are refused', async () => {
    const to = await remote({ answers: { RCPT: '450 4.2.1 later', DATA: '503 no recipients' } });
    const ship = transport();
    expect(outcomes(await ship.ship(shipment([to.host]), signal))).toEqual(['deferred', 'deferred']);
    await ship.ship(shipment([to.host]), signal);
    expect(to.connections).toBe(1);
  });

  it.each([
    ['MAIL', { MAIL: '550 5.7.1 not you' }, 'refused'],
    ['MAIL, for now', { MAIL: '451 4.3.0 busy' }, 'deferred'],
    ['DATA', { DATA: '554 5.5.1 no' }, 'refused'],
    ['the message', { '.': '552 5.3.4 too large' }, 'refused'],
    ['the message, for now', { '.': '451 4.3.0 try later' }, 'deferred'],
  ])('takes a refusal of %s as said', async (_what, answers, outcome) => {
    const to = await remote({ answers });
    expect(outcomes(await transport().ship(shipment([to.host]), signal))).toEqual([outcome, outcome]);
  });

  it.each([
    ['before the message', { DATA: null }],
    ['after the final dot', { '.': null }],
    ['instead of MAIL', { MAIL: null }],
  ])('defers when the connection drops %s', async (_when, answers) => {
    const to = await remote({ answers });
    const results = await transport().ship(shipment([to.host]), signal);
    expect(outcomes(results)).toEqual(['deferred', 'deferred']);
    expect(results[0]?.remote.code).toBeUndefined();
  });

  it('reads an answer of several lines', async () => {
    const to = await remote({ answers: { '.': '250-2.0.0 one\r\n250 2.0.0 two' } });
    const [result] = await transport().ship(shipment([to.host]), signal);
    expect(result?.remote).toMatchObject({ code: 250, text: 'one two' });
  });

  it('uses a connection again', async () => {
    const to = await remote();
    const ship = transport();
    for (let turn = 0; turn < 3; turn++) await ship.ship(shipment([to.host]), signal);
    expect(to.connections).toBe(1);
    expect(to.messages).toHaveLength(3);
  });

  it('goes to the next host when one does not answer or greets with an error', async () => {
    const closed = await remote({ greeting: '421 4.3.2 not now' });
    const to = await remote();
    const results = await transport().ship(shipment(['127.0.0.1:1', closed.host, to.host]), signal);
    expect(results[0]?.remote.host).toBe(to.host);
    expect(outcomes(results)).toEqual(['accepted', 'accepted']);
  });

  it('defers when nobody answers', async () => {
    const [result] = await transport().ship(shipment(['127.0.0.1:1']), signal);
    expect(result).toMatchObject({ outcome: 'deferred', remote: { host: '127.0.0.1:1', enhanced: '4.4.1' } });
    expect(result?.reached).toBe(false);
    expect(result?.remote.text).toContain('ECONNREFUSED');
  });

  it('takes a host that hangs up without a greeting for one that is away, and goes to the next', async () => {
    const mute = await remote({ greeting: null });
    const [result] = await transport().ship(shipment([mute.host]), signal);
    expect(result).toMatchObject({ outcome: 'deferred', remote: { host: mute.host }, reached: false });
    const to = await remote();
    const results = await transport().ship(shipment([mute.host, to.host]), signal);
    expect(outcomes(results)).toEqual(['accepted', 'accepted']);
  });

  it('says with what a host refused to speak to us', async () => {
    const to = await remote({ greeting: '554 5.3.2 no service for you' });
    const [result] = await transport().ship(shipment([to.host]), signal);
    expect(result).toMatchObject({ outcome: 'deferred', remote: { host: to.host } });
    expect(result?.remote.text).toContain('no service for you');
    expect(result?.reached).toBe(true);
  });

  it('gives up when told to', async () => {
    const to = await remote({ answers: { EHLO: '' } });
    const results = await transport().ship(shipment([to.host]), AbortSignal.timeout(50));
    expect(outcomes(results)).toEqual(['deferred', 'deferred']);
  });

  it.each([
    ['drops the connection over', null],
    ['does not answer', ''],
    ['refuses', '502 5.5.1 what?'],
  ])('has the answers of a remote that %s RSET after them', async (_what, answer) => {
    const to = await remote({ answers: { MAIL: '550 5.7.1 not you', RSET: answer } });
    const ship = transport();
    for (const turn of [1, 2]) {
      expect(outcomes(await ship.ship(shipment([to.host]), signal))).toEqual(['refused', 'refused']);
      expect(to.connections).toBe(turn);
    }
  });

  it('does not wait for a remote that does not answer QUIT', async () => {
    const to = await remote({ answers: { QUIT: '' } });
    const ship = transport();
    await ship.ship(shipment([to.host]), signal);
    expect(to.open).toBe(1);
    ship.close();
    await vi.waitFor(() => expect(to.open).toBe(0), { timeout: 5_000 });
  });

  it('gives each waiting shipment its turn at a host that bears one connection', async () => {
    const to = await remote();
    const ship = transport(undefined, 1);
    const all = await Promise.all(Array.from({ length: 5 }, () => ship.ship(shipment([to.host]), signal)));
    expect(all.flatMap(outcomes)).toEqual(Array.from({ length: 10 }, () => 'accepted'));
    expect(to.connections).toBe(1);
  });

  it('lets those that wait for their turn go when told to give up', async () => {
    const to = await remote({ answers: { EHLO: '' } });
    const ship = transport(undefined, 1);
    const giveUp = AbortSignal.timeout(50);
    const all = await Promise.all(Array.from({ length: 3 }, () => ship.ship(shipment([to.host]), giveUp)));
    expect(all.flatMap(outcomes)).toEqual(Array.from({ length: 6 }, () => 'deferred'));
    expect(to.connections).toBe(1);
  });

  it('leaves nothing on the signal that all shipments share', async () => {
    const shared = new AbortController();
    const to = await remote({ answers: { MAIL: '550 5.7.1 not you' } });
    const ship = transport();
    for (const host of ['127.0.0.1:1', to.host]) await ship.ship(shipment([host]), shared.signal);
    expect(getEventListeners(shared.signal, 'abort')).toEqual([]);
  });
});

describe('finding hosts by MX', () => {
  const failing =
    (code: string): Resolver =>
    () =>
      Promise.reject(Object.assign(new Error(code), { code }));

  it.each([
    ['a null MX (RFC 7505)', async () => [{ exchange: '', priority: 0 }], 'refused', '5.1.10'],
    ['a domain that does not exist', failing('ENOTFOUND'), 'refused', '5.1.2'],
    ['DNS trouble', failing('ETIMEOUT'), 'deferred', '4.4.3'],
  ] as const)('knows %s', async (_what, resolver, outcome, enhanced) => {
    const [result] = await transport(resolver).ship(shipment([]), signal);
    expect(result).toMatchObject({ outcome, remote: { enhanced } });
  });
});
