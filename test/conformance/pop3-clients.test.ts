/**
 * The POP3 server as programs of other people's see it: curl and Python's poplib, which are where we test; fetchmail and mpop where they
 * are installed. Each takes the same awkward mail, removes some of it, and another session finds the rest.
 */
import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { selfSigned } from '#servers/self-signed.ts';

import { nthId, openPop3House, type Pop3House } from '../support/pop3-house.ts';
import { awkwardMail, emptyMail } from './pop3-mail.ts';

const certificate = selfSigned('localhost', new Date(0), new Date(4e12));
const troubles: unknown[] = [];
let folder: string;
let house: Pop3House;
/** Passwords are taken inside TLS alone. */
let ports: Record<'pop3s' | 'stls', number>;
let close: () => Promise<void>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'citrusmail-pop3-'));
  house = await openPop3House(folder, (error) => void troubles.push(error));
  const servers = [true, false].map((implicitTls) =>
    house.server({ certificate, implicitTls, clearTextLogin: 'never' }),
  );
  const [pop3s, stls] = await Promise.all(servers.map(async (server) => (await server.listen()).port));
  ports = { pop3s: pop3s!, stls: stls! };
  close = async () => void (await Promise.all(servers.map((server) => server.close(100))));
});

afterEach(async () => {
  await close();
  await house.close();
  rmSync(folder, { recursive: true });
  expect(troubles.splice(0)).toEqual([]);
});

async function deliver(mail: readonly { stored: Buffer }[]): Promise<void> {
  for (const [n, { stored }] of mail.entries())
    await house.mailboxes.deliver('alice@example.test', { id: nthId(n), r: 0 }, stored);
}

async function left(): Promise<string[]> {
  const list = await house.mailboxes.list('alice@example.test');
  return list.map(({ uid }) => uid);
}

const uid = (n: number): string => `${nthId(n)}.0`;

/** Not synchronous: the server lives in this process. */
function start(program: string, args: string[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = {
      encoding: 'buffer',
      maxBuffer: 1 << 26,
      timeout: 25_000,
      env: { ...process.env, HOME: folder },
    } as const;
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error) reject(new Error(`${program}: ${error.message}\n${stderr.toString()}${stdout.toString()}`));
      else resolve(stdout);
    });
  });
}

const isThere = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

/** With CI=true, what every machine that tests has must be there. */
const required = process.env['CI'] === 'true' ? ['curl', 'python3'] : [];

function whereThereIs(program: string, tests: () => void): void {
  const skipped = !required.includes(program) && !isThere(program);
  if (skipped) console.warn(`NOT TESTED: POP3 with ${program}, which is not installed (Debian package ${program})`);
  describe.skipIf(skipped)(program, tests);
}

const mail = [...awkwardMail, emptyMail];

/** Not the empty message: curl makes a line end of it. */
whereThereIs('curl', () => {
  const curl = (scheme: 'pop3s' | 'stls', path: string, ...more: string[]): Promise<Buffer> => {
    const url = `${scheme === 'pop3s' ? 'pop3s' : 'pop3'}://127.0.0.1:${ports[scheme]}/${path}`;
    return start('curl', ['-sSk', '--ssl-reqd', '--user', 'alice@example.test:secret', ...more, url]);
  };

  test.each(['pop3s', 'stls'] as const)(
    'by %s: all messages, octet by octet; what it deletes is gone',
    async (scheme) => {
      await deliver(awkwardMail);
      for (const [n, { arrives }] of awkwardMail.entries()) {
        const got = await curl(scheme, String(n + 1));
        expect(
          got.equals(arrives),
          `${awkwardMail[n]!.name}: ${JSON.stringify(got.toString('latin1').slice(-100))}`,
        ).toBe(true);
      }
      expect((await curl(scheme, '', '-X', 'UIDL')).toString().trim().split('\r\n')).toEqual(
        awkwardMail.map((_, n) => `${n + 1} ${uid(n)}`),
      );
      await curl(scheme, '', '-I', '-X', 'DELE 2');
      expect(await left()).toEqual(awkwardMail.map((_, n) => uid(n)).filter((_, n) => n !== 1));
      const list = (await curl(scheme, '')).toString().trim().split('\r\n');
      expect(list).toHaveLength(awkwardMail.length - 1);
      expect((await curl(scheme, '2')).equals(awkwardMail[2]!.arrives)).toBe(true);
    },
  );

  test('a wrong password', async () => {
    await expect(
      start('curl', ['-sSk', '--user', 'alice@example.test:wrong', `pop3s://127.0.0.1:${ports.pop3s}/`]),
    ).rejects.toThrow(/curl: \(67\)/);
  });

  test('no password in clear', async () => {
    await deliver(awkwardMail.slice(0, 1));
    const asked = start('curl', ['-sS', '--user', 'alice@example.test:secret', `pop3://127.0.0.1:${ports.stls}/1`]);
    await expect(asked).rejects.toThrow(/curl: \(67\)/);
  });
});

