/** The server dies while it deletes: all messages of that session are there afterwards, or none; and before QUIT, all. */
import { once } from 'node:events';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { Client } from '#servers/testing.ts';

import { nthId, openPop3House } from '../support/pop3-house.ts';

const account = 'alice@example.test';
const count = 300;
const text = (n: number): string => `Subject: ${n}\r\n\r\n.${'x'.repeat(n)}\r\n`;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'citrusmail-pop3-'));
  await withHouse(async ({ mailboxes }) => {
    const numbers = Array.from({ length: count }, (_, n) => n);
    await Promise.all(numbers.map((n) => mailboxes.deliver(account, { id: nthId(n), r: 0 }, Buffer.from(text(n)))));
  });
});

afterEach(() => rmSync(folder, { recursive: true }));

async function withHouse<T>(look: (house: Awaited<ReturnType<typeof openPop3House>>) => Promise<T>): Promise<T> {
  const house = await openPop3House(folder, (error) => expect.unreachable(String(error)));
  try {
    return await look(house);
  } finally {
    await house.close();
  }
}

async function serve(): Promise<{ child: ChildProcess; client: Client }> {
  const program = join(import.meta.dirname, '..', 'support', 'pop3-serve.ts');
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = await once(createInterface(child.stdout), 'line');
  const client = new Client(Number(port));
  await client.reply('\\+OK');
  client.send(`USER ${account}\r\nPASS secret\r\n`);
  await client.reply(`\\+OK ${count} messages`);
  return { child, client };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** Every message that is listed can be read, and no file is left of the others. */
async function whole(): Promise<number> {
  return withHouse(async ({ mailboxes }) => {
    const list = await mailboxes.list(account);
    for (const { uid } of list) {
      const n = Number.parseInt(uid.slice(24, 36), 16);
      expect(Buffer.from(await mailboxes.read(account, uid)).toString()).toBe(text(n));
    }
    expect(readdirSync(join(folder, 'mailbox'))).toHaveLength(list.length);
    return list.length;
  });
}

const deletions = Array.from({ length: count }, (_, n) => `DELE ${n + 1}\r\n`).join('');

test('killed after DELE, before QUIT', async () => {
  const { child, client } = await serve();
  client.send(deletions);
  for (let n = 0; n < count; n += 1) await client.reply('\\+OK Done');
  await kill(child);
  expect(await whole()).toBe(count);
});

test.each([0, 1, 2, 3, 5, 8, 12, 20])('killed %i ms after QUIT', async (delay) => {
  const { child, client } = await serve();
  client.send(deletions);
  for (let n = 0; n < count; n += 1) await client.reply('\\+OK Done');
  client.send('QUIT\r\n');
  await sleep(delay);
  const told = client.text;
  await kill(child);
  const left = await whole();
  expect([0, count]).toContain(left);
  if (told.includes('+OK Goodbye')) expect(left).toBe(0);
});
