import type { AddressInfo } from 'node:net';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { Client, until } from '../testing.ts';
import { createSmtpServer, type SmtpServer, type SmtpServerOptions } from './server.ts';
import { MemoryHouse } from './testing.ts';

let house: MemoryHouse;
let server: SmtpServer;
let address: AddressInfo;
let now: number;

async function start(limits: SmtpServerOptions['limits'] = {}): Promise<void> {
  now = 1_000_000;
  const fixed = { host: '127.0.0.1', port: 0, hostname: 'mx.example.test', hooks: house, clock: () => now };
  server = createSmtpServer({ ...fixed, limits: { sweep: 5, linger: 200, ...limits } });
  address = await server.listen();
}

beforeEach(() => {
  house = new MemoryHouse();
});

afterEach(async () => {
  await server.close(100);
});

async function dial(): Promise<Client> {
  const client = new Client(address.port);
  await client.reply('220 ');
  return client;
}

/** Up to 354. */
async function beginMessage(): Promise<Client> {
  const client = await dial();
  client.send('EHLO c.example.org\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<alice@example.test>\r\nDATA\r\n');
  await client.reply('354');
  return client;
}

/** Lets so many milliseconds pass, and the sweep see it. */
async function pass(milliseconds: number): Promise<void> {
  now += milliseconds;
  await new Promise((resolve) => setTimeout(resolve, 20));
}

test('an idle client is told 421 after five minutes, half a line does not count', async () => {
  await start();
  const client = await dial();
  client.send('EHLO c.example.org\r\n');
  await client.reply('250 ');
  await pass(200_000);
  client.send('NO');
  await pass(101_000);
  await client.reply('421 4.4.2 Nothing came in time');
  await client.closed();
});

test('a client that goes on is not idle', async () => {
  await start();
  const client = await dial();
  for (let n = 0; n < 4; n += 1) {
    await pass(200_000);
    client.send('NOOP\r\n');
    await client.reply('250 ');
  }
});

test('when connections run short, who does nothing makes room sooner', async () => {
  await start({ connections: 2 });
  const idle = await dial();
  await pass(30_000);
  expect(idle.text).toBe('');
  const busy = await dial();
  await idle.reply('421 4.4.2');
  busy.send('NOOP\r\n');
  await busy.reply('250 ');
});

test('content slower than 500 bytes a second is given up after a minute of grace', async () => {
  await start();
  const client = await beginMessage();
  client.send('x'.repeat(20_000));
  await pass(99_000);
  client.send('x\r\n');
  await pass(2_000);
  await client.reply('421 4.4.2 Content came too slowly');
  await client.closed();
  await until(() => house.aborted > 0);
  expect(house.messages).toEqual([]);
  expect(house.rejections.map(({ code, text }) => [code, text])).toEqual([[421, '4.4.2 Content came too slowly']]);
});

test('one client may have so many connections, and is told so; the flood is one record', async () => {
  await start({ connectionsPerClient: 2 });
  const first = await dial();
  await dial();
  for (let n = 0; n < 3; n += 1) {
    const more = new Client(address.port);
    await more.reply('421 4.7.0 Too many connections');
    await more.closed();
  }
  expect(new Set(house.rejections.map(({ key }) => key)).size).toBe(1);
  first.socket.destroy();
  await until(() => server.connections < 2);
  await dial();
});

test('all clients together may have so many', async () => {
  await start({ connections: 1 });
  await dial();
  await new Client(address.port).reply('421 4.7.0');
});

test('bytes before the greeting are seen, and the session goes on', async () => {
  await start({ greetingDelay: 0 });
  const client = new Client(address.port);
  client.send('EHLO c.example.org\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<alice@example.test>\r\nDATA\r\n');
  await client.reply('354');
  client.send('x\r\n.\r\n');
  await client.reply('250 2.0.0 Queued');
  expect(house.messages[0]!.envelope.wire).toMatchObject({ earlyTalk: true, unauthorisedPipelining: true });
});