/** What poplib sees, as JSON. Its own limit of 2,048 octets a line is lifted. */
const poplibScript = `
import base64, json, poplib, ssl, sys
mode, port = sys.argv[1], int(sys.argv[2])
poplib._MAXLINE = 1 << 20
context = ssl._create_unverified_context()
def dial():
    if mode == 'pop3s': return poplib.POP3_SSL('127.0.0.1', port, context=context)
    box = poplib.POP3('127.0.0.1', port)
    box.stls(context=context)
    return box
def log_in(box):
    box.user('alice@example.test')
    box.pass_('secret')
    return box
text = lambda lines: base64.b64encode(b''.join(line + b'\\r\\n' for line in lines)).decode()
seen = {}
box = log_in(dial())
count, seen['size'] = box.stat()
seen['uids'] = [line.decode().split(' ')[1] for line in box.uidl()[1]]
seen['listed'] = len(box.list()[1])
seen['messages'] = [text(box.retr(n + 1)[1]) for n in range(count)]
seen['top'] = text(box.top(1, 0)[1])
second = dial()
try: log_in(second)
except poplib.error_proto as refusal: seen['second'] = str(refusal)
second.quit()
box.dele(1)
box.rset()
box.dele(2)
box.dele(4)
box.close()
box = log_in(dial())
seen['afterClose'] = box.stat()[0]
box.dele(1)
box.dele(3)
seen['marked'] = box.stat()[0]
box.quit()
box = log_in(dial())
seen['after'] = [line.decode().split(' ')[1] for line in box.uidl()[1]]
box.quit()
print(json.dumps(seen))
`;

whereThereIs('python3', () => {
  test.each(['pop3s', 'stls'] as const)(
    'poplib by %s: all messages; QUIT alone deletes, and a second session waits its turn',
    async (mode) => {
      await deliver(mail);
      const seen = JSON.parse((await start('python3', ['-c', poplibScript, mode, String(ports[mode])])).toString());
      const uids = mail.map((_, n) => uid(n));
      expect(seen.messages.map((text: string) => Buffer.from(text, 'base64').toString('latin1'))).toEqual(
        mail.map(({ arrives }) => arrives.toString('latin1')),
      );
      expect(seen).toMatchObject({ uids, listed: mail.length, afterClose: mail.length, marked: mail.length - 2 });
      expect(Buffer.from(seen.top, 'base64').toString()).toBe('From: tom@example.test\r\nSubject: a test\r\n\r\n');
      expect(seen.second).toContain('[IN-USE]');
      expect(seen.after).toEqual(uids.filter((_, n) => n !== 0 && n !== 2));
      expect(await left()).toEqual(seen.after);
    },
  );
});

/** These two hand mail on, with local line ends, and add header fields unless told not to. */
const local = (bytes: Buffer): string => bytes.toString('latin1').replaceAll('\r\n', '\n');

whereThereIs('mpop', () => {
  test.each(['pop3s', 'stls'] as const)('by %s: all messages; they are gone when it has them', async (mode) => {
    await deliver(mail);
    const maildir = join(folder, 'Mail');
    for (const path of ['', 'new', 'cur', 'tmp']) mkdirSync(join(maildir, path));
    const settings = [
      `account default`,
      `host 127.0.0.1`,
      `port ${ports[mode]}`,
      `user alice@example.test`,
      `password secret`,
      `tls on`,
      `tls_starttls ${mode === 'stls' ? 'on' : 'off'}`,
      `tls_certcheck off`,
      `received_header off`,
      `keep off`,
      `uidls_file ${join(folder, 'uidls')}`,
      `delivery maildir ${maildir}`,
    ];
    writeFileSync(join(folder, 'mpoprc'), `${settings.join('\n')}\n`, { mode: 0o600 });
    await start('mpop', ['-q', '-C', join(folder, 'mpoprc')]);
    const got = readdirSync(join(maildir, 'new')).map((name) => readFileSync(join(maildir, 'new', name), 'latin1'));
    expect(got.toSorted()).toEqual(mail.map(({ arrives }) => local(arrives)).toSorted());
    expect(await left()).toEqual([]);
  });
});

/** fetchmail itself breaks lines of more than some thousand octets, and writes a header for the message that has none. */
const shortLines = awkwardMail.filter(({ name }) => !name.startsWith('a line of'));

whereThereIs('fetchmail', () => {
  test.each(['pop3s', 'stls'] as const)('by %s: all messages; they are gone when it has them', async (mode) => {
    await deliver(shortLines);
    const inbox = join(folder, 'inbox');
    const take = join(folder, 'take.sh');
    writeFileSync(take, `#!/bin/sh\ncat > "$(mktemp ${inbox}.XXXXXX)"\n`);
    chmodSync(take, 0o700);
    const tls = mode === 'pop3s' ? 'ssl' : `sslproto 'TLS1.2+'`;
    writeFileSync(
      join(folder, 'fetchmailrc'),
      `set invisible\npoll 127.0.0.1 protocol POP3 port ${ports[mode]} user 'alice@example.test' password 'secret' is root here ${tls} no sslcertck no rewrite fetchall no keep mda '${take}'\n`,
      { mode: 0o600 },
    );
    await start('fetchmail', [
      '--nodetach',
      '--pidfile',
      join(folder, 'pid'),
      '-f',
      join(folder, 'fetchmailrc'),
      '-i',
      join(folder, 'ids'),
    ]);
    const files = readdirSync(folder).filter((name) => name.startsWith('inbox.'));
    const got = files.map((name) => readFileSync(join(folder, name), 'latin1'));
    expect(got.toSorted()).toEqual(shortLines.map(({ arrives }) => local(arrives)).toSorted());
    expect(await left()).toEqual([]);
  });
});
