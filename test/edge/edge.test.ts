/** The edge task as it runs in Fargate, but over the emulators: mail in, mail out, certificates, trouble with the store. */
import { once } from 'node:events';

import { createTransport } from 'nodemailer';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { until } from '#servers/testing.ts';
import { letter } from '../support/messages.ts';
import {
  certificate,
  certificateOf,
  conversation,
  dial,
  inData,
  logIn,
  password,
  secure,
  untilHealth,
} from './clients.ts';
import type { EdgeTask } from './edge-task.ts';
import { Scene } from './scene.ts';

let scene: Scene;
beforeAll(async () => void (scene = await Scene.open()));
afterEach(() => scene.settle());
afterAll(() => scene.close());

describe('an edge that runs', () => {
  let edge: EdgeTask;
  beforeAll(async () => {
    edge = await scene.start();
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
    const key = [...(await scene.aws.objects()).keys()].find((name) => name.includes(id))!;
    expect(key).toMatch(new RegExp(`^incoming/[0-9a-f]/${id}\\.eml$`));
    const { body, metadata } = (await scene.aws.objects()).get(key)!;
    expect(body.toString()).toBe(raw);
    expect(metadata['envelope']).toMatch(/^[A-Za-z0-9+/=]{100,1900}$/);
    const stored = await scene.messages.envelope(id);
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
      const { records } = await scene.stores.log.search({ limit: 10, state: 'rejected', from: 'a@x.example' });
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
    scene.aws.fault = (call, phase) =>
      phase === 'before' && call.operation === 'PutObject' && call.target.includes('/incoming/') ? harm : undefined;
    client.send(`Subject: ${subject}\r\n\r\nx\r\n.\r\n`);
    await client.reply('451 4.3.0');
    scene.aws.fault = undefined;
    expect(await scene.bytesWith(subject)).toBeUndefined();
    client.send('MAIL FROM:<carol@sender.example>\r\nRCPT TO:<alice@example.test>\r\nDATA\r\n');
    await client.reply('354');
    client.send(`Subject: ${subject}\r\n\r\nx\r\n.\r\n`);
    await client.reply('250 2.0.0 Queued');
    expect(await scene.bytesWith(subject)).toContain(subject);
    client.socket.destroy();
  });

  test('gives a delivered message by POP3S, and takes it away at QUIT', async () => {
    const id = '019ab000-0000-7000-8000-000000000001';
    await scene.mailboxes.deliver('alice@example.test', { id, r: 0 }, Buffer.from('Subject: yours\r\n\r\n.dot\r\n'));
    const text = await conversation(await secure(edge.pop3), `${logIn}RETR 1\r\nDELE 1\r\nQUIT\r\n`);
    expect(text).toContain('+OK 1 messages\r\n');
    expect(text).toContain('\r\nSubject: yours\r\n\r\n..dot\r\n.\r\n');
    expect(text).toMatch(/\+OK Goodbye\r\n$/);
    expect(await scene.mailboxes.list('alice@example.test')).toEqual([]);
    const wrong = await conversation(await secure(edge.pop3), 'USER alice\r\nPASS wrong\r\nQUIT\r\n');
    expect(wrong).toContain('-ERR [AUTH]');
  });

  test('a mailbox that is open in one task is not opened in another', async () => {
    const other = await scene.start();
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
    scene.show({ cert: certificateOf('mx.example.test').cert, key: certificate.key });
    process.kill(edge.pid, 'SIGHUP');
    await edge.says('The certificate in the secret cannot be used');
    (await secure(edge.pop3)).destroy();

    const renewed = certificateOf('mx.example.test');
    scene.show(renewed);
    process.kill(edge.pid, 'SIGHUP');
    const inUse = '"The certificate of the secret is in use';
    await until(() => edge.diary().split(inUse).length > 2);
    (await secure(edge.pop3, { ca: renewed.cert })).destroy();
    await expect(secure(edge.pop3)).rejects.toThrow();
    // Nobody was sent away for it.
    client.send('NOOP\r\n');
    await client.reply('250');
    client.socket.destroy();
    scene.show(certificate);
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
