/** The certificate of our servers: the operator's, or one that we sign ourselves on the first start. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';

import { type Certificate, selfSigned } from './self-signed.ts';

const validYears = 10;

/** Reads `certificate.pem` and `key.pem` in `folder`; makes them, self-signed for `hostname`, where neither is there. */
export async function ensureCertificate(folder: string, hostname: string): Promise<Certificate> {
  const files = { cert: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') };
  const found = await readCertificate(files.cert, files.key);
  if (found !== undefined) return found;
  const made = signOurselves(hostname);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // The key first: a start that dies in between makes both anew. `wx`: never over a key that somebody put there.
  await writeFile(files.key, made.key, { mode: 0o600, flag: 'wx' });
  await writeFile(files.cert, made.cert, { mode: 0o644, flag: 'wx' });
  return made;
}

/** Undefined when neither file is there; throws when only one is, or when they do not belong together. */
export async function readCertificate(certFile: string, keyFile: string): Promise<Certificate | undefined> {
  const [cert, key] = await Promise.all([readIfThere(certFile), readIfThere(keyFile)]);
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined) throw new Error(`${certFile} is missing, but its key ${keyFile} is there`);
  if (key === undefined) throw new Error(`${keyFile} is missing, but its certificate ${certFile} is there`);
  try {
    secureContextOf({ cert, key });
  } catch (error) {
    throw new Error(`${certFile} and ${keyFile} are no certificate and its key`, { cause: error });
  }
  return { cert, key };
}

/** TLS 1.2 and 1.3 (RFC 8996). */
export function secureContextOf(certificate: Certificate): SecureContext {
  return createSecureContext({ ...certificate, minVersion: 'TLSv1.2', honorCipherOrder: true });
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function signOurselves(hostname: string): Certificate {
  const to = new Date();
  to.setUTCFullYear(to.getUTCFullYear() + validYears);
  return selfSigned(hostname, new Date(), to);
}
