/** The edge task as it runs in Fargate, but over the emulators: mail in, mail out, certificates, trouble with the store, the end. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, type TLSSocket } from 'node:tls';

import { createTransport } from 'nodemailer';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';

import { dynamoStores, type DynamoStores } from '#adapters/aws/dynamo-stores.ts';
import { S3Mailboxes } from '#adapters/aws/s3-mailboxes.ts';
import { S3Messages } from '#adapters/aws/s3-messages.ts';
import type { Envelope } from '#core/message/envelope.ts';
import { selfSigned } from '#servers/self-signed.ts';
import { Client, until } from '#servers/testing.ts';
import { variables } from '#wiring/variables.ts';
import { bundle, entries } from '../../lib/cloud/bundle/bundle.ts';
import { type Aws, startAws } from '../support/aws/emulators.ts';
import { letter } from '../support/messages.ts';
import { type EdgeTask, launchEdge, type LaunchedEdge } from './edge-task.ts';

let aws: Aws;
let stores: DynamoStores;
let messages: S3Messages;
let mailboxes: S3Mailboxes;
const launched: LaunchedEdge[] = [];

const certificateOf = (name: string) => selfSigned(name, new Date(0), new Date(4e12));
const certificate = certificateOf('mx.example.test');
const password = 'correct horse battery';

beforeAll(async () => {
  aws = await startAws();
  for (const [name, value] of Object.entries(aws.env)) vi.stubEnv(name, value);
  stores = dynamoStores({ ...aws, clock: Date.now });
  messages = new S3Messages(aws.bucket);
  mailboxes = new S3Mailboxes({ ...aws, clock: Date.now });
  const none = await stores.rules.current();
  const domains = [{ name: 'example.test', route: 'mailbox' as const, recipients: ['alice'] }];
  const accounts = [{ address: 'alice@example.test', password: 'secret:alice' }];
  await stores.rules.put({ ...none, version: 1, directory: { v: 1, domains, mailboxes: accounts } });
  aws.secrets.set(aws.variables[variables.mailboxSecret]!, JSON.stringify({ alice: password }));
  show(certificate);
});
afterEach(() => {
  aws.fault = undefined;
  aws.assertHonest();
});
afterAll(async () => {
  for (const { pid } of launched) kill(pid);
  await Promise.all(launched.map(({ ended }) => ended));
  await aws.close();
});

function show({ cert, key }: { cert: string; key: string }): void {
  aws.secrets.set(aws.variables[variables.certificateSecret]!, JSON.stringify({ certificate: cert, key }));
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

async function launch(more: Record<string, string> = {}, file?: string): Promise<LaunchedEdge> {
  const edge = await launchEdge(aws, more, file);
  launched.push(edge);
  return edge;
}

const start = async (more: Record<string, string> = {}): Promise<EdgeTask> => (await launch(more)).ready;

function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return new Promise<boolean>((resolve) => {
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
  }).finally(() => socket.destroy());
}

/** Waits until the health port is so. */
async function untilHealth({ health }: Pick<EdgeTask, 'health'>, open: boolean): Promise<void> {
  while ((await isOpen(health)) !== open) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function dial(edge: EdgeTask): Promise<Client> {
  const client = new Client(edge.smtp);
  await client.reply('220 mx.example.test');
  return client;
}

/** Up to the 354. */
async function inData(edge: EdgeTask): Promise<Client> {
  const client = await dial(edge);
  client.send('EHLO c.example\r\nMAIL FROM:<carol@sender.example>\r\nRCPT TO:<alice@example.test>\r\nDATA\r\n');
  await client.reply('354');
  return client;
}

async function secure(port: number, more: object = {}): Promise<TLSSocket> {
  const tls = { ca: certificate.cert, servername: 'mx.example.test', ...more };
  const socket = connectTls({ port, host: '127.0.0.1', ...tls });
  await once(socket, 'secureConnect');
  return socket;
}

/** Sends all, and resolves with all that came until the end. */
async function conversation(socket: TLSSocket, text: string): Promise<string> {
  let heard = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (heard += chunk));
  socket.write(text);
  await once(socket, 'end');
  return heard;
}

const logIn = `USER alice\r\nPASS ${password}\r\n`;