test('the reply to a smuggler arrives though more is on its way, and none of that runs', async () => {
  await start();
  const client = await beginMessage();
  const evil = 'MAIL FROM:<x@example.org>\r\nRCPT TO:<bob@example.test>\r\nDATA\r\nevil\r\n.\r\n';
  client.send(`first\r\n.\n${evil.repeat(2_000)}`);
  await client.reply('550 5.6.11');
  client.send(evil);
  client.socket.end();
  await client.closed();
  expect(house.messages).toEqual([]);
});

test('a client that half-closes behind its last command still gets its replies', async () => {
  await start();
  const client = new Client(address.port);
  client.socket.end(
    'EHLO c.example.org\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<alice@example.test>\r\nDATA\r\nx\r\n.\r\n',
  );
  await client.reply('354');
  await client.reply('250 2.0.0 Queued');
  await client.closed();
  expect(house.messages).toHaveLength(1);
});

test('commits of several sessions wait together, not one for the other', async () => {
  await start();
  const all = Promise.withResolvers<void>();
  let waiting = 0;
  house.beforeCommit = () => {
    waiting += 1;
    if (waiting === 3) all.resolve();
    return all.promise;
  };
  const clients = await Promise.all([beginMessage(), beginMessage(), beginMessage()]);
  for (const client of clients) client.send('x\r\n.\r\n');
  await Promise.all(clients.map((client) => client.reply('250 2.0.0 Queued')));
  expect(house.messages).toHaveLength(3);
});

test('the socket waits while the store is slow', async () => {
  await start();
  const slow = Promise.withResolvers<void>();
  house.beforeWrite = () => slow.promise;
  const client = await beginMessage();
  const line = `${'x'.repeat(998)}\r\n`;
  client.send(line.repeat(30_000));
  await new Promise((resolve) => setTimeout(resolve, 50));
  // What neither we nor the kernel's buffers took is still at the client.
  expect(client.socket.writableLength).toBeGreaterThan(10_000_000);
  slow.resolve();
  client.send('.\r\n');
  await client.reply('250 2.0.0 Queued');
  expect(house.messages[0]!.bytes.length).toBe(30_000_000);
});

test('at shutdown idle sessions get 421, a message that is coming in is finished, new clients find nobody', async () => {
  await start();
  const idle = await dial();
  const busy = await beginMessage();
  busy.send('first half\r\n');
  const closed = server.close(5_000);
  await idle.reply('421 4.3.2');
  await idle.closed();
  busy.send('second half\r\n.\r\n');
  await busy.reply('250 2.0.0 Queued');
  await busy.reply('421 4.3.2');
  await busy.closed();
  await closed;
  expect(house.messages[0]!.bytes.toString()).toBe('first half\r\nsecond half\r\n');
  await expect(new Client(address.port).reply('220')).rejects.toThrow(/ECONNREFUSED|closed/);
});

test('what does not finish within the grace is cut, and nothing is kept of it', async () => {
  await start();
  const client = await beginMessage();
  client.send('never end');
  await server.close(20);
  await client.closed();
  expect(house.messages).toEqual([]);
  expect(house.aborted).toBe(1);
});

test('what a session did is in the envelope', async () => {
  await start();
  const client = await dial();
  now += 40;
  client.send('XYZZY\r\nHELO a.example\r\n');
  await client.reply('250 ');
  client.send('EHLO b.example\r\n');
  await client.reply('250 ');
  client.send(
    'MAIL FROM:x\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<nobody@example.test>\r\nRCPT TO:<alice@example.test>\r\n',
  );
  await client.reply('250 2.1.5');
  client.send('DATA\r\n');
  await client.reply('354');
  now += 70;
  client.send('x\r\n.\r\n');
  await client.reply('250 2.0.0');
  expect(house.messages[0]!.envelope.wire).toEqual({
    earlyTalk: false,
    unauthorisedPipelining: true,
    greeting: 'EHLO',
    heloChanges: 1,
    unknownCommands: 1,
    syntaxErrors: 1,
    rejectedRecipients: 1,
    earlierMessages: 0,
    starttls: 'not offered',
    msToFirstCommand: 40,
    msData: 70,
  });
});
