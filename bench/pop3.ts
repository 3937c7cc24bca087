/**
 * Our POP3 server beside Dovecot's on the same mail: one client lists a mailbox of 10,000 messages and fetches all of them, and lists one
 * of 100,000. The client is not counted, the processes of the server are. Without Dovecot it says so and measures ours alone.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { nthId, openPop3House } from '../test/support/pop3-house.ts';
import { progress } from './progress.ts';
import { cellOf, percentile, printTable } from './support/figures.ts';
import { fillMaildir, startDovecot } from './support/peers/dovecot.ts';
import { dovecotMissing } from './support/peers/packages.ts';
import { Pop3Client } from './support/pop3/client.ts';
import { madeMail, smallMail } from './support/pop3/mail.ts';
import { startMeter } from './support/processes.ts';

export const summary = 'our POP3 server beside Dovecot: LIST, UIDL and RETR of a large mailbox; --messages N, --list N';

interface Served {
  port: number;
  pid: number;
  stop(): Promise<unknown>;
}

interface Figures {
  system: string;
  messages: number;
  seconds: number;
  cpuMs: number;
  /** Milliseconds of LIST in the mailbox of many messages; of the login before it. */
  listMs: number;
  loginMs: number;
  octets: number;
}

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { messages: { type: 'string' }, list: { type: 'string' } } });
  const counts = { fetched: Number(values.messages ?? 10_000), listed: Number(values.list ?? 100_000) };
  const sizes = [...madeMail(counts.fetched)].map(({ length }) => length);
  const total = sizes.reduce((sum, size) => sum + size, 0) / 1e6;
  console.log(`${counts.fetched} messages, median ${percentile(sizes, 0.5)} octets, ${total.toFixed(0)} MB`);
  const missing = dovecotMissing();
  if (missing !== undefined) console.log(`Without Dovecot: ${missing}`);
  const all = [await inFolder('CitrusMail', counts, serveOurs)];
  if (missing === undefined) all.push(await inFolder('Dovecot', counts, serveDovecot));
  print(all, counts.listed);
}

interface Counts {
  fetched: number;
  listed: number;
}

async function inFolder(
  system: string,
  counts: Counts,
  serve: (folder: string, counts: Counts) => Promise<Served>,
): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'citrusmail-bench-pop3-'));
  // Dovecot reads mail as somebody else than who runs this.
  chmodSync(folder, 0o755);
  try {
    const served = await serve(folder, counts);
    try {
      return { system, ...(await measure(served, counts)) };
    } finally {
      await served.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function serveOurs(folder: string, { fetched, listed }: Counts): Promise<Served> {
  const house = await openPop3House(folder, console.error);
  const tell = progress('Filling a mailbox', fetched);
  let n = 0;
  const mail = madeMail(fetched);
  const lane = async (): Promise<void> => {
    for (const bytes of mail) {
      await house.mailboxes.deliver('alice', { id: nthId(n++), r: 0 }, bytes);
      tell(n);
    }
  };
  await Promise.all(Array.from({ length: 50 }, lane));
  await listOnly(house, listed);
  await house.close();
  return serveChild(folder);
}

/** Rows without files: LIST looks at no file. */
async function listOnly({ database }: Awaited<ReturnType<typeof openPop3House>>, count: number): Promise<void> {
  const insert = 'INSERT INTO mailbox_messages (account, id, r, size) VALUES (?, ?, ?, ?)';
  await database.write(() => {
    let n = 0;
    for (const { length } of smallMail(count)) database.run(insert, 'bob', nthId(n++), 0, length);
  });
}

async function serveChild(folder: string): Promise<Served> {
  const program = join(import.meta.dirname, '..', 'test', 'support', 'pop3-serve.ts');
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  process.once('exit', () => child.kill('SIGKILL'));
  const [port] = await once(createInterface(child.stdout), 'line');
  const gone = once(child, 'exit');
  const stop = (): Promise<unknown> => {
    child.kill('SIGTERM');
    return gone;
  };
  return { port: Number(port), pid: child.pid ?? 0, stop };
}

async function serveDovecot(folder: string, { fetched, listed }: Counts): Promise<Served> {
  fillMaildir(folder, 'alice', madeMail(fetched));
  fillMaildir(folder, 'bob', smallMail(listed));
  return startDovecot(folder);
}

/** Milliseconds after which a server is at rest again. */
const rest = 500;

/** Everything once before, uncounted: Dovecot writes its indexes, V8 compiles, and the mail is in the page cache for both. */
async function measure({ port, pid }: Served, { fetched, listed }: Counts): Promise<Omit<Figures, 'system'>> {
  await fetchAll(port, fetched);
  await listMany(port, listed);
  const meter = startMeter([pid]);
  const start = performance.now();
  const octets = await fetchAll(port, fetched);
  const seconds = (performance.now() - start) / 1000;
  // What the session leaves to do is a part of it.
  await sleep(rest);
  const { cpuSeconds } = meter.stop();
  const { listMs, loginMs } = await listMany(port, listed);
  return { messages: fetched, seconds, cpuMs: (cpuSeconds * 1000) / fetched, listMs, loginMs, octets };
}

async function fetchAll(port: number, count: number): Promise<number> {
  const client = await Pop3Client.logIn(port, 'alice');
  expectLines(await client.lines('LIST'), count);
  expectLines(await client.lines('UIDL'), count);
  const tell = progress('Fetching', count);
  let octets = 0;
  for (let n = 1; n <= count; n++) {
    octets += (await client.lines(`RETR ${n}`)).length;
    tell(n);
  }
  await client.quit();
  return octets;
}

async function listMany(port: number, count: number): Promise<{ listMs: number; loginMs: number }> {
  const start = performance.now();
  const client = await Pop3Client.logIn(port, 'bob');
  const loggedIn = performance.now();
  const list = await client.lines('LIST');
  const listMs = performance.now() - loggedIn;
  expectLines(list, count);
  await client.quit();
  return { listMs, loginMs: loggedIn - start };
}

/** With the status line before them and the dot behind. */
function expectLines(reply: Buffer, count: number): void {
  const lines = reply.toString('latin1').split('\r\n').length - 3;
  if (lines !== count) throw new Error(`a list of ${lines} messages, not of ${count}`);
}

function print(all: Figures[], listed: number): void {
  const rows = all.map((row) => [
    row.system,
    cellOf(row.messages / row.seconds, 0),
    cellOf(row.cpuMs, 3),
    cellOf(row.cpuMs / (all[1]?.cpuMs ?? Number.NaN), 2),
    cellOf(row.octets / 1e6, 1),
    cellOf(row.listMs, 0),
    cellOf(row.loginMs, 0),
  ]);
  const many = `of ${listed}`;
  printTable(
    [
      'LIST, UIDL, RETR of all',
      'messages/s',
      'CPU ms each',
      'of Dovecot',
      'MB',
      `LIST ${many}, ms`,
      `login ${many}, ms`,
    ],
    rows,
  );
}