async function committed(): Promise<Envelope[]> {
  const keys = [...(await aws.objects()).keys()].filter((key) => key.startsWith('incoming/'));
  const ids = keys.map((key) => key.replace(/^.*\/|\.eml$/g, ''));
  const envelopes = await Promise.all(ids.map((id) => messages.envelope(id)));
  return envelopes.filter((envelope) => envelope !== undefined);
}

async function bytesWith(text: string): Promise<string | undefined> {
  const objects = [...(await aws.objects())].filter(([key]) => key.startsWith('incoming/'));
  return objects.map(([, { body }]) => body.toString('latin1')).find((body) => body.includes(text));
}

describe('an edge that runs', () => {
  let edge: EdgeTask;
  beforeAll(async () => {
    edge = await start();
    await untilHealth(edge, true);
  });

  test('takes a message by STARTTLS into the bucket, its envelope in the metadata', async () => {
    const tls = { ca: certificate.cert, servername: 'mx.example.test' };
    const transport = createTransport({ host: '127.0.0.1', port: edge.smtp, name: 'c.example', requireTLS: true, tls });
    const raw = letter('Through the edge');
    const envelope = { from: 'carol@sender.example', to: ['alice@example.test'] };
    const { response } = await transport.sendMail({ envelope, raw });
    transport.close();
    const id = /Queued as ([0-9a-f-]{36})/.exec(response)?.[1] ?? '';
    const key = [...(await aws.objects()).keys()].find((name) => name.includes(id))!;
    expect(key).toMatch(new RegExp(`^incoming/[0-9a-f]/${id}\\.eml$`));
    const { body, metadata } = (await aws.objects()).get(key)!;
    expect(body.toString()).toBe(raw);
    expect(metadata['envelope']).toMatch(/^[A-Za-z0-9+/=]{100,1900}$/);
    const stored = await messages.envelope(id);
    expect(stored).toMatchObject({
      collector: 'smtp',
      mailFrom: 'carol@sender.example',
      recipients: [{ r: 0, address: 'alice@example.test', evidence: 'RCPT' }],
      client: { ip: '127.0.0.1', from: 'socket', helo: 'c.example', tls: { protocol: 'TLSv1.3' } },
      wire: { starttls: 'used' },
    });
    const noSyn = edge.diary().includes('first packet of a connection cannot be read');
    expect(stored?.tcp === undefined).toBe(noSyn);
  });

  test('refuses who is not in the directory, and the log has it', async () => {
    const client = await dial(edge);
    client.send(
      'EHLO c.example\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<nobody@example.test>\r\nRCPT TO:<b@y.example>\r\n',
    );
    await client.reply('550 5.1.1');
    await client.reply('550 5.7.1');
    client.send('QUIT\r\n');
    await client.closed();
    let found: string[] = [];
    while (found.length < 2) {
      const { records } = await stores.log.search({ limit: 10, state: 'rejected', from: 'a@x.example' });
      found = records.map(({ recipient }) => recipient);
    }
    expect(found.toSorted()).toEqual(['b@y.example', 'nobody@example.test']);
  });

  test.each([
    ['S3 forbids it', { kind: 'error', status: 403, code: 'AccessDenied' }],
    ['KMS is throttled', { kind: 'error', status: 400, code: 'KMS.ThrottlingException' }],
    ['KMS forbids it', { kind: 'error', status: 400, code: 'KMS.DisabledException' }],
  ] as const)('451 when the store does not take it: %s; the same session can send it again', async (_, harm) => {
    const subject = `harm ${harm.code}`;
    const client = await inData(edge);
    aws.fault = (call, phase) =>
      phase === 'before' && call.operation === 'PutObject' && call.target.includes('/incoming/') ? harm : undefined;
    client.send(`Subject: ${subject}\r\n\r\nx\r\n.\r\n`);
    await client.reply('451 4.3.0');
    aws.fault = undefined;
    expect(await bytesWith(subject)).toBeUndefined();
    client.send('MAIL FROM:<carol@sender.example>\r\nRCPT TO:<alice@example.test>\r\nDATA\r\n');
    await client.reply('354');
    client.send(`Subject: ${subject}\r\n\r\nx\r\n.\r\n`);
    await client.reply('250 2.0.0 Queued');
    expect(await bytesWith(subject)).toContain(subject);
    client.socket.destroy();
  });

  test('gives a delivered message by POP3S, and takes it away at QUIT', async () => {
    const id = '019ab000-0000-7000-8000-000000000001';
    await mailboxes.deliver('alice@example.test', { id, r: 0 }, Buffer.from('Subject: yours\r\n\r\n.dot\r\n'));
    const text = await conversation(await secure(edge.pop3), `${logIn}RETR 1\r\nDELE 1\r\nQUIT\r\n`);
    expect(text).toContain('+OK 1 messages\r\n');
    expect(text).toContain('\r\nSubject: yours\r\n\r\n..dot\r\n.\r\n');
    expect(text).toMatch(/\+OK Goodbye\r\n$/);
    expect(await mailboxes.list('alice@example.test')).toEqual([]);
    const wrong = await conversation(await secure(edge.pop3), 'USER alice\r\nPASS wrong\r\nQUIT\r\n');
    expect(wrong).toContain('-ERR [AUTH]');
  });

  test('a mailbox that is open in one task is not opened in another', async () => {
    const other = await start();
    const first = await secure(edge.pop3);
    let heard = '';
    first.setEncoding('latin1').on('data', (chunk: string) => (heard += chunk));
    first.write(logIn);
    await until(() => heard.includes('+OK 0 messages'));
    expect(await conversation(await secure(other.pop3), `${logIn}QUIT\r\n`)).toContain('-ERR [IN-USE]');
    first.write('QUIT\r\n');
    await once(first, 'close');
    await until(() => heard.includes('Goodbye'));
    let again = '';
    while (!again.includes('+OK 0 messages')) again = await conversation(await secure(other.pop3), `${logIn}QUIT\r\n`);
    process.kill(other.pid, 'SIGTERM');
    expect(await other.ended).toBe(0);
  });

  test('takes a new certificate without a restart, and keeps the old one while the new one is no good', async () => {
    const client = await dial(edge);
    show({ cert: certificateOf('mx.example.test').cert, key: certificate.key });
    process.kill(edge.pid, 'SIGHUP');
    await edge.says('The certificate in the secret cannot be used');
    (await secure(edge.pop3)).destroy();

    const renewed = certificateOf('mx.example.test');
    show(renewed);
    process.kill(edge.pid, 'SIGHUP');
    const inUse = '"The certificate of the secret is in use';
    await until(() => edge.diary().split(inUse).length > 2);
    (await secure(edge.pop3, { ca: renewed.cert })).destroy();
    await expect(secure(edge.pop3)).rejects.toThrow();
    // Nobody was sent away for it.
    client.send('NOOP\r\n');
    await client.reply('250');
    client.socket.destroy();
    show(certificate);
  });

  test('says nothing of mail, passwords or keys', () => {
    const said = edge.diary();
    for (const line of said.trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ level: expect.any(String) });
    const secrets = [password, 'Through the edge', 'noon on Thursday', 'harm AccessDenied', 'carol@', 'PRIVATE KEY'];
    expect(secrets.filter((secret) => said.includes(secret))).toEqual([]);
    const ofTheKey = certificate.key.split('\n')[1]!;
    expect(said).not.toContain(ofTheKey.slice(10, 40));
  });
});

