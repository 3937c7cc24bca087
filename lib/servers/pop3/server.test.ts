import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect as connectTls } from 'node:tls';

import { afterEach, beforeEach, expect, test } from 'vitest';

import type { Accounts } from '#core/ports/accounts.ts';
import type { Mailboxes, MailboxMessage } from '#core/ports/mailboxes.ts';
import type { MaildropLocks } from '#core/ports/maildrop-locks.ts';

import { selfSigned } from '../self-signed.ts';
import { Client, until } from '../testing.ts';
import { createPop3Server, type Pop3Server, type Pop3ServerOptions } from './server.ts';

class Memory implements Mailboxes, Accounts, MaildropLocks {
  stored = new Map<string, Buffer>();
  broken = false;
  owners = new Map<string, string>();
  renewals = 0;

  async verify(name: string, password: string): Promise<string | undefined> {
    return password === 'secret' ? name.toLowerCase() : undefined;
  }

  async deliver(): Promise<void> {
    throw new Error('not a part of this test');
  }

  async list(): Promise<MailboxMessage[]> {
    if (this.broken) throw new Error('disk');
    return [...this.stored].map(([uid, bytes]) => ({ uid, size: bytes.length }));
  }

  async read(_account: string, uid: string): Promise<Uint8Array> {
    const bytes = this.stored.get(uid);
    if (bytes === undefined || this.broken) throw new Error('gone');
    return bytes;
  }

  async remove(_account: string, uids: string[]): Promise<void> {
    for (const uid of uids) this.stored.delete(uid);
  }

  async take(account: string, owner: string): Promise<boolean> {
    if (this.owners.has(account)) return false;
    this.owners.set(account, owner);
    return true;
  }

  async renew(account: string, owner: string): Promise<boolean> {
    this.renewals += 1;
    return this.owners.get(account) === owner;
  }

  async release(account: string, owner: string): Promise<void> {
    if (this.owners.get(account) === owner) this.owners.delete(account);
  }
}

let memory: Memory;
let server: Pop3Server;
let address: AddressInfo;
let troubles: unknown[];
let now: number;

async function start(options: Partial<Pop3ServerOptions> = {}): Promise<void> {
  server = createPop3Server({
    host: '127.0.0.1',
    port: 0,
    clearTextLogin: 'loopback',
    accounts: memory,
    mailboxes: memory,
    locks: memory,
    clock: () => now,
    trouble: (error) => void troubles.push(error),
    ...options,
    limits: { failureDelay: 1, sweep: 5, ...options.limits },
  });
  address = await server.listen();
}

beforeEach(() => {
  memory = new Memory();
  troubles = [];
  now = 1_000_000;
});

afterEach(async () => {
  await server.close(100);
});

async function dial(): Promise<Client> {
  const client = new Client(address.port);
  await client.reply('\\+OK');
  return client;
}

async function logIn(name = 'alice'): Promise<Client> {
  const client = await dial();
  client.send(`USER ${name}\r\nPASS secret\r\n`);
  await client.reply('\\+OK Now');
  return client;
}

test('a message of some megabytes arrives whole, and its deletion holds', async () => {
  memory.stored.set('u1', Buffer.from('0123456789 line\r\n'.repeat(200_000)));
  await start();
  const client = await logIn();
  await client.reply('\\+OK 1');
  client.send('RETR 1\r\nDELE 1\r\nQUIT\r\n');
  await client.reply('\\+OK 3400000 octets');
  await client.closed();
  expect(client.text).toBe(`${'0123456789 line\r\n'.repeat(200_000)}.\r\n+OK Done\r\n+OK Goodbye\r\n`);
  expect(memory.stored.size).toBe(0);
});

test('a mailbox is open once, and again when its session has ended', async () => {
  await start();
  const first = await logIn();
  await first.reply('\\+OK 0');
  const second = await logIn('ALICE');
  await second.reply('-ERR \\[IN-USE\\]');
  first.socket.destroy();
  await until(() => server.connections === 1);
  second.send('USER alice\r\nPASS secret\r\n');
  await second.reply('\\+OK 0');
});

test('a store in trouble is SYS/TEMP, the error goes to the operator, the lock is given back', async () => {
  memory.broken = true;
  await start();
  const client = await logIn();
  await client.reply('-ERR \\[SYS/TEMP\\]');
  expect(troubles).toHaveLength(1);
  memory.broken = false;
  client.send('USER alice\r\nPASS secret\r\n');
  await client.reply('\\+OK 0');
});

test('too many wrong passwords close the door for a while, on new connections too', async () => {
  await start({ limits: { failures: 2, window: 1_000, failureDelay: 1 } });
  for (let n = 0; n < 2; n += 1) {
    const client = await dial();
    client.send('USER alice\r\nPASS wrong\r\n');
    await client.reply('-ERR \\[AUTH\\]');
  }
  const client = await logIn();
  await client.reply('-ERR \\[SYS/TEMP\\] Too many');
  now += 1_001;
  client.send('USER alice\r\nPASS secret\r\n');
  await client.reply('\\+OK 0');
});

test('a password is not taken in clear where the setting says never', async () => {
  await start({ clearTextLogin: 'never' });
  const client = await dial();
  client.send('USER alice\r\n');
  await client.reply('-ERR Say STLS');
});

test('STLS, then a login', async () => {
  await start({ clearTextLogin: 'never', certificate: selfSigned('pop.example.test', new Date(0), new Date(4e12)) });
  const client = await dial();
  client.send('STLS\r\n');
  await client.reply('\\+OK Begin TLS');
  client.socket.removeAllListeners('data');
  const secure = connectTls({ socket: client.socket, rejectUnauthorized: false });
  await once(secure, 'secureConnect');
  let text = '';
  secure.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
  secure.write('USER alice\r\nPASS secret\r\nQUIT\r\n');
  await once(secure, 'end');
  expect(text).toBe('+OK Now the password\r\n+OK 0 messages\r\n+OK Goodbye\r\n');
});

test('its lock is renewed while a session lives and given back at its end', async () => {
  await start({ limits: { lease: 30 } });
  const client = await logIn();
  await client.reply('\\+OK 0');
  expect([...memory.owners.keys()]).toEqual(['alice']);
  await until(() => memory.renewals > 2);
  client.send('QUIT\r\n');
  await client.closed();
  await until(() => server.connections === 0);
  expect(memory.owners.size).toBe(0);
});

test('a session whose lock another has taken removes nothing', async () => {
  memory.stored.set('u1', Buffer.from('x\r\n'));
  await start();
  const client = await logIn();
  await client.reply('\\+OK 1');
  memory.owners.set('alice', 'another session');
  client.send('DELE 1\r\nQUIT\r\n');
  await client.reply('\\+OK');
  await client.reply('-ERR');
  await client.closed();
  expect(memory.stored.size).toBe(1);
  expect(memory.owners.get('alice')).toBe('another session');
  expect(troubles).toHaveLength(1);
});

test('an inactive client is closed after ten minutes without a word (RFC 1939 section 3)', async () => {
  memory.stored.set('u1', Buffer.from('x\r\n'));
  await start();
  const client = await logIn();
  await client.reply('\\+OK 1');
  client.send('DELE 1\r\n');
  await client.reply('\\+OK');
  await until(() => {
    now += 10 * 60_000 + 1;
    return client.socket.closed;
  });
  expect(client.text).toBe('');
  expect(memory.stored.size).toBe(1);
});
