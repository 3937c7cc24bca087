import { X509Certificate } from 'node:crypto';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { type Certificate, selfSigned } from '../self-signed.ts';
import { CertificateKeeper } from './certificate-keeper.ts';
import { listening } from './testing.ts';

const hostname = 'mx.example.test';
const now = Date.UTC(2026, 10, 24);
const day = 24 * 60 * 60_000;

const certificateOf = (from = now - day, to = now + day, name = hostname): Certificate =>
  selfSigned(name, new Date(from), new Date(to));
const secretOf = ({ cert, key }: Certificate): string => JSON.stringify({ certificate: cert, key });

let secret: string | undefined | Error;
let diary: ReturnType<typeof listening>;
let keeper: CertificateKeeper;
let renewed: Certificate[];

beforeEach(() => {
  secret = undefined;
  renewed = [];
  diary = listening();
  keeper = new CertificateKeeper({
    read: async () => {
      if (secret instanceof Error) throw secret;
      return secret;
    },
    hostname,
    clock: () => now,
    diary,
    interval: 600_000,
  });
});
afterEach(() => keeper.stop());

async function start(): Promise<Certificate> {
  await keeper.start();
  keeper.onRenewal((certificate) => renewed.push(certificate));
  return keeper.current;
}

/** Nothing that was said holds a piece of a private key. */
function keysAreKept(...certificates: Certificate[]): void {
  const said = JSON.stringify(diary.lines);
  for (const { key } of certificates)
    for (const line of key.split('\n').filter((text) => text.length > 20 && !text.startsWith('--')))
      expect(said).not.toContain(line.slice(0, 20));
}

test('the one of the secret is used', async () => {
  const certificate = certificateOf();
  secret = secretOf(certificate);
  expect(await start()).toEqual(certificate);
  expect(diary.texts('warn')).toEqual([]);
  const [line] = diary.lines;
  expect(line).toMatchObject({ level: 'info', fingerprint: new X509Certificate(certificate.cert).fingerprint256 });
  keysAreKept(certificate);
});

test.each([
  ['no secret', undefined],
  ['a secret that cannot be read', new Error('AccessDenied')],
  ['a secret that is no JSON', '-----BEGIN CERTIFICATE-----'],
  ['a secret without a key', '{"certificate": "x"}'],
  ['the emulated default', '{}'],
])('%s: one that we sign ourselves, and it is said', async (_, text) => {
  secret = text;
  const made = new X509Certificate((await start()).cert);
  expect(made.checkHost(hostname)).toBe(hostname);
  expect(made.validToDate.getTime()).toBeGreaterThan(now + 300 * day);
  expect(diary.texts('warn')).toEqual([
    'There is no certificate that can be used: one that we signed ourselves is in use until there is',
  ]);
});

test('a new one is used from then on; the same one is no news', async () => {
  secret = secretOf(certificateOf());
  await start();
  const next = certificateOf();
  secret = secretOf(next);
  await keeper.look();
  await keeper.look();
  expect(renewed).toEqual([next]);
});

test('nobody has to ask: it is looked at again and again', async () => {
  secret = secretOf(certificateOf());
  vi.useFakeTimers();
  try {
    await start();
    const next = certificateOf();
    secret = secretOf(next);
    await vi.advanceTimersByTimeAsync(599_999);
    expect(renewed).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(renewed).toEqual([next]);
  } finally {
    vi.useRealTimers();
  }
});

test('the first one that can be used takes the place of our own', async () => {
  await start();
  const first = certificateOf();
  secret = secretOf(first);
  await keeper.look();
  expect(renewed).toEqual([first]);
  expect(keeper.current).toEqual(first);
});

const another = certificateOf();
const mixed = { cert: certificateOf().cert, key: another.key };
test.each([
  ['that is not PEM', { cert: 'x', key: 'y' }, 'no certificate and its key'],
  ['whose key is another’s', mixed, 'no certificate and its key'],
  ['that has ended', certificateOf(now - 2 * day, now - day), 'it ended on 2026-11-23T00:00:00.000Z'],
  ['that has not begun', certificateOf(now + day, now + 2 * day), 'it begins on 2026-11-25T00:00:00.000Z only'],
])('a new one %s is refused, said once, and the old one stays', async (_, wrong, reason) => {
  secret = secretOf(certificateOf());
  await start();
  secret = secretOf(wrong);
  await keeper.look();
  await keeper.look();
  expect(renewed).toEqual([]);
  const errors = diary.lines.filter(({ level }) => level === 'error');
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatchObject({ reason: expect.stringContaining(reason) as string });
  keysAreKept(wrong, another);
});

test('a secret that cannot be read for a while changes nothing', async () => {
  secret = secretOf(certificateOf());
  await start();
  secret = new Error('throttled');
  await keeper.look();
  expect(renewed).toEqual([]);
  expect(diary.texts('error')).toEqual(['The secret of the certificate could not be read']);
});

test('one of another name is used, and it is said', async () => {
  secret = secretOf(certificateOf(now - day, now + day, 'other.example'));
  await start();
  expect(diary.texts('warn')).toEqual(['The certificate does not name this server']);
});