describe('the end', () => {
  test('a message on its way in is taken, the idle and the new are sent away, the health port goes first', async () => {
    const edge = await start();
    await untilHealth(edge, true);
    const idle = await dial(edge);
    const busy = await inData(edge);
    busy.send('Subject: in time\r\n\r\nfirst half\r\n');
    process.kill(edge.pid, 'SIGTERM');
    await untilHealth(edge, false);
    await idle.reply('421 4.3.2');
    const late = new Client(edge.smtp);
    await late.reply('421 4.3.2');
    busy.send('second half\r\n.\r\n');
    await busy.reply('250 2.0.0 Queued');
    await busy.reply('421 4.3.2');
    expect(await edge.ended).toBe(0);
    expect(await bytesWith('in time')).toBe('Subject: in time\r\n\r\nfirst half\r\nsecond half\r\n');
  });

  test('a session that never ends is cut in time, and nothing of its message is left', async () => {
    const edge = await start({ [variables.drainSeconds]: '1' });
    const busy = await inData(edge);
    const before = (await committed()).length;
    const asked = aws.calls.length;
    // More than one part of an upload.
    busy.send(`Subject: never whole\r\n\r\n${`${'x'.repeat(76)}\r\n`.repeat(160_000)}`);
    await until(() => aws.calls.slice(asked).some(({ operation }) => operation === 'UploadPart'));
    process.kill(edge.pid, 'SIGTERM');
    await busy.reply('421 4.3.2');
    expect(await edge.ended).toBe(0);
    expect(await committed()).toHaveLength(before);
    expect(await bytesWith('never whole')).toBeUndefined();
    expect(aws.calls.slice(asked).map(({ operation }) => operation)).toContain('AbortMultipartUpload');
    expect(aws.calls.slice(asked).map(({ operation }) => operation)).not.toContain('CompleteMultipartUpload');
  });
});

