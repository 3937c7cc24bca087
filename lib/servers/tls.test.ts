import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { selfSigned } from './self-signed.ts';
import { ensureCertificate, readCertificate } from './tls.ts';

describe('a certificate that we sign ourselves', () => {
  const from = new Date('2026-03-01T12:00:00Z');

  test('says what it should, as OpenSSL reads it', () => {
    const { cert } = selfSigned('mx.example.test', from, new Date('2036-03-01T12:00:00Z'));
    const read = new X509Certificate(cert);
    expect(read.subject).toBe('CN=mx.example.test');
    expect(read.issuer).toBe('CN=mx.example.test');
    expect(read.validFrom).toBe('Mar  1 12:00:00 2026 GMT');
    expect(read.validTo).toBe('Mar  1 12:00:00 2036 GMT');
    expect(read.subjectAltName).toBe('DNS:mx.example.test');
    expect(read.ca).toBe(false);
    expect(read.verify(read.publicKey)).toBe(true);
    expect(read.checkHost('mx.example.test')).toBe('mx.example.test');
  });

  test('may last beyond 2049 and carry a long name', () => {
    const name = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.example.test`;
    const read = new X509Certificate(selfSigned(name, from, new Date('2051-03-01T12:00:00Z')).cert);
    expect(read.validTo).toBe('Mar  1 12:00:00 2051 GMT');
    expect(read.subjectAltName).toBe(`DNS:${name}`);
    expect(read.verify(read.publicKey)).toBe(true);
  });

  test('is another one each time', () => {
    const serials = [1, 2].map(() => new X509Certificate(selfSigned('x.test', from, from).cert).serialNumber);
    expect(serials[0]).not.toBe(serials[1]);
  });
});

describe('the folder of the certificate', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'citrusmail-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  test('is filled on the first start, for our eyes only, and kept after that', async () => {
    const made = await ensureCertificate(join(folder, 'tls'), 'mx.example.test');
    expect((await stat(join(folder, 'tls', 'key.pem'))).mode & 0o777).toBe(0o600);
    expect(await ensureCertificate(join(folder, 'tls'), 'other.example.test')).toEqual(made);
    expect(await readFile(join(folder, 'tls', 'certificate.pem'), 'utf8')).toBe(made.cert);
  });

  test('with half of a pair, or two halves of different pairs, is a mistake that is named', async () => {
    const [cert, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
    const pair = selfSigned('x.test', new Date(), new Date());
    await writeFile(cert, pair.cert);
    await expect(readCertificate(cert, key)).rejects.toThrow('key.pem is missing');
    await writeFile(key, selfSigned('x.test', new Date(), new Date()).key);
    await expect(readCertificate(cert, key)).rejects.toThrow('are no certificate and its key');
    await rm(cert);
    await expect(readCertificate(cert, key)).rejects.toThrow('certificate.pem is missing');
  });
});