describe('the bundle', () => {
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'citrusmail-edge-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  const own = process.arch === 'x64' ? 'x86_64' : 'arm64';
  const other = own === 'arm64' ? 'x86_64' : 'arm64';
  test.each([
    ['with its native part', own, 0],
    ['without, as on a machine of another kind: said once', other, 1],
  ] as const)('serves alike: %s', async (_, architecture, warnings) => {
    const made = await bundle(
      entries(architecture).find(({ name }) => name === 'edge')!,
      folder,
    );
    const edge = await (await launch({}, join(made.folder, 'index.mjs'))).ready;
    for (const subject of [`${architecture} once`, `${architecture} twice`]) {
      const client = await inData(edge);
      client.send(`Subject: ${subject}\r\n\r\nx\r\n.\r\n`);
      await client.reply('250 2.0.0 Queued');
      client.socket.destroy();
      expect(await bytesWith(subject)).toContain(subject);
    }
    expect(edge.diary().split('first packet of a connection cannot be read')).toHaveLength(1 + warnings);
    process.kill(edge.pid, 'SIGTERM');
    expect(await edge.ended).toBe(0);
  });
});

describe('the start', () => {
  test('waits for the rules, unhealthy, and then serves', async () => {
    let down = true;
    aws.fault = (call) =>
      down && call.service === 'dynamodb' ? { kind: 'error', status: 400, code: 'AccessDeniedException' } : undefined;
    const waiting = await launch();
    await waiting.says('The rules cannot be read');
    expect(await isOpen(waiting.health)).toBe(false);
    down = false;
    const edge = await waiting.ready;
    await untilHealth(edge, true);
    (await inData(edge)).socket.destroy();
    process.kill(edge.pid, 'SIGTERM');
    expect(await edge.ended).toBe(0);
  });

  test('can be broken off while it waits', async () => {
    aws.fault = (call) =>
      call.service === 'dynamodb' ? { kind: 'error', status: 400, code: 'AccessDeniedException' } : undefined;
    const waiting = await launch();
    await waiting.says('The rules cannot be read');
    process.kill(waiting.pid, 'SIGTERM');
    expect(await waiting.ended).toBe(0);
  });

  test('without a certificate has one of its own, and says so', async () => {
    aws.secrets.set(aws.variables[variables.certificateSecret]!, '{}');
    const edge = await start();
    await edge.says('There is no certificate that can be used');
    (await secure(edge.pop3, { rejectUnauthorized: false })).destroy();
    show(certificate);
    process.kill(edge.pid, 'SIGTERM');
    expect(await edge.ended).toBe(0);
  });

  test('does not depend on ClamAV', async () => {
    const programs = mkdtempSync(join(tmpdir(), 'citrusmail-no-clamav-'));
    const edge = await start({ [variables.edgeClamav]: programs });
    await edge.says('ClamAV does not start yet');
    await untilHealth(edge, true);
    (await inData(edge)).socket.destroy();
    process.kill(edge.pid, 'SIGTERM');
    expect(await edge.ended).toBe(0);
    rmSync(programs, { recursive: true });
  });

  test('with a wrong setting ends with a sentence', async () => {
    const edge = await launch({ [variables.smtpPort]: 'smtp' });
    expect(await edge.ended).toBe(1);
    expect(edge.diary()).toContain('CITRUSMAIL_SMTP_PORT is \\"smtp\\"; write a whole number from 0 to 65535.');
  });
});
